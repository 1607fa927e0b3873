//! How a finding is told in a line, and what a reviewer is told first.

use crate::plan::review::Review;
use crate::plan::{Change, Finding, State};
use crate::report::count::count;
use crate::report::shown::shown;
use crate::report::subject::Report;

/// `5 cors-allowlist in rtserver`
pub(super) fn title(finding: &Finding) -> String {
    format!(
        "{} {} in {}",
        finding.issue,
        finding.name,
        shown(&finding.service)
    )
}

/// What is wrong, and why it is not fixed where it is not.
pub(super) fn message(finding: &Finding) -> String {
    match &finding.reason {
        Some(reason) => format!("{} ({})", shown(&finding.message), shown(reason)),
        None => shown(&finding.message).into_owned(),
    }
}

/// What to do about it.
pub(super) fn next(review: &Review, finding: &Finding) -> String {
    let chosen = choosing(review, finding);
    match finding.state {
        State::Open => {
            format!("`fixup diff {chosen}` shows the fix, `fixup apply {chosen}` applies it")
        }
        State::Held | State::Blocked => {
            format!("`fixup explain {}` says what the fix does", finding.issue)
        }
        State::Manual => "this is left to people".to_owned(),
        State::Fixed => "nothing to do".to_owned(),
    }
}

/// What to type next about a finding, in the words of the repository as the user named it.
pub(super) fn command(report: &Report<'_>, finding: &Finding) -> Option<String> {
    let root = report.root.display().to_string();
    let root = if root == "." {
        String::new()
    } else {
        format!(" {}", quoted(&root))
    };
    match finding.state {
        State::Open => Some(format!(
            "fix: `fixup apply{root} {}`",
            choosing(report.review, finding)
        )),
        State::Held | State::Blocked | State::Manual => {
            Some(format!("more: `fixup explain {}`", finding.issue))
        }
        State::Fixed => None,
    }
}

/// The options that choose a finding. The only service need not be named, and a name that cannot be printed as it is cannot be
/// typed either.
fn choosing(review: &Review, finding: &Finding) -> String {
    let issue = format!("--issue {}", finding.issue);
    let is_only = review.services.iter().all(|it| it.path == finding.service);
    if is_only || shown(&finding.service) != finding.service {
        return issue;
    }
    format!("{issue} --service {}", quoted(&finding.service))
}

pub(super) fn quoted(path: &str) -> String {
    let is_plain = path
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"._-/".contains(&b));
    if is_plain {
        path.to_owned()
    } else {
        format!("'{}'", path.replace('\'', "'\\''"))
    }
}

/// What a reviewer wants to know first; nothing where nothing is compared.
pub(super) fn headline(review: &Review) -> Option<String> {
    let since = review.since.as_ref()?;
    let standing = || review.findings().filter(|it| it.state != State::Fixed);
    let of = |change| standing().filter(|it| it.change == Some(change)).count();
    let (new, worse, older) = (of(Change::New), of(Change::Worse), of(Change::Older));
    let revision = short(&since.revision);
    let mut line = match (new, worse) {
        (0, 0) => format!("nothing new since {revision}"),
        (new, 0) => format!("{new} new since {revision}"),
        (0, worse) => format!("{worse} worse since {revision}"),
        (new, worse) => format!("{new} new and {worse} worse since {revision}"),
    };
    if new + worse > 0 {
        let open = standing()
            .filter(|it| it.is_fresh() && it.state == State::Open)
            .count();
        let left = new + worse - open;
        let verb = if left == 1 { "is" } else { "are" };
        line += &match (open, left) {
            (open, 0) => format!(": {open} can be fixed"),
            (0, left) => format!(": {left} {verb} left to people"),
            (open, left) => format!(": {open} can be fixed, {left} {verb} left to people"),
        };
    }
    if older > 0 {
        line += &format!("; {}", count(older, "older finding"));
    }
    if since.gone > 0 {
        line += &format!("; {} gone", since.gone);
    }
    Some(line)
}

/// A revision as people write it: of a whole hash, as much as tells it.
fn short(revision: &str) -> &str {
    let is_hash = revision.len() >= 40 && revision.bytes().all(|it| it.is_ascii_hexdigit());
    if is_hash { &revision[..12] } else { revision }
}
