//! `fixup.toml`, and `--set` in the text behind a NUL.

#![no_main]

use std::fs;
use std::sync::LazyLock;

use fixup::patch::parameters::Values;
use fixup::patch::{Catalogue, builtin};
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| builtin().expect("the catalogue loads"));
static FOLDER: LazyLock<TempDir> =
    LazyLock::new(|| tempfile::tempdir().expect("a temporary folder"));

fuzz_target!(|text: &str| {
    let (file, assignment) = text.split_once('\0').unwrap_or((text, text));
    fs::write(FOLDER.path().join("fixup.toml"), file).expect("a file");
    let mut values = Values::read(FOLDER.path()).unwrap_or_default();
    let _ = values.set(assignment);
    let _ = values.ignored();
    for patch in CATALOGUE.patches() {
        let _ = values.of(patch);
    }
});
