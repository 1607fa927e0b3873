//! Which files an entry loads.

use std::collections::HashSet;

use rayon::prelude::*;

use crate::code::Survey;
use crate::code::javascript::computed::computed_loads;
use crate::code::javascript::modules::resolve;
use crate::edit::script::is_script;
use crate::tree::paths::folder;

/// All files that `entry` loads, directly or not.
pub(crate) fn reached_from(survey: &Survey<'_>, entry: &str) -> Vec<String> {
    let loaded = |path: &String| -> Vec<String> {
        survey
            .loads(path)
            .iter()
            .filter_map(|specifier| resolve(survey.overlay, path, specifier))
            .chain(computed_loads(survey, path))
            .filter(|next| !folder(next).contains("node_modules") && is_script(next))
            .collect()
    };
    let mut reached = vec![entry.to_owned()];
    let mut known = HashSet::from([entry.to_owned()]);
    let mut level = 0..1;
    while !level.is_empty() {
        let next: Vec<Vec<String>> = reached[level.clone()].par_iter().map(loaded).collect();
        let new = next.into_iter().flatten();
        reached.extend(new.filter(|path| known.insert(path.clone())));
        level = level.end..reached.len();
    }
    reached
}
