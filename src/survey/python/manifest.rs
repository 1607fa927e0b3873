//! The files that list what a service needs: which folders have one that names a package, and which one a person would edit to
//! add a package.

use std::collections::BTreeSet;

use crate::code::Survey;
use crate::survey::fact::Fact;
use crate::survey::python::commands::is_image;
use crate::survey::python::service::Service;
use crate::tree::paths::{below, file_name, folder, is_test, upwards, within};

impl Service<'_> {
    /// The nearest manifest that names the framework. What another file is made from comes before what is made from it.
    pub(crate) fn requirements(&self) -> Fact<String> {
        let mut nearest = upwards(self.deployed.folder()).filter_map(|at| self.manifest_in(at));
        Fact::from_option(nearest.next())
    }

    fn manifest_in(&self, home: &str) -> Option<String> {
        let survey = self.survey;
        let own_folder = below(home, "requirements");
        let lists = survey.overlay.paths_in(&own_folder);
        let ranked = survey
            .overlay
            .paths_in(home)
            .chain(lists)
            .filter_map(|path| Some((rank(home, path)?, path)));
        ranked
            .filter(|(_, path)| names(survey, path, self.framework.package()))
            .min()
            .map(|(_, path)| path.to_owned())
    }

    /// The first of `packages` that the manifest lists.
    pub(crate) fn listed(&self, packages: &'static [&'static str]) -> Option<&'static str> {
        let Fact::Present(manifest) = self.requirements() else {
            return None;
        };
        let text = self.survey.text(&manifest)?;
        let mut packages = packages.iter().copied();
        packages.find(|package| names_package(&text, package))
    }
}

/// What kind of manifest of `home` a file is.
fn rank(home: &str, path: &str) -> Option<usize> {
    let name = file_name(path);
    let here = folder(path);
    let own_folder = here.rsplit('/').next() == Some("requirements") && folder(here) == home;
    let is_list = own_folder || here == home && name.starts_with("requirements");
    match name {
        _ if is_list && name.ends_with(".in") => Some(0),
        "pyproject.toml" if here == home => Some(1),
        "requirements.txt" if here == home => Some(2),
        _ if is_list && name.ends_with(".txt") => Some(3),
        "Pipfile" | "setup.cfg" | "setup.py" if here == home => Some(4),
        _ => None,
    }
}

/// The folders with a manifest that names `package`, and those whose Dockerfile installs it without one.
pub(crate) fn folders_with(survey: &Survey<'_>, package: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut images = BTreeSet::new();
    for path in survey.overlay.paths().filter(|path| !is_test(path)) {
        if let Some(home) = listed_for(path) {
            if is_manifest(survey, path) && names(survey, path, package) {
                found.insert(home.to_owned());
            }
        } else if is_image(file_name(path)) && names(survey, path, package) {
            images.insert(folder(path).to_owned());
        }
    }
    images.retain(|image| !found.iter().any(|folder| within(image, folder)));
    found.extend(images);
    found
}

/// The folder that a file lists packages for, by its path.
pub(crate) fn listed_for(path: &str) -> Option<&str> {
    let (name, here) = (file_name(path), folder(path));
    let is_list = name.ends_with(".txt") || name.ends_with(".in");
    match name {
        _ if is_list && file_name(here) == "requirements" => Some(folder(here)),
        _ if is_list && name.starts_with("requirements") => Some(here),
        "pyproject.toml" | "setup.py" | "setup.cfg" | "Pipfile" => Some(here),
        _ => None,
    }
}

/// Whether a file that is called like a manifest is one: a module of the service may be called setup.py as well.
fn is_manifest(survey: &Survey<'_>, path: &str) -> bool {
    let installs = |text: &str| text.contains("setuptools") || text.contains("distutils");
    file_name(path) != "setup.py" || survey.text(path).is_some_and(|text| installs(&text))
}

fn names(survey: &Survey<'_>, path: &str, package: &str) -> bool {
    let text = survey.text(path);
    text.is_some_and(|text| names_package(&text, package))
}

/// Whether a text names `package`, in whichever of the formats of manifests and commands.
pub(crate) fn names_package(text: &str, package: &str) -> bool {
    let code = text
        .lines()
        .map(|line| line.split('#').next().unwrap_or(line));
    code.flat_map(|line| {
        line.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')))
    })
    .any(|word| word.eq_ignore_ascii_case(package))
}

#[cfg(test)]
mod tests {
    use crate::survey::python::manifest::names_package;

    #[test]
    fn manifests_name_packages_as_whole_words() {
        assert!(names_package("fastapi[standard]>=0.111\n", "fastapi"));
        assert!(names_package(
            "dependencies = [\"fastapi>=0.1\"]",
            "fastapi"
        ));
        assert!(names_package("FastAPI==0.1", "fastapi"));
        assert!(!names_package("fastapi-users\n# fastapi\n", "fastapi"));
    }
}
