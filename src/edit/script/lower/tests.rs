//! Pairs of before and after, small enough to see the rule that each stands for.
//! The whole templates are compared with the compiler, the formatter and Node elsewhere.

use super::*;

fn form(language: Language, modules: Modules) -> Form {
    let style = Style {
        indent: "  ".to_owned(),
        quotes: Quotes::Double,
        semicolons: true,
        trailing_commas: true,
        newline: "\n",
    };
    Form {
        language,
        modules,
        suffix: "",
        style,
    }
}

fn es() -> Form {
    form(Language::JavaScript, Modules::Es)
}

fn common_js() -> Form {
    form(Language::JavaScript, Modules::CommonJs)
}

fn typescript() -> Form {
    form(Language::TypeScript, Modules::CommonJs)
}

/// Single quotes, no semicolons, no trailing commas, tabs.
fn terse() -> Form {
    let style = Style {
        indent: "\t".to_owned(),
        quotes: Quotes::Single,
        semicolons: false,
        trailing_commas: false,
        newline: "\n",
    };
    Form {
        style,
        ..typescript()
    }
}

#[track_caller]
fn lowers(source: &str, form: &Form, expected: &str) {
    assert_eq!(lower(source, form).expect("the template is fine"), expected);
}

#[track_caller]
fn restyles(fragment: &str, form: &Form, expected: &str) {
    assert_eq!(
        restyle(fragment, form).expect("the fragment is fine"),
        expected
    );
}

/// Each line of a statement list becomes the line beside it.
#[track_caller]
fn cuts(pairs: &[(&str, &str)]) {
    for (before, after) in pairs {
        restyles(before, &es(), after);
    }
}

#[track_caller]
fn refuses(source: &str, reason: &str) {
    let refusal = check(source)
        .expect_err("the template holds what it may not")
        .0;
    assert!(refusal.contains(reason), "{refusal}");
}

const SMALL: &str = r#"// What this file is for.
import type { Server } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import "./setup";

/** What a check is. */
export interface Check {
  name: string;
}

const LIMIT = 3000;

export async function first<T>(
  server: Server | undefined,
  work: () => Promise<T>,
): Promise<T> {
  server?.ref();
  await delay(LIMIT);
  return (await work()) as T;
}

export const names = (checks: readonly Check[]): string[] =>
  checks.map((check) => check.name!);
"#;

#[test]
fn a_template_becomes_an_es_module() {
    let expected = r#"// What this file is for.
import { setTimeout as delay } from "node:timers/promises";
import "./setup.js";

const LIMIT = 3000;

export async function first(server, work) {
  server?.ref();
  await delay(LIMIT);
  return await work();
}

export const names = (checks) => checks.map((check) => check.name);
"#;
    lowers(
        SMALL,
        &Form {
            suffix: ".js",
            ..es()
        },
        expected,
    );
}

#[test]
fn a_template_becomes_common_js() {
    let expected = r#"// What this file is for.
const { setTimeout: delay } = require("node:timers/promises");
require("./setup");

const LIMIT = 3000;

async function first(server, work) {
  server?.ref();
  await delay(LIMIT);
  return await work();
}

const names = (checks) => checks.map((check) => check.name);

module.exports = { first, names };
"#;
    lowers(SMALL, &common_js(), expected);
}

#[test]
fn typescript_keeps_types_and_es_imports_even_in_common_js() {
    lowers(SMALL, &typescript(), SMALL);
}

#[test]
fn a_template_takes_the_style_of_its_neighbours() {
    let source = r#"import { log } from "./log";

export function count(
  first: string,
  second: string,
  third: string,
  fourth: string,
): void {
  const text = "it's";
  const quoted = 'say "hi"';
  [first, second].forEach((word) => log(word, text));
  for (let at = 0; at < 3; at++) log("at", quoted);
  (third + fourth).trim();
}
"#;
    let expected = "import { log } from './log'

export function count(
\tfirst: string,
\tsecond: string,
\tthird: string,
\tfourth: string
): void {
\tconst text = \"it's\"
\tconst quoted = 'say \"hi\"'
\t;[first, second].forEach((word) => log(word, text))
\tfor (let at = 0; at < 3; at++) log('at', quoted)
\t;(third + fourth).trim()
}
";
    lowers(source, &terse(), expected);
}

