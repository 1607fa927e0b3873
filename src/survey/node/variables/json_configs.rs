//! Configurations in JSON that name variables, as those of Sequelize do: `"use_env_variable": "DATABASE_URL"`.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::code::Survey;
use crate::code::javascript::computed::computed_loads;
use crate::code::javascript::modules::resolve;

/// The key that names the variable.
const KEY: &str = "use_env_variable";

/// The variables that the configurations which `files` load name for production.
pub(crate) fn named_in_json(survey: &Survey<'_>, files: &[String]) -> BTreeSet<String> {
    let mentions = |path: &&String| {
        let text = survey.overlay.text(path).ok().flatten();
        text.is_some_and(|text| text.contains(KEY))
    };
    let loaded = files.iter().filter(mentions).flat_map(|path| {
        let modules = survey.loads(path);
        let plain = modules
            .iter()
            .filter_map(|module| resolve(survey.overlay, path, module));
        plain
            .chain(computed_loads(survey, path))
            .collect::<Vec<_>>()
    });
    let configs = loaded.filter(|path| path.ends_with(".json"));
    configs.filter_map(|path| name_in(survey, &path)).collect()
}

/// The variable that a configuration names in its block for production; in one without such blocks, as a whole.
fn name_in(survey: &Survey<'_>, path: &str) -> Option<String> {
    let text = survey.overlay.text(path).ok().flatten()?;
    let config: Value = serde_json::from_str(&text).ok()?;
    let block = config.get("production").unwrap_or(&config);
    Some(block.get(KEY)?.as_str()?.to_owned())
}
