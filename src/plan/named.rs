//! The services that `fixup.toml` names: each name means one, and each service has one name there.

use crate::code::Survey;
use crate::error::{Error, Result};
use crate::patch::parameters::FILE;
use crate::plan::Planner;
use crate::survey::pages::pages;
use crate::survey::service::{Addressed, Names};
use crate::survey::stacks;

impl Planner<'_> {
    /// The services that may have a domain, each with the one that the tree tells.
    #[must_use]
    pub fn addressed(&self) -> Vec<Addressed> {
        stacks::addressed(&Survey::new(&self.start, &self.parsed), &self.services)
    }

    /// Fails on a name that means no service, or several, and on two that mean one.
    pub(super) fn check_named(&self) -> Result<()> {
        let given = self.values.services();
        if given.is_empty() {
            return Ok(());
        }
        let all = self.addressed();
        let names: Vec<&Names> = all.iter().map(|it| &it.names).collect();
        let mut known: Vec<Option<&str>> = vec![None; names.len()];
        for (name, line) in &given {
            let table = table(name);
            let error = match Names::meant(name, &names)[..] {
                [] if self.is_left_out(name) || self.has_pages(name) => continue,
                [] => none(&table, &names),
                [at] => match known[at].replace(name) {
                    None => continue,
                    Some(other) => Error::new(format!(
                        "`{}` and `{table}` are one service, `{}`",
                        self::table(other),
                        names[at].path
                    ))
                    .help("write both below one name"),
                },
                ref several => {
                    let paths = several.iter().map(|at| format!("`{}`", names[*at].path));
                    let paths = paths.collect::<Vec<_>>().join(" or ");
                    let help =
                        format!("write its path: `{}`", self::table(&names[several[0]].path));
                    Error::new(format!("`{table}` may be {paths}")).help(help)
                }
            };
            return Err(match line {
                Some(line) => error.note(format!("in `{FILE}`:{line}")),
                None => error,
            });
        }
        Ok(())
    }

    /// Whether it is an app of pages that no stack surveys, and is given a domain, from which others may be called.
    fn has_pages(&self, name: &str) -> bool {
        let survey = Survey::new(&self.start, &self.parsed);
        let all = pages(&survey);
        let all: Vec<&Names> = all.iter().collect();
        self.values.has_domain_alone(name) && Names::meant(name, &all).len() == 1
    }

    /// Whether a folder stands there of which nothing is read, as `--exclude` says.
    fn is_left_out(&self, name: &str) -> bool {
        self.start.exists(name) && !self.start.has_files_below(name)
    }
}

fn table(name: &str) -> String {
    format!("[services.{}]", toml_edit::Key::new(name))
}

fn none(table: &str, all: &[&Names]) -> Error {
    let shown = |it: &&Names| {
        let others = it.others.iter().map(|other| format!("`{other}`"));
        let others = others.collect::<Vec<_>>().join(", ");
        if others.is_empty() {
            format!("`{}`", it.path)
        } else {
            format!("`{}` (or {others})", it.path)
        }
    };
    let names: Vec<String> = all.iter().map(shown).collect();
    let error = Error::new(format!("`{table}` is no service"));
    if names.is_empty() {
        error.help("no service was found here, so leave it out")
    } else {
        error.help(format!("services are: {}", names.join(", ")))
    }
}
