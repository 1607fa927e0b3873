//! Links out of the tree, devices and pipes: never read, never waited for, and said where something was to be read there.

use std::fs;

use super::tree::{APP, MANIFEST, TERRAFORM, Tree};

/// Files that fixup reads because of their names.
const READ: [&str; 20] = [
    ".dockerignore",
    ".editorconfig",
    ".env",
    ".env.example",
    ".gitignore",
    ".ignore",
    ".node-version",
    ".nvmrc",
    ".prettierrc",
    "Dockerfile",
    "Procfile",
    "app.js",
    "docker-compose.yml",
    "ecosystem.config.js",
    "fixup.toml",
    "lib/x.js",
    "main.tf",
    "package.json",
    "terraform.tfvars",
    "tsconfig.json",
];

fn service() -> Tree {
    let tree = Tree::express();
    tree.write(
        "app.js",
        APP.replace("const app", "require(\"./lib/x\");\nconst app"),
    );
    tree.write("lib/x.js", "module.exports = 1;\n");
    tree.write("main.tf", TERRAFORM);
    tree.write(
        "Dockerfile",
        "FROM node:20\nCOPY . .\nCMD [\"node\", \"app.js\"]\n",
    );
    tree
}

/// Every command ends by itself, and says nothing of what lies outside.
#[track_caller]
fn looks(tree: &Tree, name: &str) {
    let list = [
        &["scan", "--format", "json"][..],
        &["apply", "--yes", "--issue", "5,16"],
    ];
    for arguments in list {
        let ended = tree.fixup(arguments);
        let is_well = ended.code.is_some_and(|code| code <= 2);
        assert!(
            is_well && !ended.said().contains("PLANTED"),
            "{name} {arguments:?}: {ended:?}"
        );
    }
}

#[test]
fn a_link_out_of_the_tree_is_not_read() {
    for name in READ {
        let tree = service();
        let netrc = tree.beside().join("netrc");
        fs::write(&netrc, "machine example.com login bob password PLANTED\n").expect("a file");
        tree.link(name, netrc);
        looks(&tree, name);
    }
}

#[test]
fn a_device_has_no_end_and_is_not_read() {
    for name in READ {
        let tree = service();
        tree.link(name, "/dev/zero");
        looks(&tree, name);
    }
}

#[test]
fn nobody_waits_for_a_pipe() {
    for name in READ {
        let tree = service();
        tree.pipe(name);
        looks(&tree, name);
    }
}

#[test]
fn what_should_have_been_read_is_blocked_by_name() {
    for (name, said) in [
        (
            "package.json",
            "`package.json` is a link that leads out of the repository",
        ),
        (
            "app.js",
            "`app.js` is a link that leads out of the repository",
        ),
        (
            "lib/x.js",
            "`lib/x.js` is a link that leads out of the repository",
        ),
    ] {
        let tree = Tree::express();
        tree.write("app.js", "require(\"./lib/x\");\n".to_owned() + APP);
        tree.write("lib/x.js", "module.exports = 1;\n");
        tree.link(name, "/dev/zero");
        tree.fixup(&["scan"]).expect(1, &[said]);
        tree.pipe(name);
        tree.fixup(&["scan"])
            .expect(1, &[&format!("`{name}` is a pipe")]);
    }
    let tree = Tree::with(&[("main.tf", TERRAFORM)]);
    tree.pipe("main.tf");
    tree.fixup(&["scan"]).expect(1, &["`main.tf` is a pipe"]);
    let tree = Tree::fastapi();
    tree.link("requirements.txt", "/dev/zero");
    tree.fixup(&["scan"])
        .expect(1, &["`requirements.txt` is a link that leads out"]);
}

#[test]
fn the_file_of_values_is_a_file_of_at_most_a_mebibyte() {
    let tree = Tree::express();
    tree.link("fixup.toml", "/dev/zero");
    tree.fixup(&["scan"])
        .expect(2, &["`fixup.toml` is a link that leads out"]);
    tree.pipe("fixup.toml");
    tree.fixup(&["scan"]).expect(2, &["`fixup.toml` is a pipe"]);
    fs::remove_file(tree.root.join("fixup.toml")).expect("it is ours");
    tree.write("fixup.toml", "# x\n".repeat(300_000));
    tree.fixup(&["scan"])
        .expect(2, &["`fixup.toml` is larger than 1 MiB"]);
}

#[test]
fn an_error_in_the_file_of_values_shows_none_of_it() {
    let tree = Tree::express();
    tree.write(
        "fixup.toml",
        "machine example.com login bob password PLANTED\n",
    );
    let ended = tree
        .fixup(&["scan"])
        .expect(2, &["`fixup.toml` is not TOML at 1:"]);
    assert!(!ended.said().contains("PLANTED"), "{ended:?}");
}

#[test]
fn a_list_of_ignored_names_that_is_none_hides_nothing() {
    for make in [
        (|tree: &Tree| tree.pipe("api/.gitignore")) as fn(&Tree),
        |tree| tree.link("api/.gitignore", "/dev/zero"),
        |tree| tree.write("api/.gitignore", "*\n".repeat(100_000)),
    ] {
        let tree = Tree::with(&[("api/package.json", MANIFEST), ("api/app.js", APP)]);
        make(&tree);
        tree.fixup(&["scan", "--issue", "5"])
            .expect(1, &["api/app.js:5"]);
    }
}

#[test]
fn a_link_inside_the_tree_is_read_where_code_names_it() {
    let tree = Tree::express();
    tree.write(
        "real/cors.js",
        "module.exports = { origin: \"*\", credentials: true };\n",
    );
    tree.write(
        "app.js",
        APP.replace("cors()", "cors(require(\"./options\"))"),
    );
    tree.link("options.js", "real/cors.js");
    let ended = tree.fixup(&["scan", "--issue", "5"]);
    assert!(!ended.said().contains("options.js` is"), "{ended:?}");
}
