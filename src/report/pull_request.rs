//! The text of a pull request that brings fixes: what and why, what people must still do, what is not fixed and why, how it was
//! proven, and how it is taken back.

use std::io::{self, Write};

use crate::patch::advice::Shape;
use crate::patch::{Patch, Safety};
use crate::plan::{Finding, Fix, State, changes};
use crate::report::count::count;
use crate::report::markdown::{code, escaped, name, people, scores, standing, table};
use crate::report::subject::Report;
use crate::report::told;

/// What is true of every fix.
const END: &str = "\
### How it was proven

Before a fix is written: each changed file parses as well as before and uses no name that nobody declares, the finding is gone, and \
a second run of the same fix changes nothing. Lines that the fixes are not about are the same bytes.

### How it is taken back

Each issue is a commit of its own with the trailer `Fixup-Issue`: `git revert` takes one back.
";

pub(super) fn print(out: &mut dyn Write, report: &Report<'_>) -> io::Result<()> {
    let plan = report.plan();
    let Some((first, last)) = plan.fixes.first().zip(plan.fixes.last()) else {
        return writeln!(out, "There is nothing to fix.");
    };
    let all = changes(&first.before, &last.after);
    let fixes = count(plan.fixes.len(), "fix");
    let files = count(all.len(), "file");
    writeln!(out, "{fixes} in {files}. Readiness {}.\n", scores(report))?;
    let own = |patch: &Patch| -> Vec<&Fix> {
        let fixes = plan.fixes.iter();
        fixes.filter(|it| it.finding.issue == patch.issue).collect()
    };
    let patches = report
        .catalogue
        .patches()
        .iter()
        .map(|patch| (patch, own(patch)));
    let patches: Vec<(&Patch, Vec<&Fix>)> = patches.filter(|(_, own)| !own.is_empty()).collect();
    for (patch, own) in &patches {
        write!(out, "{}", section(patch, own))?;
    }
    let to_do: String = patches
        .iter()
        .map(|(patch, own)| to_do(patch, own))
        .collect();
    let left = plan
        .left
        .iter()
        .filter(|it| !matches!(it.state, State::Fixed | State::Open));
    let left: Vec<&Finding> = left.collect();
    for (title, boxes) in [("To do by people", to_do), ("Not fixed", people(&left))] {
        if !boxes.is_empty() {
            writeln!(out, "### {title}\n\n{boxes}")?;
        }
    }
    let found = table(report, &standing(report));
    writeln!(
        out,
        "<details><summary>What was found</summary>\n\n{found}\n</details>\n"
    )?;
    write!(out, "{END}")
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
        let shapes: Vec<Shape> = own.iter().map(|fix| Shape::from(*fix)).collect();
        let after = after.of(&Shape::together(&shapes));
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
