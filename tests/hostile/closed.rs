//! A service that cannot be seen is said to be there. Status, JSON and score say the same.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::tree::{APP, MAIN, MANIFEST, REQUIREMENTS, TERRAFORM, Tree};

fn wide(text: &str) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

/// The scan says this, as a blocked finding of every issue, and nothing is ready.
#[track_caller]
fn blocked(tree: &Tree, said: &str) {
    tree.fixup(&["scan"]).expect(1, &["blocked", said]);
    let json = tree.fixup(&["scan", "--format", "json"]).expect(1, &[]);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).expect("JSON");
    let findings = json["findings"].as_array().expect("a list");
    assert!(!findings.is_empty());
    let states = findings.iter().filter(|it| it["state"] == "blocked");
    assert!(states.count() > 0, "{json}");
    assert!(json["score"]["overall"].as_u64().expect("a number") < 100);
}

#[test]
fn an_app_that_cannot_be_read_is_no_missing_service() {
    for (path, text, said) in [
        ("app.js", format!("{APP}// {}\n", "x".repeat(2 << 20)).into_bytes(), "`app.js` is larger than 2 MiB"),
        ("app.js", wide(APP), "`app.js` is not UTF-8"),
        ("app.js", [APP.as_bytes(), b"// caf\xe9\n"].concat(), "`app.js` is not UTF-8"),
        ("app.js", b"const x = require(\"./factory\");\nx.run();\n".to_vec(), "lists express, and no app"),
        ("package.json", wide(MANIFEST), "`package.json` is not UTF-8"),
        ("package.json", b"{ \"dependencies\": { \"express\": \"4\", }\n".to_vec(), "cannot parse `package.json` at"),
        (
            "package.json",
            b"{ \"main\": \"app.js\", \"dependencies\": { \"express\": \"4\" },\n  \"dependencies\": { \"express\": \"4\", \"cors\": \"2\" } }\n".to_vec(),
            "a key stands twice in `package.json` at 2:",
        ),
    ] {
        let tree = Tree::express();
        tree.write(path, text);
        blocked(&tree, said);
    }
    let tree = Tree::express();
    fs::remove_file(tree.root.join("app.js")).expect("it is ours");
    blocked(&tree, "lists express, and no app of it was found");
}

#[test]
fn the_same_of_python_and_terraform() {
    for (path, text, said) in [
        (
            "main.py",
            format!("{MAIN}# {}\n", "x".repeat(2 << 20)).into_bytes(),
            "`main.py` is larger than 2 MiB",
        ),
        ("main.py", wide(MAIN), "`main.py` is not UTF-8"),
        (
            "main.py",
            format!("{MAIN}def x(:\n  ((((\n").into_bytes(),
            "cannot parse `main.py` at",
        ),
        (
            "main.py",
            format!("def x(:\n  ((((\n{MAIN}").into_bytes(),
            "cannot parse `main.py` at",
        ),
        (
            "main.py",
            b"print(1)\n".to_vec(),
            "lists fastapi, and no app",
        ),
        (
            "requirements.txt",
            wide(REQUIREMENTS),
            "`requirements.txt` is not UTF-8",
        ),
    ] {
        let tree = Tree::fastapi();
        tree.write(path, text);
        blocked(&tree, said);
    }
    let tree = Tree::with(&[("main.py", MAIN)]);
    blocked(
        &tree,
        "`main.py` imports fastapi, and no requirements.txt or pyproject.toml lists it",
    );
    let tree = Tree::with(&[]);
    tree.write(
        "main.tf",
        format!("{TERRAFORM}resource \"x\" {{\n  a = \n}}\n"),
    );
    blocked(&tree, "cannot parse `main.tf` at 10:");
    tree.write("main.tf", format!("{TERRAFORM}# {}\n", "x".repeat(2 << 20)));
    blocked(&tree, "`main.tf` is larger than 2 MiB");
}

