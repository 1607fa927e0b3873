//! Which services a repository holds. A service is found by its manifest and confirmed by its code: what serves is
//! decided by what starts it, never by the name of a folder.

use rayon::prelude::*;
use serde_json::Value;

use crate::code::Survey;
use crate::edit::script::is_script;
use crate::survey::node::package::{Package, packages};
use crate::survey::paths::is_test;
use crate::survey::service::{Service, Stack, Unreadable};
use crate::survey::{express, fastapi, nextjs, terraform};
use crate::tree::Literal;
use crate::tree::paths::folder;

/// All services of the repository, in order of path and stack.
#[must_use]
pub fn services(survey: &Survey<'_>) -> Vec<Service> {
    let manifests: Vec<Package> = packages(survey);
    let express = || -> Vec<Service> {
        manifests
            .par_iter()
            .filter(|package| package.runs_on("express"))
            .filter_map(|package| express::app::service(survey, package, &manifests))
            .collect()
    };
    let others = || {
        rayon::join(
            || fastapi::served::services(survey),
            || terraform::services(survey),
        )
    };
    let (mut found, (fastapi, terraform)) = rayon::join(express, others);
    found.extend(unreadable_services(survey, &manifests));
    // an Express app that serves the pages, too, is one service
    let mut nextjs = nextjs::services(&manifests);
    nextjs.retain(|it| found.iter().all(|express| express.path != it.path));
    found.extend(nextjs);
    found.extend(fastapi);
    found.extend(terraform);
    found.sort_by(|a, b| (&a.path, a.stack).cmp(&(&b.path, b.stack)));
    found
}

/// Folders whose `package.json` is none, beside scripts that speak of Express.
fn unreadable_services(survey: &Survey<'_>, readable: &[Package]) -> Vec<Service> {
    let broken = |path: &&str| {
        path.rsplit('/').next() == Some("package.json")
            && !is_test(path)
            && !readable
                .iter()
                .any(|package| package.folder == folder(path))
    };
    let speaks_of_express = |path: &&str| {
        let own = |file: &&str| {
            is_script(file) && folder(file).starts_with(folder(path)) && !is_test(file)
        };
        survey
            .overlay
            .paths()
            .filter(own)
            .any(|file| survey.overlay.has_literal(file, Literal::Express))
    };
    let service = |path: &str| {
        let text = survey.overlay.text(path).ok().flatten()?;
        let error = serde_json::from_str::<Value>(&text).err()?;
        let reason = format!(
            "cannot parse `{path}` at {}:{}; mend it first",
            error.line(),
            error.column()
        );
        let unreadable = Unreadable {
            path: path.to_owned(),
            line: error.line().max(1),
            reason,
        };
        let path = if folder(path).is_empty() {
            "."
        } else {
            folder(path)
        };
        Some(Service {
            path: path.to_owned(),
            stack: Stack::Express,
            entry: None,
            unreadable: Some(unreadable),
        })
    };
    survey
        .overlay
        .paths()
        .filter(broken)
        .filter(speaks_of_express)
        .filter_map(service)
        .collect()
}