#[test]
fn line_endings_are_those_of_the_style() {
    let mut windows = es();
    windows.style.newline = "\r\n";
    lowers(
        "const a: number = 1;\n\nrun(a);\n",
        &windows,
        "const a = 1;\r\n\r\nrun(a);\r\n",
    );
    lowers(
        "const a: number = 1;\r\n\r\nrun(a);\r\n",
        &es(),
        "const a = 1;\n\nrun(a);\n",
    );
}

#[test]
fn annotations_are_cut() {
    cuts(&[
        (
            "const f = <T,>(a: T, b?: string): Promise<T> => g<T>(a);",
            "const f = (a, b) => g(a);",
        ),
        ("let a!: string, b: [x: number] = [1];", "let a, b = [1];"),
        (
            "function f(this: Server, port: number): void {}",
            "function f(port) {}",
        ),
        (
            "function f(value: unknown): value is string { return g(value); }",
            "function f(value) { return g(value); }",
        ),
        (
            "function f(value: unknown): asserts value {}",
            "function f(value) {}",
        ),
        (
            "new Map<string, Set<number>>(a?.<T>(b));",
            "new Map(a?.(b));",
        ),
        (
            "try { f(); } catch (error: unknown) {}",
            "try { f(); } catch (error) {}",
        ),
    ]);
}

#[test]
fn class_members_lose_their_modifiers() {
    let source = "abstract class A<T> extends B<T> implements C, D {
  declare kind: string;
  private static readonly limit?: number = 1;
  #open!: boolean;
  [key: string]: unknown;
  abstract stop(): void;
  constructor(size: number);
  constructor(size: number, name?: string) {}
  protected override async *run(): AsyncGenerator<T> {}
}
";
    let expected = "class A extends B {
  static limit = 1;
  #open;
  constructor(size, name) {}
  async *run() {}
}
";
    restyles(source, &es(), expected);
}

#[test]
fn type_statements_go_with_the_comments_about_them() {
    let source = "// The file.
import type { A } from \"a\";

/** About B. */
interface B {
  a: A;
}

// About C,
// on two lines.
export type C = B; // behind it

/** By text. */
export function f(a: string): void;
/** By number. */
export function f(a: number): void;
/** By any. */
export function f(a: unknown): void {
  type Local = B;

  g(a);
}
declare const version: string;
export {};
";
    let expected = "// The file.

/** By any. */
export function f(a) {
  g(a);
}
";
    lowers(source, &es(), expected);
}

#[test]
fn comments_for_the_compiler_and_its_linter_go() {
    let source = "/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/ban-types -- why */
// @ts-expect-error -- untyped
f(a); // @ts-ignore
// eslint-disable-next-line no-console
g(a);
";
    restyles(
        source,
        &es(),
        "f(a);\n// eslint-disable-next-line no-console\ng(a);\n",
    );
}

#[test]
fn casts_go_with_the_parentheses_that_only_they_needed() {
    cuts(&[
        ("(x as A).b = (y as unknown as B) + 1;", "x.b = y + 1;"),
        ("((await x) as A).b(c!)![0];", "(await x).b(c)[0];"),
        (
            "const a = (await x) as A, b = (c ?? d) as B;",
            "const a = await x, b = c ?? d;",
        ),
        (
            "const f = () => ({ a: 1 }) as const;",
            "const f = () => ({ a: 1 });",
        ),
        ("if ((x as A).b) f(a || ({} as B));", "if (x.b) f(a || {});"),
    ]);
}

