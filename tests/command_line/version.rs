//! What `--version` says: of a release the commit that it was built from, which the build script finds.

use std::env;
use std::path::Path;
use std::process::Command;

use crate::repository::Repository;

/// A commit as cargo notes it in a package.
const NOTED: &str = "{\n  \"git\": {\n    \"sha1\": \"0123456789abcdef0123456789abcdef01234567\"\n  },\n  \
                     \"path_in_vcs\": \"\"\n}\n";

/// The build script, compiled on its own beside a repository.
fn build_script(repository: &Repository) -> std::path::PathBuf {
    let program = repository.root.path().join("target/build-script");
    std::fs::create_dir_all(program.parent().expect("a folder")).expect("a folder");
    let compiler = env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let compiled = Command::new(compiler)
        .args(["--edition", "2024", "-o"])
        .arg(&program)
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("build.rs"))
        .output()
        .expect("the compiler starts");
    assert!(compiled.status.success(), "{compiled:?}");
    program
}

/// The version that the script gives a build of this profile.
fn version(repository: &Repository, script: &Path, profile: &str) -> String {
    let mut command = Command::new(script);
    command.env("CARGO_PKG_VERSION", "1.2.3");
    command.env("PROFILE", profile);
    repository.isolate(&mut command);
    let ended = command.output().expect("the script starts");
    let said = String::from_utf8(ended.stdout).expect("text");
    let mut lines = said.lines();
    let version = lines.find_map(|it| it.strip_prefix("cargo:rustc-env=FIXUP_VERSION="));
    version.expect("a version").to_owned()
}

#[test]
fn a_release_says_which_commit_it_was_built_from_where_that_is_known() {
    let repository = Repository::with(&[(".gitignore", "target/\n")]);
    let script = build_script(&repository);
    let of = |profile| version(&repository, &script, profile);
    // neither git nor a package tells
    assert_eq!(of("release"), "1.2.3");
    repository.git(&["init", "--quiet"]);
    assert_eq!(of("release"), "1.2.3");
    repository.git(&["add", "--all"]);
    repository.git(&["commit", "--quiet", "--message", "The first"]);
    let head = repository.git(&["rev-parse", "HEAD"]);
    assert_eq!(of("release"), format!("1.2.3 ({})", &head[..12]));
    assert_eq!(of("debug"), "1.2.3");
    // what cargo noted in a package counts, for its checkout is somebody else's
    repository.write(".cargo_vcs_info.json", NOTED);
    assert_eq!(of("release"), "1.2.3 (0123456789ab)");
    repository.write(
        ".cargo_vcs_info.json",
        NOTED.replace("0123456789ab", "none, really"),
    );
    assert_eq!(of("release"), "1.2.3");
}

#[test]
fn a_folder_of_another_repository_is_not_that_of_a_release() {
    let repository = Repository::in_git();
    let script = build_script(&repository);
    let below = repository.root.path().join("vendored");
    std::fs::create_dir(&below).expect("a folder");
    let mut command = Command::new(script);
    repository.isolate(&mut command);
    command.current_dir(below).env("PROFILE", "release");
    let said = command
        .env("CARGO_PKG_VERSION", "1.2.3")
        .output()
        .expect("it starts")
        .stdout;
    let said = String::from_utf8(said).expect("text");
    assert!(said.ends_with("FIXUP_VERSION=1.2.3\n"), "{said}");
}
