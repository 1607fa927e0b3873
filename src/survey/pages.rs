//! Apps whose pages a browser gets as files, and that no stack surveys: their domains are origins of others all the same.

use serde_json::Value;

use crate::code::Survey;
use crate::survey::embedded::{manifest, names_package};
use crate::survey::service::Names;
use crate::tree::paths::{below, folder};

/// What builds pages, or is what they are made with.
const BUILDERS: &[&str] = &[
    "@angular/core",
    "@docusaurus/core",
    "@react-router/dev",
    "@remix-run/dev",
    "@rsbuild/core",
    "@solidjs/start",
    "@sveltejs/kit",
    "@tanstack/react-start",
    "@vue/cli-service",
    "astro",
    "ember-cli",
    "gatsby",
    "nuxt",
    "parcel",
    "react-scripts",
    "vike",
];

/// Where an app of Vite has its first page. A package without one may use Vite for its tests, or to make a library.
const FIRST_PAGES: &[&str] = &["index.html", "public/index.html", "src/index.html"];

/// What the packages that build pages may be called.
pub(crate) fn pages(survey: &Survey<'_>) -> Vec<Names> {
    let manifests = survey.overlay.paths_called("package.json").into_iter();
    let names = |path: &str| {
        let read = manifest(survey, path)?;
        let has_page = || {
            let mut pages = FIRST_PAGES.iter().map(|page| below(folder(path), page));
            pages.any(|page| survey.overlay.exists(&page))
        };
        let is_app = BUILDERS.iter().any(|name| names_package(&read, name))
            || names_package(&read, "vite") && has_page();
        if !is_app {
            return None;
        }
        let at = match folder(path) {
            "" => ".",
            folder => folder,
        };
        let name = read.get("name").and_then(Value::as_str);
        Some(Names::of(at, name.map(str::to_owned).into_iter()))
    };
    manifests.filter_map(names).collect()
}
