// One question: is every name that a script uses declared? (`no-undef`)
import globals from "globals";

const rules = { "no-undef": "error" };
const languageOptions = { ecmaVersion: "latest", globals: globals.node };

export default [
  { files: ["**/*.js", "**/*.cjs"], languageOptions: { ...languageOptions, sourceType: "commonjs" }, rules },
  { files: ["**/*.mjs"], languageOptions: { ...languageOptions, sourceType: "module" }, rules },
];
