//! A whole template in each of its forms.

use crate::edit::script::lower::Form;
use crate::edit::script::lower::tests::{common_js, es, lowers, terse, typescript};

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
