//! What is laid out anew after a cut, and what is not.

use crate::edit::script::lower::tests::{common_js, es, lowers, restyles};

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
fn a_hole_in_an_array_stays_when_its_lines_are_joined() {
    restyles(
        "const a: A = [\n  ,\n];\nconst b: A = [\n  c,\n  ,\n];\n",
        &es(),
        "const a = [,];\nconst b = [c, ,];\n",
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
