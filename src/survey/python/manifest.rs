//! The file that lists what a service needs: the one that a person would edit to add a package.

use crate::survey::fact::Fact;
use crate::survey::fastapi::Fastapi;
use crate::survey::fastapi::served::{names_package, text};
use crate::tree::paths::folder;

impl Fastapi<'_> {
    /// The nearest manifest that names FastAPI. What another file is made from comes before what is made from it.
    #[must_use]
    pub fn requirements(&self) -> Fact<String> {
        let up = std::iter::successors(Some(self.service.folder()), |at| {
            (!at.is_empty()).then(|| folder(at))
        });
        let mut nearest = up.filter_map(|at| self.manifest_in(at));
        Fact::from_option(nearest.next())
    }

    fn manifest_in(&self, home: &str) -> Option<String> {
        let survey = self.survey;
        let names =
            |path: &&str| text(survey, path).is_some_and(|text| names_package(&text, "fastapi"));
        let ranked = survey
            .overlay
            .paths()
            .filter_map(|path| Some((rank(home, path)?, path)));
        ranked
            .filter(|(_, path)| names(path))
            .min()
            .map(|(_, path)| path.to_owned())
    }
}

/// What kind of manifest of `home` a file is.
fn rank(home: &str, path: &str) -> Option<usize> {
    let name = path.rsplit('/').next().unwrap_or(path);
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
