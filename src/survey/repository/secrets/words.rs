//! The words for secrets of a repository.

use minijinja::Value;

use crate::survey::fact::{Fact, Site};
use crate::survey::repository::Repository;
use crate::survey::repository::secrets::gitignore::{Lacking, is_kept_in_git, lacking};
use crate::survey::repository::secrets::literals::literals;
use crate::survey::repository::secrets::tracked::{Candidates, quoted};
use crate::survey::word::vocabulary;

vocabulary! { Repository:
    /// the tree is kept in git
    fact "git" = |it, _| Fact::flag(is_kept_in_git(it.survey));
    /// where a `.gitignore` lacks lines that keep secrets out of git
    list "unignored-secrets" ["lines"] = |it| Fact::Present(it.ignore_files().sites.clone());
    /// lines for a `.gitignore` that are left out, and what is let in again
    fact "gitignore-said" = |it, _| listed(it.ignore_files().said.clone());
    /// files with secrets that git tracks
    list "tracked-secrets" = |it| Fact::Present(it.tracked_secrets());
    /// the commands that take these out of git
    fact "tracked-secrets-commands" = |it, _| it.commands();
    /// passwords in compose files of production
    list "compose-literals" = |it| Fact::Present(it.compose_literals());
}

/// A list of what is to be said; nothing where it is empty.
pub(super) fn listed(said: Vec<String>) -> Fact<Value> {
    Fact::from_option((!said.is_empty()).then(|| Value::from(said)))
}

impl Repository<'_> {
    fn ignore_files(&self) -> &Lacking {
        self.answers.or_find(|| {
            let is_one = is_kept_in_git(self.survey);
            let find = || lacking(self.survey, &self.service.beside);
            is_one.then(find).unwrap_or_default()
        })
    }

    fn tracked_secrets(&self) -> Vec<Site> {
        let found = Candidates::of(self.survey).secret();
        found
            .map(|(path, line)| Site::new(path, 0..1, line))
            .collect()
    }

    fn commands(&self) -> Fact<Value> {
        let found = Candidates::of(self.survey).secret();
        let names: Vec<String> = found.map(|(path, _)| quoted(path)).collect();
        if names.is_empty() {
            return Fact::Absent;
        }
        let (all, purged) = (names.join(" "), names.join(" --path "));
        listed(vec![
            "first change every value that they hold, for whoever has a clone has it".to_owned(),
            format!(
                "`git rm --cached -- {all}` leaves them on disk and takes them out of the next commit"
            ),
            format!(
                "`git filter-repo --invert-paths --path {purged}` takes them out of the history, which everybody clones anew then"
            ),
        ])
    }

    fn compose_literals(&self) -> Vec<Site> {
        let mut sites: Vec<Site> = literals(self.survey)
            .into_iter()
            .map(|(site, _)| site)
            .collect();
        sites.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
        sites.dedup();
        sites
    }

    /// Texts of compose files that nobody may see.
    pub(in crate::survey::repository) fn hidden(&self) -> Vec<String> {
        literals(self.survey)
            .into_iter()
            .map(|(_, text)| text)
            .collect()
    }
}
