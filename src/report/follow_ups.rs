//! What people must still do after fixes: one checklist, on which nothing stands twice.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use crate::patch::advice::Shape;
use crate::patch::{Catalogue, Patch};
use crate::plan::Fix;
use crate::plan::saved::SavedPlan;
use crate::plan::shape::shape;
use crate::report::count::wrapped;
use crate::report::shown::shown;
use crate::report::style::BOLD;
use crate::report::subject::Report;

/// A fix that was applied.
pub struct Done {
    /// The issue.
    pub issue: u8,
    /// The service.
    pub service: String,
    /// Its stack, and what the fix changes.
    pub shape: Shape,
    /// What is to be said of the fix in this very service.
    pub remarks: Vec<String>,
}

impl From<&Fix> for Done {
    fn from(fix: &Fix) -> Self {
        Self {
            issue: fix.finding.issue,
            service: fix.finding.service.clone(),
            shape: fix.into(),
            remarks: fix.finding.remarks.clone(),
        }
    }
}

impl Done {
    /// What a saved plan fixes.
    #[must_use]
    pub fn of_plan(plan: &SavedPlan) -> Vec<Self> {
        // which of its fixes changes what, a plan does not tell
        let changes = plan.changes();
        let done = plan.fixes.iter().map(|fix| Self {
            issue: fix.issue,
            service: fix.service.clone(),
            shape: shape(fix.stack.as_deref().as_slice(), &changes),
            remarks: Vec::new(),
        });
        done.collect()
    }
}

/// A point of the list.
struct Point {
    /// Which issues it is of, and where.
    of: String,
    /// What to do.
    text: String,
    /// What is to be said of single services.
    remarks: Vec<String>,
}

/// The points of all fixes: first what several patches ask for, then what each does.
fn points(catalogue: &Catalogue, done: &[Done]) -> Vec<Point> {
    let is_done = |patch: &&Patch| done.iter().any(|it| it.issue == patch.issue);
    let patches: Vec<&Patch> = catalogue.patches().iter().filter(is_done).collect();
    let texts: Vec<String> = patches.iter().map(|patch| text(patch, done)).collect();
    let mut asked: BTreeMap<&str, Vec<&Patch>> = BTreeMap::new();
    let mut order = Vec::new();
    for (patch, text) in patches.iter().zip(&texts) {
        for sentence in sentences(text) {
            if !asked.contains_key(sentence) {
                order.push(sentence);
            }
            asked.entry(sentence).or_default().push(patch);
        }
    }
    let shared = order.into_iter().filter(|it| asked[it].len() > 1);
    let shared: Vec<&str> = shared.collect();
    let mut points: Vec<Point> = shared
        .iter()
        .map(|sentence| {
            let of = asked[sentence].iter().map(|it| it.issue.to_string());
            Point {
                of: of.collect::<Vec<_>>().join(", "),
                text: (*sentence).to_owned(),
                remarks: Vec::new(),
            }
        })
        .collect();
    points.extend(
        patches
            .iter()
            .filter_map(|patch| of_patch(patch, done, &shared)),
    );
    points
}

/// What a patch asks for where it was applied.
fn text(patch: &Patch, done: &[Done]) -> String {
    let own = done.iter().filter(|it| it.issue == patch.issue);
    let shape = Shape::together(own.map(|it| &it.shape));
    let after = patch.after.as_ref();
    after.map_or_else(String::new, |it| it.of(&shape))
}

fn of_patch(patch: &Patch, done: &[Done], shared: &[&str]) -> Option<Point> {
    let own: Vec<&Done> = done.iter().filter(|it| it.issue == patch.issue).collect();
    let text = text(patch, done);
    let sentences = sentences(&text).into_iter();
    let sentences = sentences.filter(|it| !shared.contains(it));
    let text = sentences.collect::<Vec<_>>().join(" ");
    let remarks = own.iter().flat_map(|it| {
        let service = shown(&it.service);
        let remarks = it.remarks.iter();
        remarks.map(move |remark| format!("{service}: {}", shown(remark)))
    });
    let remarks: Vec<String> = remarks.collect();
    if text.is_empty() && remarks.is_empty() {
        return None;
    }
    let services: BTreeSet<_> = own.iter().map(|it| shown(&it.service)).collect();
    let services: Vec<_> = services.into_iter().collect();
    Some(Point {
        of: format!("{} {} in {}", patch.issue, patch.name, services.join(", ")),
        text,
        remarks,
    })
}

