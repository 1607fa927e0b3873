//! Splicing: what every format's edits go through.

use fixup::edit::{Edit, splice};
use proptest::prelude::*;

use super::text::config;

/// Pieces of a text, each with what takes its place, if anything does.
fn pieces() -> impl Strategy<Value = Vec<(String, Option<String>)>> {
    let piece = "[a-zäß日\n\r ]{0,6}";
    proptest::collection::vec((piece, proptest::option::of(piece)), 0..12)
}

fn edits(pieces: &[(String, Option<String>)]) -> Vec<Edit> {
    let mut at = 0;
    let mut edits = Vec::new();
    for (old, new) in pieces {
        let range = at..at + old.len();
        at = range.end;
        edits.extend(new.as_ref().map(|new| Edit::replace(range, new.as_str())));
    }
    edits
}

proptest! {
    #![proptest_config(config(500))]

    #[test]
    fn what_no_edit_names_stays(pieces in pieces(), turn in any::<prop::sample::Index>()) {
        let old: String = pieces.iter().map(|(old, _)| old.as_str()).collect();
        let new: String = pieces.iter().map(|(old, new)| new.as_ref().unwrap_or(old).as_str()).collect();
        let mut edits = edits(&pieces);
        // the order in which they are given counts for insertions at one place only
        let insertions = edits.iter().filter(|edit| edit.range.is_empty()).count();
        if insertions == 0 && !edits.is_empty() {
            let at = turn.index(edits.len());
            edits.rotate_left(at);
        }
        prop_assert_eq!(splice(&old, edits), Ok(new));
    }

    #[test]
    fn edits_that_overlap_are_refused(text in "[a-z]{8,20}", at in 0_usize..4, end in 5_usize..8, start in 4_usize..5) {
        let edits = vec![Edit::replace(at..end, "x"), Edit::replace(start..8, "y")];
        prop_assert!(splice(&text, edits).is_err());
    }
}
