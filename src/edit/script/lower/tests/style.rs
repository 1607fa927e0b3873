//! Quotes, semicolons, commas and indentation of the neighbours.

use crate::edit::script::lower::tests::{es, lowers, restyles, terse, typescript};
use crate::edit::script::lower::{Form, Language};

#[test]
fn template_strings_and_comments_keep_what_they_say() {
    let source = "function f(): string {
  /*
   * Say \"this\";
   *   and that,
   */
  const a = `
    \"quoted\"; ${g(\"x\")}
  end`;

  return a; // it's \"so\";
}
";
    let expected = "function f() {
\t/*
\t * Say \"this\";
\t *   and that,
\t */
\tconst a = `
    \"quoted\"; ${g('x')}
  end`

\treturn a // it's \"so\";
}
";
    lowers(
        source,
        &Form {
            language: Language::JavaScript,
            ..terse()
        },
        expected,
    );
}

#[test]
fn semicolons_that_say_something_stay() {
    let source = "for (;;) {
  `a`.trim();
}
class A {
  static;
  b = 1;
  [c] = 2;
  d = 3;
}
type B = { e: string; f: number };
while (g());
";
    let expected = "for (;;) {
\t;`a`.trim()
}
class A {
\tstatic;
\tb = 1;
\t[c] = 2
\td = 3
}
type B = { e: string; f: number }
while (g());
";
    restyles(source, &terse(), expected);
}

#[test]
fn strings_take_the_quotes_with_fewer_escapes() {
    restyles(
        r#"f("a", "it's", 'a "b"', "\"\n\"");"#,
        &terse(),
        r#"f('a', "it's", 'a "b"', '"\n"')"#,
    );
    restyles(
        r#"f('a', 'it\'s', "a \"b\"");"#,
        &typescript(),
        r#"f("a", "it's", 'a "b"');"#,
    );
    restyles(
        "\"use \\x73trict\";\n\"use strict\";\n",
        &terse(),
        "\"use \\x73trict\"\n'use strict'\n",
    );
}

#[test]
fn only_the_commas_at_the_end_of_a_list_go() {
    let source = "f([a, ,], {\n  b,\n});\nconst g = [\n  ,\n];\nconst {\n  h, // first\n} = f;\n";
    let expected = "f([a, ,], {\n\tb\n})\nconst g = [\n\t,\n]\nconst {\n\th // first\n} = f\n";
    restyles(source, &terse(), expected);
}

#[test]
fn an_expression_stays_an_expression() {
    let mut form = terse();
    form.language = Language::JavaScript;
    restyles(
        "{ origin: allowed as Origin, credentials: true }",
        &form,
        "{ origin: allowed, credentials: true }",
    );
    restyles("[\"a\", b!]", &form, "['a', b]");
    restyles(
        "function (request: Request) {\n  f(\"a\");\n}",
        &form,
        "function (request) {\n\tf('a')\n}",
    );
    restyles("`${a}`", &form, "`${a}`");
    restyles("cors(options)", &es(), "cors(options)");
}

#[test]
fn statements_stay_statements() {
    restyles("[a].forEach(f);\n", &terse(), ";[a].forEach(f)\n");
    restyles(
        "if (!a) return;\nawait b(a);\n",
        &terse(),
        "if (!a) return\nawait b(a)\n",
    );
}
