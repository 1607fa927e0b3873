//! Texts that go deeper than a stack does: the file is said, and the run ends well.

use super::tree::{APP, MAIN, MANIFEST, REQUIREMENTS, TERRAFORM, Tree};

fn around(open: &str, depth: usize, inside: &str, close: &str) -> String {
    open.repeat(depth) + inside + &close.repeat(depth)
}

#[test]
fn code_that_is_nested_too_deeply_blocks_its_service() {
    for code in [
        around("if (a) {", 3200, "", "}"),
        around("if (a) {} else ", 6000, "{}", ""),
        around("x => ", 6000, "1", ""),
        around("!", 6000, "1", ""),
        format!("a = {}", vec!["1"; 6500].join(" + ")),
        format!("a{}", ".b()".repeat(3000)),
        format!("a = {}", around("[", 5000, "", "]")),
        format!("a = {}", around("`${", 3000, "1", "}`")),
    ] {
        let tree = Tree::express();
        tree.write("app.js", format!("{APP}{code};\n"));
        let said = ["`app.js` is nested too deeply at line 9"];
        tree.fixup(&["scan"]).expect(1, &said);
        tree.fixup(&["diff"]).expect(1, &[]);
    }
}

#[test]
fn the_same_of_typescript_and_python() {
    let tree = Tree::with(&[("package.json", &MANIFEST.replace("app.js", "app.ts"))]);
    let types = around("A<", 3000, "B", ">");
    tree.write("app.ts", format!("{APP}let a: {types};\n"));
    tree.fixup(&["scan"])
        .expect(1, &["`app.ts` is nested too deeply at line 9"]);
    for code in [
        around("[", 4500, "", "]"),
        vec!["1"; 6500].join(" + "),
        around("not ", 5000, "a", ""),
        around("a(", 3000, "", ")"),
    ] {
        let tree = Tree::fastapi();
        tree.write("main.py", format!("{MAIN}\n\nx = {code}\n"));
        tree.fixup(&["scan"])
            .expect(1, &["`main.py` is nested too deeply at line"]);
    }
}

#[test]
fn a_module_that_is_nested_too_deeply_is_named_and_nothing_counts_as_fixed() {
    let tree = Tree::express();
    let app = APP.replace("const app", "require(\"./lib/x\");\nconst app");
    tree.write("app.js", app);
    tree.write("lib/x.js", around("if (a) {", 3200, "", "}"));
    let said = tree.fixup(&["scan", "--issue", "5"]);
    said.expect(
        1,
        &["5 cors-allowlist [*]", "`lib/x.js` is nested too deeply"],
    );
    tree.write(
        "app.js",
        tree.read("app.js").replace("app.use(cors());\n", ""),
    );
    let said = tree.fixup(&["scan", "--issue", "5"]);
    said.expect(1, &["blocked", "`lib/x.js` is nested too deeply"]);
}

#[test]
fn what_people_write_is_not_too_deep() {
    let tree = Tree::express();
    let sum = vec!["\"a line of a query\""; 300].join(" + ");
    let chain = ".optional()".repeat(100);
    tree.write(
        "app.js",
        format!("{APP}const sql = {sum};\nconst rule = body(){chain};\n"),
    );
    let ended = tree.fixup(&["scan", "--issue", "5"]).expect(1, &["[*]"]);
    assert!(!ended.said().contains("nested"), "{ended:?}");
}

#[test]
fn settings_that_are_nested_end_nothing() {
    let deep = around("[", 20_000, "", "]");
    let files = [
        (
            "package.json",
            format!("{{\"dependencies\":{{\"express\":\"4\"}},\"x\":{deep}}}"),
        ),
        ("tsconfig.json", format!("{{\"x\":{deep}}}")),
        (
            "docker-compose.yml",
            format!(
                "services:\n  a:\n    image: x\n    x: {}\n",
                around("[", 2000, "", "]")
            ),
        ),
        (
            ".github/workflows/a.yml",
            format!("a: {}\n", around("{a: ", 2000, "1", "}")),
        ),
        ("fixup.toml", format!("a = {deep}\n")),
        (
            "main.tf",
            format!("{TERRAFORM}locals {{\n  a = {deep}\n}}\n"),
        ),
        ("a.tf", around("a {\n", 20_000, "", "}\n")),
        ("b.tf.json", format!("{{\"locals\":{{\"a\":{deep}}}}}")),
        (
            "Dockerfile",
            format!(
                "FROM node:20\nCMD {}\n",
                around("(", 20_000, "node app.js", ")")
            ),
        ),
    ];
    for (path, text) in files {
        let tree = Tree::express();
        tree.write("Dockerfile", "FROM node:20\nCMD [\"node\", \"app.js\"]\n");
        tree.write(path, text);
        for arguments in [&["scan"][..], &["diff"]] {
            let ended = tree.fixup(arguments);
            assert!(
                ended.code.is_some_and(|code| code <= 2),
                "{path}: {ended:?}"
            );
        }
    }
}

#[test]
fn terraform_and_manifests_that_are_nested_are_blocked_by_name() {
    let deep = around("[", 20_000, "", "]");
    let tree = Tree::with(&[]);
    tree.write(
        "main.tf",
        format!("{TERRAFORM}locals {{\n  a = {deep}\n}}\n"),
    );
    tree.fixup(&["scan"]).expect(1, &["blocked", "`main.tf`"]);
    let tree = Tree::with(&[("main.py", MAIN), ("requirements.txt", REQUIREMENTS)]);
    tree.write(
        "pyproject.toml",
        format!("[project]\nname = \"shop\"\ndependencies = [\"fastapi\"]\n[tool.x]\na = {deep}\n"),
    );
    let ended = tree.fixup(&["diff"]);
    assert!(ended.code.is_some_and(|code| code <= 2), "{ended:?}");
}

#[test]
fn folders_in_folders_in_folders_are_walked() {
    let tree = Tree::express();
    tree.write(&format!("{}package.json", "a/".repeat(1500)), MANIFEST);
    let ended = tree.fixup(&["scan"]).expect(1, &["app.js"]);
    assert!(ended.stderr.is_empty(), "{ended:?}");
}
