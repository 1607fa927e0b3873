//! A server's code: surveyed, fixed, and surveyed again. Whatever it holds, fixup does not blame itself, and a fix is
//! made once.

#![no_main]

use std::sync::{Arc, LazyLock};

use fixup::patch::parameters::Values;
use fixup::patch::{Catalogue, builtin};
use fixup::plan::{Choice, Fix, Planner, Selection};
use fixup::tree::{Overlay, walk};
use libfuzzer_sys::fuzz_target;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| builtin().expect("the catalogue loads"));

/// A service without code; nothing of it is on disk.
static SERVICE: LazyLock<Overlay> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut start = Overlay::new(Arc::new(walk(folder.path(), &[]).expect("a tree")));
    let manifest = r#"{ "scripts": { "start": "node server" }, "dependencies": { "cors": "2", "express": "4", "pg": "8" } }"#;
    start.write("package.json", manifest.to_owned());
    start
});

/// The fixes; where there are none, what is in the way is not fixup itself.
fn fixes(start: &Overlay) -> Vec<Fix> {
    let mut values = Values::default();
    values
        .set("cors.origins=https://shop.example.com")
        .expect("an origin");
    let planner = Planner::new(&CATALOGUE, &values, start.clone());
    let all = Selection::default();
    let fixes = planner
        .fixes(&all, |_, _| Ok(Choice::Take))
        .expect("nothing was selected");
    if fixes.is_empty() {
        for finding in planner.scan(&all).expect("nothing was selected") {
            let reason = finding.reason.unwrap_or_default();
            assert!(!reason.contains("fault of fixup"), "{reason}");
        }
    }
    fixes
}

fuzz_target!(|text: &str| {
    let name = if text.len() % 2 == 0 {
        "server.js"
    } else {
        "server.ts"
    };
    let mut start = SERVICE.clone();
    start.write(name, text.to_owned());
    if let Some(last) = fixes(&start).last() {
        let again = fixes(&last.after);
        assert!(again.is_empty(), "a second plan: {:?}", again[0].finding);
    }
});
