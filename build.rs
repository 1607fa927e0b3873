//! Patches, templates and the example are embedded: a change in one of them builds fixup anew.

fn main() {
    for folder in ["patches", "templates", "examples"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
