//! What is cut of TypeScript, and what stays.

use crate::edit::script::lower::restyle;
use crate::edit::script::lower::tests::{cuts, es, lowers, restyles};

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
