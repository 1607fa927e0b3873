//! What a template may not hold, and what it may.

use crate::edit::script::lower::check;
use crate::edit::script::lower::tests::refuses;

#[test]
fn what_is_code_and_not_a_type_is_refused() {
    refuses("f();\nenum A { B }\n", "line 2: an enum");
    refuses("declare enum A { B }\n", "an enum");
    refuses("namespace A {}\n", "a namespace");
    refuses("declare module \"a\" {}\n", "a namespace");
    refuses("@a\nclass B {}\n", "a decorator");
    refuses(
        "class A { constructor(private b: C) {} }\n",
        "a parameter property",
    );
    refuses(
        "class A { constructor(readonly b: C) {} }\n",
        "a parameter property",
    );
    refuses("const a = <B>c;\n", "a cast in front");
    refuses("const a = b satisfies C;\n", "`satisfies`");
    refuses("import a = require(\"a\");\n", "`import =`");
    refuses("import a = b.c;\n", "`import =`");
    refuses("export = a;\n", "`export =`");
    refuses("import { type A } from \"a\";\n", "an inline `type`");
}

#[test]
fn what_some_form_cannot_say_is_refused() {
    refuses("import a from \"a\";\n", "a default import");
    refuses("import type a from \"a\";\n", "a default import");
    refuses("import * as a from \"a\";\n", "`import * as`");
    refuses(
        "import { a } from \"./a.json\" with { type: \"json\" };\n",
        "import attributes",
    );
    refuses("export default function a() {}\n", "a default export");
    refuses("export * from \"a\";\n", "`export *`");
    refuses("export * as a from \"a\";\n", "`export *`");
    refuses(
        "const a = 1;\nexport { a };\n",
        "line 2: export names at their declarations",
    );
    refuses(
        "export { a } from \"a\";\n",
        "export names at their declarations",
    );
    refuses("export let a = 1;\n", "use `const`");
    refuses("await a();\n", "`await` outside");
    refuses("for await (const a of b) {}\n", "`await` outside");
    refuses("f(import.meta.url);\n", "`import.meta`");
    refuses("void import(\"./a\");\n", "a relative `import()`");
    refuses("require(\"a\");\n", "exists only in CommonJS");
    refuses("f(__dirname);\n", "exists only in CommonJS");
    refuses("const a = 1n;\n", "a bigint");
}

#[test]
fn what_the_passes_count_on_is_required() {
    refuses(
        "f();\nimport { a } from \"a\";\n",
        "line 2: an import below other code",
    );
    refuses("const a = 1\nf(a);\n", "line 1: a statement without `;`");
    refuses("class A {\n  b = 1\n}\n", "line 2: a statement without `;`");
    refuses("f(;\n", "line 1 does not parse");
}

#[test]
fn what_all_forms_can_say_is_fine() {
    let source = "import type { A } from \"a\";
import \"b\";
declare global {
  var c: A;
}
export type { A };
export {};
for (const d of []) void import(\"e\");
async function f() {
  await g.require();
}
";
    assert_eq!(check(source), Ok(()));
}
