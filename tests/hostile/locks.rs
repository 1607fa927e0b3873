//! `apply --lock` on a tree that wants to run something: it runs nothing of it, or says why it does not run at all.

use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use super::tree::{APP, Ended, MAIN, Tree, ended};

/// A service in a folder that runs a canary wherever a tool lets it.
fn service(canary: &str) -> Tree {
    let tree = Tree::with(&[("app.js", APP)]);
    let scripts = [
        "preinstall",
        "install",
        "postinstall",
        "prepare",
        "preprepare",
        "dependencies",
        "pnpm:devPreinstall",
    ];
    let scripts = scripts.map(|name| format!("\"{name}\": \"touch {canary}\""));
    tree.write(
        "package.json",
        format!(
            "{{\n  \"name\": \"shop\",\n  \"version\": \"1.0.0\",\n  \"main\": \"app.js\",\n  \"scripts\": {{ \"start\": \"node app.js\", {} }},\n  \"dependencies\": {{ \"cors\": \"^2.8.5\", \"express\": \"^4.18.2\" }}\n}}\n",
            scripts.join(", ")
        ),
    );
    tree
}

/// A tool that writes down how it was called.
fn tool(tree: &Tree, name: &str) -> PathBuf {
    let folder = tree.beside().join("bin");
    fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join(name);
    fs::write(&path, "#!/bin/sh\necho \"$0 $*\" >>\"$CALLS\"\n").expect("a program");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it is ours");
    folder
}

/// Applies a fix that adds a package; gives what was run.
fn apply(tree: &Tree, program: &str, how: &str) -> (Ended, String) {
    let folder = tool(tree, program);
    let calls = tree.beside().join("calls");
    let _ = fs::remove_file(&calls);
    let mut command = tree.command(&["apply", "--issue", "9,20", "--yes", how]);
    let path = env::var("PATH").unwrap_or_default();
    command
        .env("PATH", format!("{}:{path}", folder.display()))
        .env("CALLS", &calls);
    let ended = ended(command);
    (ended, fs::read_to_string(calls).unwrap_or_default())
}

#[test]
fn each_tool_is_told_to_run_nothing() {
    for (lock, program, words) in [
        (
            "package-lock.json",
            "npm",
            "install --package-lock-only --ignore-scripts",
        ),
        (
            "pnpm-lock.yaml",
            "pnpm",
            "install --lockfile-only --ignore-scripts --ignore-pnpmfile",
        ),
        (
            "yarn.lock",
            "yarn",
            "install --ignore-scripts --no-default-rc",
        ),
        (
            "bun.lock",
            "bun",
            "install --lockfile-only --ignore-scripts",
        ),
    ] {
        let tree = service("canary");
        tree.write(lock, "{}\n");
        let (ended, calls) = apply(&tree, program, "--lock");
        assert!(
            calls.contains(&format!("{program} {words}")),
            "{calls}{ended:?}"
        );
    }
    let tree = service("canary");
    tree.write("yarn.lock", "__metadata:\n  version: 8\n");
    let (_, calls) = apply(&tree, "yarn", "--lock");
    assert!(
        calls.contains("yarn install --mode=update-lockfile"),
        "{calls}"
    );
    let tree = python();
    let (_, calls) = apply(&tree, "uv", "--lock");
    assert!(calls.contains("uv lock --no-build --no-config"), "{calls}");
}

fn python() -> Tree {
    Tree::with(&[
        ("main.py", MAIN),
        (
            "pyproject.toml",
            "[project]\nname = \"shop\"\nversion = \"1\"\nrequires-python = \">=3.11\"\ndependencies = [\n    \"fastapi>=0.110\",\n    \"uvicorn>=0.29\",\n]\n",
        ),
        ("uv.lock", "version = 1\n"),
    ])
}

