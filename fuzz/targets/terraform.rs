//! Terraform: a file is surveyed and fixed, and its blocks get attributes and blocks; all of it parses, and nothing is
//! done twice.

#![no_main]

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use fixup::edit::{hcl, splice};
use fixup::patch::parameters::Values;
use fixup::patch::{Catalogue, builtin};
use fixup::plan::{Choice, Fix, Planner, Selection};
use fixup::tree::{Overlay, walk};
use hcl_edit::Span;
use hcl_edit::structure::Body;
use libfuzzer_sys::fuzz_target;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| builtin().expect("the catalogue loads"));

static EMPTY: LazyLock<Overlay> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    Overlay::new(Arc::new(walk(folder.path(), &[]).expect("a tree")))
});

fn blocks(body: &Body, found: &mut Vec<Range<usize>>) {
    for block in body.blocks() {
        found.extend(block.span());
        blocks(&block.body, found);
    }
}

fn block_at(text: &str, start: usize) -> Range<usize> {
    let mut all = Vec::new();
    blocks(&hcl::parse(text).expect("what was edited parses"), &mut all);
    all.into_iter()
        .find(|block| block.start == start)
        .expect("the block stays where it was")
}

fn fixes(start: &Overlay) -> Vec<Fix> {
    let values = Values::default();
    let planner = Planner::new(&CATALOGUE, &values, start.clone());
    let all = Selection::default();
    for finding in planner.scan(&all).expect("nothing was selected") {
        let reason = finding.reason.unwrap_or_default();
        assert!(!reason.contains("fault of fixup"), "{reason}");
    }
    planner
        .fixes(&all, |_, _| Ok(Choice::Take))
        .expect("nothing was selected")
}

fuzz_target!(|text: &str| {
    let mut start = EMPTY.clone();
    start.write("main.tf", text.to_owned());
    if let Some(last) = fixes(&start).last() {
        let again = fixes(&last.after);
        assert!(again.is_empty(), "a second plan: {:?}", again[0].finding);
    }
    let Ok(body) = hcl::parse(text) else { return };
    let mut all = Vec::new();
    blocks(&body, &mut all);
    for block in all.into_iter().take(4) {
        if let Ok(edits) = hcl::set(text, block.clone(), "ami", "var.ami") {
            let after = splice(text, edits).expect("its own edits do not overlap");
            let again = hcl::set(&after, block_at(&after, block.start), "ami", "var.ami");
            assert_eq!(again, Ok(Vec::new()), "{after}");
        }
        let added = "metadata_options {\n  http_tokens = \"required\"\n}\n";
        if let Ok(edits) = hcl::append(text, Some(block.clone()), added) {
            let after = splice(text, edits).expect("its own edits do not overlap");
            let again = hcl::append(&after, Some(block_at(&after, block.start)), added);
            assert_eq!(again, Ok(Vec::new()), "{after}");
        }
    }
});
