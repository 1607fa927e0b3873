//! What nobody may see is marked in fixes, for whoever shows them, and left out of findings.

use std::collections::BTreeSet;

use crate::code::{Parsed, Survey};
use crate::plan::{FileChange, Finding, Fix, Planner, changes, diff};
use crate::survey::secret_texts::secrets_in;

/// What stands in the files that a fix changes, and nobody may see, is marked for whoever shows them. What the fix itself brings is
/// no secret of anybody's.
pub(super) fn hide_secrets(fix: &mut Fix, parsed: &Parsed) {
    let before = fix.before.clone();
    let survey = Survey::new(&before, parsed);
    let changed: Vec<String> = (fix.after.changed_since(&before).into_iter())
        .map(str::to_owned)
        .collect();
    for path in changed {
        let secrets = secrets_in(&survey, &path);
        secrets.iter().for_each(|it| fix.after.hide(it));
    }
}

/// Leaves out of a finding what nobody may see of the files that it is about.
pub(super) fn make_discreet(survey: &Survey<'_>, finding: &mut Finding) {
    let paths: BTreeSet<&str> = finding.places.iter().map(|it| it.path.as_str()).collect();
    let secrets = paths.into_iter().map(|path| secrets_in(survey, path));
    let secrets: Vec<_> = secrets.collect();
    let secrets: Vec<&str> = secrets
        .iter()
        .flat_map(|it| it.iter())
        .map(String::as_str)
        .collect();
    let told = [&mut finding.message].into_iter();
    let told = told.chain(&mut finding.reason).chain(&mut finding.remarks);
    for text in told {
        *text = diff::masked(text, &secrets);
    }
}

impl FileChange {
    /// Whether a patch can leave the file out without leaving half of a fix: values, which nothing reads by the name of the file.
    #[must_use]
    pub fn is_of_values(&self) -> bool {
        [".tfvars", ".tfvars.json"]
            .iter()
            .any(|ending| self.path.ends_with(ending))
    }
}

impl Fix {
    /// Whether a patch with the whole of the fix would show a secret.
    #[must_use]
    pub fn tells_secrets(&self) -> bool {
        let secrets: Vec<&str> = self.after.secrets().collect();
        let changes = changes(&self.before, &self.after).into_iter();
        let mut diffs = changes
            .filter(|it| !it.is_of_values())
            .map(|it| diff::file(&it));
        diffs.any(|text| diff::masked(&text, &secrets) != text)
    }
}

impl Planner<'_> {
    /// What nobody may see of the files with these paths, for whoever shows lines of them.
    #[must_use]
    pub fn secrets_in<'p>(&self, paths: impl IntoIterator<Item = &'p str>) -> Vec<String> {
        let survey = Survey::new(&self.start, &self.parsed);
        let paths: BTreeSet<&str> = paths.into_iter().collect();
        let secrets = paths.into_iter().map(|path| secrets_in(&survey, path));
        let secrets: BTreeSet<String> = secrets.flat_map(|it| (*it).clone()).collect();
        secrets.into_iter().collect()
    }
}