#[test]
fn parentheses_that_say_something_stay() {
    cuts(&[
        ("(a?.b as A).c;", "(a?.b).c;"),
        ("(a + b as A).c;", "(a + b).c;"),
        ("const a = b + (c?.d as A)!.e;", "const a = b + (c?.d).e;"),
        (
            "const a = ((await f<T>(x)) as A).b;",
            "const a = (await f(x)).b;",
        ),
        (
            "const a = new (f() as any).B();",
            "const a = new (f()).B();",
        ),
        ("({} as A).b;", "({}).b;"),
        (
            "const a = (1 as any).toFixed();",
            "const a = (1).toFixed();",
        ),
    ]);
}

#[test]
fn a_cast_on_a_line_of_its_own_is_still_returned() {
    restyles("return (\n  x as A\n);\n", &es(), "return x;\n");
    restyles(
        "return (\n  // why\n  x as A\n);\n",
        &es(),
        "return (\n  // why\n  x\n);\n",
    );
}

#[test]
fn a_cut_that_would_join_two_lines_is_refused() {
    let refusal = restyle("a = b as C\n(d)\n", &es())
        .expect_err("the lines would join")
        .0;
    assert_eq!(
        refusal,
        "line 1: without `;` the next line would join what is cast"
    );
    let refusal = restyle("a = b\ntype C = D\n;(d)\n", &es())
        .expect_err("the lines would join")
        .0;
    assert_eq!(
        refusal,
        "the text would mean something else without its types"
    );
    let class = "class A {\n  get: B\n  post: C\n}\n";
    let refusal = restyle(class, &es()).expect_err("the members would join").0;
    assert!(
        refusal.starts_with("line 2: without `;` this field"),
        "{refusal}"
    );
}

#[test]
fn lists_that_fit_again_are_joined() {
    let source = "function f(
  first: Map<string, Promise<number>>,
  second: Map<string, Promise<number>>,
): Promise<void> {}
const list: readonly string[] = [
  \"a\",
];
const noted: string[] = [
  // why
  \"a\",
];
const table: ReadonlyMap<string, readonly string[]> =
  makeTheTableFromTheList(list);
";
    let expected = "function f(first, second) {}
const list = [\"a\"];
const noted = [
  // why
  \"a\",
];
const table = makeTheTableFromTheList(list);
";
    restyles(source, &es(), expected);
}

#[test]
fn an_arrow_whose_body_does_not_fit_beside_it_keeps_it_below() {
    let source = "const pick = <K extends string, V>(
  table: Partial<Record<K, V>>,
  ...keys: K[]
): V[] => keys.map((key) => table[key]!).filter((value) => value !== undefined);
";
    let expected = "const pick = (table, ...keys) =>
  keys.map((key) => table[key]).filter((value) => value !== undefined);
";
    restyles(source, &es(), expected);
}

#[test]
fn long_lists_of_names_are_broken() {
    let name = "a_name_that_takes_a_lot_of_space";
    let source = format!(
        "import {{ {name}_1, b }} from \"./a/path/of/some/length\";\n\nexport const {name}_2 = b;\nexport const {name}_3 = {name}_1;\n"
    );
    let expected = format!(
        "const {{
  {name}_1,
  b,
}} = require(\"./a/path/of/some/length\");

const {name}_2 = b;
const {name}_3 = {name}_1;

module.exports = {{
  {name}_2,
  {name}_3,
}};
"
    );
    lowers(&source, &common_js(), &expected);
}

#[test]
fn every_way_to_declare_a_name_exports_it() {
    let source = "export const { a, b: c = 1, ...d } = process.env;
export const [e, , f] = [1, 2, 3];
export async function* g() {}
export class H {}
";
    let expected = "const { a, b: c = 1, ...d } = process.env;
const [e, , f] = [1, 2, 3];
async function* g() {}
class H {}

module.exports = { a, c, d, e, f, g, H };
";
    lowers(source, &common_js(), expected);
}

