//! Imports and exports of a file, and the imports of a fragment.

use crate::edit::script::lower::tests::{common_js, es, lowers, terse, typescript};
use crate::edit::script::lower::{Form, Import, import_line, split_imports};

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
