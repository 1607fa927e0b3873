//! The text of a pull request that brings fixes: what and why, what people must still do, what is not fixed and why, how it was
//! proven, and how it is taken back.

use std::io::{self, Write};

use crate::patch::{Patch, Safety};
use crate::plan::{Finding, Fix, State, changes};
use crate::report::count::count;
use crate::report::format::Report;
use crate::report::markdown::{code, escaped, name, scores, standing, table};
use crate::report::told;

pub(super) fn print(out: &mut dyn Write, report: &Report<'_>) -> io::Result<()> {
    let plan = report.plan();
    if plan.fixes.is_empty() {
        return writeln!(out, "There is nothing to fix.");
    }
    let patches: Vec<&Patch> = report.catalogue.patches().iter().collect();
    let own = |patch: &Patch| -> Vec<&Fix> {
        plan.fixes
            .iter()
            .filter(|fix| fix.finding.issue == patch.issue)
            .collect()
    };
    let all = changes(
        &plan.fixes[0].before,
        &plan.fixes[plan.fixes.len() - 1].after,
    );
    writeln!(
        out,
        "{} in {}. Readiness {}.\n",
        count(plan.fixes.len(), "fix"),
        count(all.len(), "file"),
        scores(report)
    )?;
    for patch in &patches {
        let own = own(patch);
        if !own.is_empty() {
            write!(out, "{}", section(patch, &own))?;
        }
    }
    let to_do: String = patches
        .iter()
        .filter(|it| !own(it).is_empty())
        .map(|it| to_do(it, &own(it)))
        .collect();
    if !to_do.is_empty() {
        writeln!(out, "### To do by people\n\n{to_do}")?;
    }
    let left: Vec<&Finding> = plan
        .left
        .iter()
        .filter(|it| !matches!(it.state, State::Fixed | State::Open))
        .collect();
    if !left.is_empty() {
        writeln!(out, "### Not fixed\n")?;
        left.iter().try_for_each(|it| {
            writeln!(
                out,
                "- [ ] {}: {}",
                escaped(&told::title(it)),
                escaped(&told::message(it))
            )
        })?;
        writeln!(out)?;
    }
    writeln!(
        out,
        "<details><summary>What was found</summary>\n\n{}\n</details>\n",
        table(report, &standing(report))
    )?;
    writeln!(
        out,
        "### How it was proven\n\nBefore a fix is written: each changed file parses as well as before and uses no name that nobody declares, the \
         finding is gone, and a second run of the same fix changes nothing. Lines that the fixes are not about are the same bytes.\n\n\
         ### How it is taken back\n\nEach issue is a commit of its own with the trailer `Fixup-Issue`: `git revert` takes one back."
    )
}

/// What one patch changes, and why.
fn section(patch: &Patch, own: &[&Fix]) -> String {
    let services: Vec<String> = own.iter().map(|fix| code(&fix.finding.service)).collect();
    let files: String = own
        .iter()
        .flat_map(|fix| changes(&fix.before, &fix.after))
        .map(|change| name(&change))
        .collect();
    let review = match patch.safety {
        Safety::Safe => "",
        Safety::Review => " Users of the service may notice it: read the diff.",
    };
    format!(
        "### {} ({} {}) in {}\n\n{}{review}\n\n<details><summary>Files</summary>\n\n{files}\n</details>\n\n",
        patch.fix,
        patch.issue,
        patch.name,
        services.join(", "),
        patch.why.split_whitespace().collect::<Vec<_>>().join(" "),
    )
}

/// What is left to do once one patch is applied, as boxes to tick.
fn to_do(patch: &Patch, own: &[&Fix]) -> String {
    let after = patch.after.as_ref().map(|after| {
        let after = after.split_whitespace().collect::<Vec<_>>().join(" ");
        format!("- [ ] {} {}: {after}\n", patch.issue, patch.name)
    });
    let remarks = own.iter().flat_map(|fix| {
        let remarks = fix.finding.remarks.iter();
        remarks.map(|it| {
            format!(
                "- [ ] {}: {}\n",
                escaped(&told::title(&fix.finding)),
                escaped(it)
            )
        })
    });
    after.into_iter().chain(remarks).collect()
}
