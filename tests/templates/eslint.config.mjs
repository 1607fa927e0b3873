// Two questions: is every name declared, and is every declared name used?
import globals from "globals";

const rules = { "no-undef": "error", "no-unused-vars": "error" };

const config = (folder, sourceType, names) => ({
  files: [`${folder}/**/*.js`],
  languageOptions: { ecmaVersion: "latest", globals: names, sourceType },
  rules,
});

export default [
  config("javascript-es", "module", globals.nodeBuiltin),
  config("javascript-commonjs", "commonjs", globals.node),
];