#[test]
fn what_cannot_be_told_so_is_refused_with_the_reason() {
    for (lock, program, path, text, why) in [
        (
            "package-lock.json",
            "npm",
            ".npmrc",
            "script-shell=./evil\n",
            "`.npmrc` sets script-shell",
        ),
        (
            "package-lock.json",
            "npm",
            ".npmrc",
            "# fine\ngit = ./evil\n",
            "`.npmrc` sets git",
        ),
        (
            "package-lock.json",
            "npm",
            ".npmrc",
            "//evil.example/:_authToken=${NPM_TOKEN}\n",
            "`.npmrc` sets //evil",
        ),
        (
            "pnpm-lock.yaml",
            "pnpm",
            "pnpm-workspace.yaml",
            "packages: [.]\nconfigDependencies: { x: '1' }\n",
            "sets configDependencies",
        ),
        (
            "yarn.lock",
            "yarn",
            ".yarnrc",
            "yarn-path ./evil.cjs\n",
            "`.yarnrc` sets a setting",
        ),
        (
            "yarn.lock",
            "yarn",
            ".yarnrc.yml",
            "yarnPath: ./evil.cjs\n",
            "`.yarnrc.yml` sets yarnPath",
        ),
        (
            "yarn.lock",
            "yarn",
            ".yarnrc.yml",
            "nodeLinker: pnp\nplugins: [./evil.cjs]\n",
            "`.yarnrc.yml` sets plugins",
        ),
        (
            "bun.lock",
            "bun",
            "bunfig.toml",
            "preload = './evil.ts'\n",
            "`bunfig.toml` sets",
        ),
        ("package-lock.json", "npm", ".npmrc", "", ""),
    ] {
        let tree = service("canary");
        tree.write(lock, "{}\n");
        tree.write(path, text);
        let (ended, calls) = apply(&tree, program, "--lock");
        if why.is_empty() {
            assert!(!calls.is_empty(), "{ended:?}");
            continue;
        }
        ended.expect(1, &["was not run", why, "--lock=unsafe", "applied"]);
        assert!(calls.is_empty(), "{calls}");
        tree.fixup(&["undo"]).expect(0, &[]);
        let (_, calls) = apply(&tree, program, "--lock=unsafe");
        assert!(!calls.is_empty());
    }
    for (lock, program) in [("poetry.lock", "poetry"), ("pdm.lock", "pdm")] {
        let tree = python();
        fs::rename(tree.root.join("uv.lock"), tree.root.join(lock)).expect("it is ours");
        let (ended, calls) = apply(&tree, program, "--lock");
        ended.expect(1, &["was not run", "may build packages", "--lock=unsafe"]);
        assert!(calls.is_empty(), "{calls}");
    }
}

#[test]
fn a_package_of_git_is_refused_for_its_scripts_make_it() {
    for range in [
        "git+ssh://git@example.com/a.git",
        "github:a/b",
        "a/b",
        "https://example.com/a.tgz",
    ] {
        let tree = service("canary");
        let manifest = tree.read("package.json");
        tree.write(
            "package.json",
            manifest.replace("\"cors\":", &format!("\"evil\": \"{range}\", \"cors\":")),
        );
        tree.write("package-lock.json", "{}\n");
        let (ended, calls) = apply(&tree, "npm", "--lock");
        ended.expect(1, &["was not run", "asks for `evil`"]);
        assert!(calls.is_empty(), "{calls}");
    }
}

/// The real tools, where they are. What of the tree runs leaves a canary.
#[test]
fn nothing_of_the_tree_runs_with_the_real_tools() {
    for (program, lock, files) in [
        ("npm", "package-lock.json", &[][..]),
        (
            "pnpm",
            "pnpm-lock.yaml",
            &[(
                ".pnpmfile.cjs",
                "require('fs').writeFileSync('CANARY', '')\n",
            )],
        ),
        ("yarn", "yarn.lock", &[]),
    ] {
        let Some(tool) = found(program) else { continue };
        let tree = service("CANARY");
        let canary = tree.beside().join("canary");
        let canary = canary.to_str().expect("UTF-8");
        let manifest = tree.read("package.json").replace("CANARY", canary);
        tree.write("package.json", manifest);
        for (path, text) in files {
            tree.write(path, text.replace("CANARY", canary));
        }
        let start = match program {
            "npm" => {
                "{ \"name\": \"shop\", \"version\": \"1.0.0\", \"lockfileVersion\": 3, \"requires\": true, \"packages\": {} }\n"
            }
            "pnpm" => "lockfileVersion: '9.0'\n",
            _ => "# yarn lockfile v1\n",
        };
        tree.write(lock, start);
        let mut command = tree.command(&["apply", "--issue", "9", "--yes", "--lock"]);
        let path = env::var("PATH").unwrap_or_default();
        let folder = tool.parent().expect("it lies in a folder").display();
        command.env("PATH", format!("{folder}:{path}"));
        let ended = ended(command);
        assert!(!fs::exists(canary).expect("a look"), "{program}: {ended:?}");
        // without a registry the tool fails, and has run nothing all the same
        if ended.code != Some(2) {
            assert!(
                tree.read(lock).contains("express-rate-limit"),
                "{program}: {ended:?}"
            );
        }
    }
}

/// A program of `target/tools`, of `FIXUP_LOCK_TOOLS`, or of the path.
fn found(program: &str) -> Option<PathBuf> {
    let more = env::var("FIXUP_LOCK_TOOLS").unwrap_or_default();
    let path = env::var("PATH").unwrap_or_default();
    let folders = format!("{more}:{path}");
    let mut places = folders
        .split(':')
        .filter(|it| !it.is_empty())
        .map(|it| PathBuf::from(it).join(program));
    places.find(|it| it.is_file())
}
