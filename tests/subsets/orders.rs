//! Subsets of the patches in some order, and the trees of the example that they give.

use std::collections::BTreeMap;
use std::env;
use std::path::Path;
use std::sync::Arc;

use fixup::patch::parameters::Values;
use fixup::patch::{Catalogue, builtin};
use fixup::plan::{Choice, Planner, Selection, changes};
use fixup::tree::{Overlay, walk};

/// What fixes change: path to text.
pub(crate) type Texts = BTreeMap<String, Arc<str>>;

/// How often a set is gone through, at most: what awaits another patch is open in the next round.
const ROUNDS: usize = 3;

pub(crate) struct Example {
    catalogue: Catalogue,
    values: Values,
    start: Overlay,
}

impl Example {
    pub(crate) fn new() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/healthcare");
        Self {
            catalogue: builtin().expect("the catalogue loads"),
            values: Values::read(&root).expect("values"),
            start: Overlay::new(Arc::new(walk(&root, &[]).expect("a tree"))),
        }
    }

    /// The tree after these issues, in one run.
    fn fixed(&self, tree: &Overlay, issues: &[u8]) -> Overlay {
        let selection = Selection {
            issues: issues.iter().map(u8::to_string).collect(),
            ..Selection::default()
        };
        let planner = Planner::new(&self.catalogue, &self.values, tree.clone());
        let fixes = planner.fixes(&selection, |_, _| Ok(Choice::Take));
        let last = fixes.expect("fixes").pop();
        last.map_or_else(|| tree.clone(), |last| last.after)
    }

    /// The trees after each run, until nothing changes any more.
    pub(crate) fn applied(&self, runs: &[&[u8]]) -> Vec<Overlay> {
        let mut trees = vec![self.start.clone()];
        for _ in 0..ROUNDS {
            let before = trees.last().expect("there is one").clone();
            for run in runs {
                let tree = trees.last().expect("there is one");
                trees.push(self.fixed(tree, run));
            }
            let after = trees.last().expect("there is one");
            if changes(&before, after).is_empty() {
                break;
            }
        }
        trees
    }

    pub(crate) fn texts(&self, tree: &Overlay) -> Texts {
        let all = changes(&self.start, tree).into_iter();
        all.map(|it| (it.path, it.after)).collect()
    }
}

/// As many as `FIXUP_SUBSETS` says, those that `FIXUP_SEED` chooses; a few by default.
pub(crate) fn orders() -> Vec<Vec<u8>> {
    let count = number("FIXUP_SUBSETS").unwrap_or(4);
    let mut random = Random(number("FIXUP_SEED").unwrap_or(20));
    (0..count).map(|_| random.order()).collect()
}

/// A sequence of numbers that a seed determines.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("it is short") % limit
    }

    /// Some of the issues, in some order.
    fn order(&mut self) -> Vec<u8> {
        let mut left: Vec<u8> = (1..=22).collect();
        let count = 2 + self.below(21);
        (0..count)
            .map(|_| left.swap_remove(self.below(left.len())))
            .collect()
    }
}

fn number(name: &str) -> Option<u64> {
    env::var(name).ok()?.parse().ok()
}
