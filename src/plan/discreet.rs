//! What nobody may see is marked in fixes, for whoever shows them, and left out of findings.

use std::collections::BTreeSet;

use crate::code::{Parsed, Survey};
use crate::plan::{Finding, Fix, diff};
use crate::survey::secret_texts::secrets_in;

/// What stands in the files that a fix changes, and nobody may see, is marked for whoever shows them.
pub(super) fn hide_secrets(fix: &mut Fix, parsed: &Parsed) {
    let changed = fix.after.changed_since(&fix.before).into_iter();
    let changed: Vec<String> = changed.map(str::to_owned).collect();
    let (before, after) = (fix.before.clone(), fix.after.clone());
    for tree in [&before, &after] {
        let survey = Survey::new(tree, parsed);
        for secret in changed.iter().flat_map(|path| secrets_in(&survey, path)) {
            fix.after.hide(&secret);
        }
    }
}

/// The finding without what nobody may see of the files that it is about.
pub(super) fn discreet(survey: &Survey<'_>, finding: Finding) -> Finding {
    let paths: BTreeSet<&str> = finding.places.iter().map(|it| it.path.as_str()).collect();
    let secrets = paths.into_iter().flat_map(|path| secrets_in(survey, path));
    let secrets: BTreeSet<String> = secrets.collect();
    if secrets.is_empty() {
        return finding;
    }
    let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
    let masked = |text: &String| diff::masked(text, &secrets);
    Finding {
        message: masked(&finding.message),
        reason: finding.reason.as_ref().map(masked),
        remarks: finding.remarks.iter().map(masked).collect(),
        ..finding
    }
}
