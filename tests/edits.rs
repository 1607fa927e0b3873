//! Properties of edits, on texts that nobody wrote but somebody could have: outside of an edit no byte changes, the
//! result parses, and what was done is not done again.
//!
//! The texts are the same in every run; `PROPTEST_RNG_SEED=…` and `PROPTEST_CASES=…` try others, and more of them.

#[path = "edits/blocks.rs"]
mod blocks;
#[path = "edits/diffs.rs"]
mod diffs;
#[path = "edits/objects.rs"]
mod objects;
#[path = "edits/patches.rs"]
mod patches;
#[path = "edits/python.rs"]
mod python;
#[path = "edits/splices.rs"]
mod splices;
#[path = "edits/terraform.rs"]
mod terraform;
#[path = "edits/text.rs"]
mod text;
