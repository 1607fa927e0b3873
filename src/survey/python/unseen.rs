//! Services of which nothing can be told: a manifest that cannot be read, one that lists the framework and a server without an
//! app of it, and an app that no manifest lists. They are said to be there; they are not passed over.

use std::collections::BTreeSet;

use crate::code::Survey;
use crate::edit::script::is_python;
use crate::survey::python::commands::started;
use crate::survey::python::factories::Apps;
use crate::survey::python::manifest::{folders_with, listed_for, names_package};
use crate::survey::python::served::{Served, is_shown, rank};
use crate::survey::service::Unreadable;
use crate::tree::paths::{file_name, folder, within};

/// What serves an app, by the names of packages.
const SERVERS: [&str; 5] = ["fastapi-cli", "granian", "gunicorn", "hypercorn", "uvicorn"];

impl Apps<'_> {
    /// The folders of such services, beside those that are `served`, with what is in the way.
    pub(crate) fn unseen(&self, served: &[(String, Served)]) -> Vec<(String, Unreadable)> {
        let homes = folders_with(self.survey, self.framework.package());
        let is_known = |home: &str| served.iter().any(|(known, _)| within(known, home));
        let mut found: Vec<(String, Unreadable)> = Vec::new();
        for (home, why) in self.unreadable_manifests() {
            if !is_known(&home) && self.has_code(&home) {
                found.push((home, why));
            }
        }
        for home in homes.iter().filter(|home| !is_known(home)) {
            let is_there = found.iter().any(|(known, _)| known == home);
            let why = (!is_there && !is_shown(home)).then(|| self.without_app(home));
            found.extend(why.flatten().map(|why| (home.clone(), why)));
        }
        let closed: Vec<String> = found.iter().map(|(home, _)| home.clone()).collect();
        found.extend(self.unlisted(&homes, &closed));
        found
    }

    /// Manifests that cannot be read, each with the folder that it is for.
    fn unreadable_manifests(&self) -> Vec<(String, Unreadable)> {
        let overlay = self.survey.overlay;
        let barred = overlay.tree().barred().map(|(path, _)| path);
        let row = |path: &str| {
            let home = listed_for(path)?;
            let error = overlay.text(path).err()?;
            Some((home.to_owned(), Unreadable::file(path, &error.0)))
        };
        overlay.paths().chain(barred).filter_map(row).collect()
    }

    /// Whether Python in a folder speaks of the framework, or cannot be looked into.
    fn has_code(&self, home: &str) -> bool {
        let overlay = self.survey.overlay;
        let is_own = |path: &&str| is_python(path) && within(path, home) && !is_shown(path);
        let literal = self.framework.literal();
        let mut files = overlay.paths_below(home).filter(is_own);
        let mut unseen = overlay.unseen().map(|(path, _)| path).filter(is_own);
        files.any(|path| overlay.has_literal(path, literal)) || unseen.next().is_some()
    }

    /// Why no app is found in a folder whose manifest lists the framework and what serves it.
    fn without_app(&self, home: &str) -> Option<Unreadable> {
        let survey = self.survey;
        let manifest = self.serving_manifest(home)?;
        let is_own = |path: &str| is_python(path) && within(path, home) && !is_shown(path);
        let unseen = survey.overlay.unseen().filter(|(path, _)| is_own(path));
        if let Some((path, why)) = unseen.min_by_key(|(path, _)| rank(path)) {
            return Some(Unreadable::file(path, &why));
        }
        let speaks = |path: &&str| {
            is_own(path) && survey.overlay.has_literal(path, self.framework.literal())
        };
        let mut speaking: Vec<&str> = survey.overlay.paths_below(home).filter(speaks).collect();
        speaking.sort_by_key(|path| rank(path));
        for path in speaking {
            let broken = || {
                let script = survey.script(path)?;
                script.syntax_error(&script.root())
            };
            if let Some(reason) = survey.unreadable(path).or_else(broken) {
                let file = Unreadable::file(path, "");
                return Some(Unreadable { reason, ..file });
            }
        }
        let framework = self.framework.package();
        let why = format!("lists {framework}, and no app of it was found that is served");
        Some(Unreadable::file(&manifest, &why))
    }

    /// The manifest of a folder that lists the framework, where what serves it is listed or started, too.
    fn serving_manifest(&self, home: &str) -> Option<String> {
        let survey = self.survey;
        let of_home = |path: &&str| listed_for(path) == Some(home);
        let texts = survey.overlay.paths().filter(of_home);
        let texts = texts.filter_map(|path| Some((path, survey.text(path)?)));
        let texts: Vec<_> = texts.collect();
        let framework = self.framework.package();
        let (manifest, _) = texts
            .iter()
            .find(|(_, text)| names_package(text, framework))?;
        let is_served = texts.iter().any(|(_, text)| {
            let extra = ["[standard", "[all"].map(|extra| format!("{framework}{extra}"));
            SERVERS.iter().any(|server| names_package(text, server))
                || extra.iter().any(|extra| text.contains(extra))
        });
        (is_served || !started(survey, home).is_empty()).then(|| (*manifest).to_owned())
    }

    /// Apps in files that no manifest is for.
    fn unlisted(&self, homes: &BTreeSet<String>, closed: &[String]) -> Vec<(String, Unreadable)> {
        let survey = self.survey;
        let is_listed = |path: &str| {
            let mut all = homes.iter().chain(closed);
            all.any(|home| within(path, home))
        };
        let is_open = |path: &&str| {
            is_python(path)
                && survey.overlay.has_literal(path, self.framework.literal())
                && !is_shown(path)
                && !is_listed(path)
        };
        let mut files: Vec<&str> = survey.overlay.paths().filter(is_open).collect();
        if files.is_empty() || elsewhere(survey, self.framework.package()) {
            return Vec::new();
        }
        files.sort_by_key(|path| rank(path));
        let framework = self.framework.package();
        let first = files.into_iter().find(|path| self.is_app(path));
        let row = |path: &str| {
            let why = format!(
                "imports {framework}, and no requirements.txt or pyproject.toml lists it; add it to one"
            );
            (folder(path).to_owned(), Unreadable::file(path, &why))
        };
        first.map(row).into_iter().collect()
    }
}

/// Whether conda is told of a package.
fn elsewhere(survey: &Survey<'_>, package: &str) -> bool {
    let is_conda = |path: &&str| matches!(file_name(path), "environment.yml" | "environment.yaml");
    let mut files = survey.overlay.paths().filter(is_conda);
    files.any(|path| {
        survey
            .text(path)
            .is_some_and(|text| names_package(&text, package))
    })
}