#[test]
fn what_is_no_service_is_none() {
    let library = MANIFEST.replace("\"start\": \"node app.js\"", "\"build\": \"tsc\"");
    for files in [
        &[
            ("package.json", &*library),
            ("index.js", "module.exports = 1;\n"),
        ][..],
        &[
            ("requirements.txt", "fastapi\n"),
            ("lib.py", "import fastapi\n"),
        ],
        &[("docs/main.py", MAIN)],
        &[("main.tf", "provider \"google\" {\n}\n"), ("a.tf", "x {\n")],
        &[("README.md", "express\n")],
    ] {
        let tree = Tree::with(files);
        tree.fixup(&["scan"]).expect(0, &["no service was found"]);
    }
}

#[test]
fn what_git_tracks_is_read_whatever_is_ignored() {
    for ignored in ["app.js\n", "*\n"] {
        let tree = Tree::express();
        tree.write(".gitignore", ignored);
        tree.commit();
        tree.fixup(&["scan", "--issue", "5"])
            .expect(1, &["5 cors-allowlist [*]", "app.js:5"]);
    }
    // what is ignored and not tracked stays out
    let tree = Tree::express();
    tree.commit();
    tree.write(".gitignore", "old/\n");
    tree.write("old/package.json", MANIFEST);
    tree.write("old/app.js", APP);
    let ended = tree
        .fixup(&["scan", "--issue", "5"])
        .expect(1, &["app.js:5"]);
    assert!(!ended.said().contains("old/"), "{ended:?}");
}

#[test]
fn what_a_sparse_checkout_leaves_out_is_said() {
    let tree = Tree::with(&[
        ("package.json", &MANIFEST.replace("app.js", "src/app.js")),
        ("src/app.js", APP),
    ]);
    tree.commit();
    tree.git(&["sparse-checkout", "set", "--no-cone", "/package.json"]);
    blocked(&tree, "`src/app.js` is left out by the sparse checkout");
}

#[test]
fn a_folder_that_cannot_be_read_is_said() {
    let tree = Tree::express();
    tree.write("services/api/package.json", MANIFEST);
    let folder = tree.root.join("services");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o0)).expect("it is ours");
    if fs::read_dir(&folder).is_ok() {
        // nothing is closed to root
        return;
    }
    let ended = tree.fixup(&["scan"]);
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).expect("it is ours");
    ended.expect(
        1,
        &["blocked", "`services` cannot be read: permission denied"],
    );
}

#[test]
fn what_the_tree_leaves_out_is_counted() {
    let tree = Tree::with(&[("api/package.json", MANIFEST), ("api/app.js", APP)]);
    tree.write(
        "fixup.toml",
        "[ignore]\npaths = [\"api/\"]\nissues = [22, \"cors-allowlist\"]\n",
    );
    let left_out = "`[ignore]` leaves out 1 path and 2 issues (22, cors-allowlist)";
    tree.fixup(&["scan"]).expect(0, &[left_out]);
    let json = tree.fixup(&["scan", "--format", "json"]).expect(0, &[]);
    let json: serde_json::Value = serde_json::from_str(&json.stdout).expect("JSON");
    assert_eq!(
        json["left_out"],
        serde_json::json!({ "paths": 1, "issues": ["22", "cors-allowlist"] })
    );
    tree.write("fixup.toml", "[ignore]\nissues = [22]\n");
    tree.fixup(&["scan"])
        .expect(1, &["`[ignore]` leaves out 1 issue (22)"]);
    tree.write("fixup.toml", "");
    let ended = tree.fixup(&["scan", "--exclude", "README.md"]);
    assert!(!ended.said().contains("leaves out"), "{ended:?}");
}

#[test]
fn the_score_says_what_is_left_to_people() {
    let tree = Tree::express();
    let handmade = "app.use((req, res, next) => {\n  res.header(\"Access-Control-Allow-Origin\", \"*\");\n  next();\n});\n";
    tree.write("app.js", APP.replace("app.use(cors());\n", handmade));
    let said = " % of what fixup can do; 1 finding is left to you";
    tree.fixup(&["scan", "--issue", "5"])
        .expect(0, &["manual", &format!("readiness 100{said}")]);
}