#[test]
fn only_files_beside_the_template_get_the_suffix() {
    let source = "import { a } from \"./a\";
import { b } from \"../b.test\";
import { c } from \"./c.json\";
import { d } from \"d\";
import type { E } from \"./e\";

a(b, c, d as E);
";
    let expected = source
        .replace("./a", "./a.js")
        .replace("b.test", "b.test.js")
        .replace("./e", "./e.js");
    lowers(
        source,
        &Form {
            suffix: ".js",
            ..typescript()
        },
        &expected,
    );
}

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
fn a_hole_in_an_array_stays_when_its_lines_are_joined() {
    restyles(
        "const a: A = [\n  ,\n];\nconst b: A = [\n  c,\n  ,\n];\n",
        &es(),
        "const a = [,];\nconst b = [c, ,];\n",
    );
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

#[test]
fn without_types_to_cut_a_fragment_is_not_laid_out_anew() {
    restyles(
        "f(\n  a,\n\n\n  b,\n);\n",
        &es(),
        "f(\n  a,\n\n\n  b,\n);\n",
    );
}

#[test]
fn imports_are_split_from_a_fragment() {
    let source = "import type { A } from \"a\";
import { b, c as d } from \"./b\";
import \"e\";

{ origin: b, credentials: d as A }
";
    let (imports, rest) = split_imports(source).expect("the imports are fine");
    assert_eq!(rest, "{ origin: b, credentials: d as A }\n");
    let import = |names: &[(&str, Option<&str>)], source: &str, type_only| Import {
        names: names
            .iter()
            .map(|(name, alias)| ((*name).to_owned(), alias.map(str::to_owned)))
            .collect(),
        source: source.to_owned(),
        type_only,
    };
    let expected = [
        import(&[("A", None)], "a", true),
        import(&[("b", None), ("c", Some("d"))], "./b", false),
        import(&[], "e", false),
    ];
    assert_eq!(imports, expected);
}

#[test]
fn an_import_is_a_line_in_every_form() {
    let import = Import {
        names: vec![
            ("a".to_owned(), None),
            ("b".to_owned(), Some("c".to_owned())),
        ],
        source: "./x".to_owned(),
        type_only: false,
    };
    let effect = Import {
        names: Vec::new(),
        ..import.clone()
    };
    let types = Import {
        type_only: true,
        ..import.clone()
    };
    let common_js = Form {
        suffix: ".js",
        ..common_js()
    };
    assert_eq!(
        import_line(&import, &es()),
        r#"import { a, b as c } from "./x";"#
    );
    assert_eq!(
        import_line(&import, &common_js),
        r#"const { a, b: c } = require("./x.js");"#
    );
    assert_eq!(import_line(&effect, &terse()), "import './x'");
    assert_eq!(import_line(&effect, &common_js), r#"require("./x.js");"#);
    assert_eq!(
        import_line(&types, &typescript()),
        r#"import type { a, b as c } from "./x";"#
    );
    assert_eq!(import_line(&types, &common_js), "");
}

#[test]
fn a_refused_import_of_a_fragment_names_its_line() {
    let refusal = split_imports("import \"a\";\nimport * as b from \"b\";\nb();\n")
        .expect_err("a namespace import")
        .0;
    assert!(refusal.starts_with("line 2: "), "{refusal}");
}

#[test]
fn a_default_import_that_a_fact_brings_is_said_in_both_module_systems() {
    let (imports, _) = split_imports("import pool from \"./db\";\npool;\n").expect("it is allowed");
    let lines = [
        import_line(&imports[0], &typescript()),
        import_line(&imports[0], &common_js()),
    ];
    assert_eq!(
        lines,
        [
            "import pool from \"./db\";",
            "const pool = require(\"./db\");"
        ]
    );
}

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
