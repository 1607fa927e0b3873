//! Apps whose pages a browser gets as files, and that no stack surveys: their domains are origins of others all the same.

use serde_json::Value;

use crate::code::Survey;
use crate::survey::embedded::{manifest, names_package};
use crate::survey::service::Names;
use crate::tree::paths::folder;

/// What builds pages, or is what they are made with.
const BUILDERS: &[&str] = &[
    "@angular/core",
    "@remix-run/dev",
    "@sveltejs/kit",
    "@vue/cli-service",
    "astro",
    "gatsby",
    "nuxt",
    "parcel",
    "react-scripts",
    "vite",
];

/// What the packages that build pages may be called.
pub(crate) fn pages(survey: &Survey<'_>) -> Vec<Names> {
    let manifests = survey.overlay.paths_called("package.json").into_iter();
    let names = |path: &str| {
        let read = manifest(survey, path)?;
        BUILDERS.iter().find(|name| names_package(&read, name))?;
        let at = match folder(path) {
            "" => ".",
            folder => folder,
        };
        let name = read.get("name").and_then(Value::as_str);
        Some(Names::of(at, name.map(str::to_owned).into_iter()))
    };
    manifests.filter_map(names).collect()
}