/// The sentences of a text: each ends with a full stop, and the next begins with a capital or with code.
fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut is_code = false;
    let mut brackets = 0_usize;
    for (at, c) in text.char_indices() {
        is_code ^= c == '`';
        match c {
            '(' if !is_code => brackets += 1,
            ')' if !is_code => brackets = brackets.saturating_sub(1),
            _ => {}
        }
        let behind = text[at + c.len_utf8()..].trim_start();
        let begins = |c: char| c.is_uppercase() || c == '`';
        let is_end = c == '.'
            && !is_code
            && brackets == 0
            && text[at + 1..].starts_with(char::is_whitespace);
        if is_end && behind.starts_with(begins) {
            found.push(text[start..=at].trim());
            start = at + 1;
        }
    }
    let rest = text[start..].trim();
    if !rest.is_empty() {
        found.push(rest);
    }
    found
}

/// Prints the list for a terminal; nothing where nothing is left.
///
/// # Errors
/// What the writer says.
pub fn print(
    out: &mut dyn Write,
    catalogue: &Catalogue,
    done: &[Done],
    width: usize,
) -> io::Result<()> {
    let points = points(catalogue, done);
    if points.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{BOLD}still to do by you:{BOLD:#}")?;
    for point in points {
        let text = wrapped(&format!("{}: {}", point.of, point.text), width - 4, "    ");
        let text = text
            .trim_start()
            .replacen(&point.of, &format!("{BOLD}{}{BOLD:#}", point.of), 1);
        writeln!(out, "[ ] {text}")?;
        for remark in &point.remarks {
            let remark = wrapped(remark, width - 6, "      ");
            writeln!(out, "    - {}", remark.trim_start())?;
        }
    }
    Ok(())
}

/// The list as Markdown.
pub(super) fn markdown(out: &mut dyn Write, report: &Report<'_>) -> io::Result<()> {
    let done: Vec<Done> = report.plan().fixes.iter().map(Into::into).collect();
    writeln!(out, "# Still to do")?;
    let points = points(report.catalogue, &done);
    if points.is_empty() {
        return writeln!(out, "\nNothing.");
    }
    writeln!(out)?;
    for point in points {
        writeln!(out, "- [ ] **{}:** {}", point.of, point.text)?;
        for remark in &point.remarks {
            writeln!(out, "  - {remark}")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patch::builtin;

    fn done(issue: u8, service: &str) -> Done {
        Done {
            issue,
            service: service.to_owned(),
            shape: Shape::default(),
            remarks: Vec::new(),
        }
    }

    #[test]
    fn sentences_end_where_another_begins() {
        let text = "Set it (e.g. `A.b`). Then, in\nv1.2 of `x. Y`, go on. `z` is\nlast.";
        assert_eq!(
            sentences(text),
            [
                "Set it (e.g. `A.b`).",
                "Then, in\nv1.2 of `x. Y`, go on.",
                "`z` is\nlast."
            ]
        );
    }

    #[test]
    fn nothing_stands_twice() {
        let catalogue = builtin().expect("the catalogue loads");
        let all = (1..=22).map(|issue| done(issue, "api")).collect::<Vec<_>>();
        let points = points(&catalogue, &all);
        let told = points.iter().flat_map(|it| sentences(&it.text));
        let told: Vec<&str> = told.collect();
        let distinct: BTreeSet<&&str> = told.iter().collect();
        assert_eq!(told.len(), distinct.len());
        // what several ask for comes first, with all that ask for it
        assert!(points[0].of.contains(", "), "{}", points[0].of);
        for patch in catalogue.patches() {
            for sentence in sentences(&text(patch, &all)) {
                assert!(told.contains(&sentence), "{sentence}");
                assert_eq!(sentence.matches('`').count() % 2, 0, "{sentence}");
            }
        }
    }

    #[test]
    fn what_only_one_asks_for_stands_with_it() {
        let catalogue = builtin().expect("the catalogue loads");
        let points = points(
            &catalogue,
            &[done(9, "api"), done(9, "web"), done(16, "web")],
        );
        assert_eq!(points.len(), 1);
        assert_eq!(points[0].of, "9 rate-limit in api, web");
        assert!(points[0].text.starts_with("Update the lock file"));
    }
}
