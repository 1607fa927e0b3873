//! What fixup knows: the list of issues, and one of them explained.

use std::io::{self, Write};

use crate::patch::{Action, Case, Catalogue, Parameter, Patch, Safety};
use crate::report::count::wrapped;
use crate::report::style::{BOLD, DIM};

/// One line an issue.
///
/// # Errors
/// What the writer says.
pub fn list(out: &mut dyn Write, catalogue: &Catalogue) -> io::Result<()> {
    let width = catalogue
        .patches()
        .iter()
        .map(|patch| patch.finding.chars().count())
        .max()
        .unwrap_or(0);
    for patch in catalogue.patches() {
        let built = stacks(patch).unwrap_or_else(|| "not built yet".to_owned());
        let category = patch.category.to_string();
        write!(
            out,
            "{:>2}  {:<22} {}  {category:<14} ",
            patch.issue, patch.name, patch.priority
        )?;
        writeln!(out, "{:<width$}  {DIM}{built}{DIM:#}", patch.finding)?;
    }
    Ok(())
}

/// Everything about one issue.
///
/// # Errors
/// What the writer says.
pub fn explain(out: &mut dyn Write, patch: &Patch, width: usize) -> io::Result<()> {
    writeln!(
        out,
        "{BOLD}{} {}{BOLD:#}: {}\n",
        patch.issue, patch.name, patch.finding
    )?;
    writeln!(out, "{}\n", wrapped(&patch.why, width, ""))?;
    writeln!(out, "{BOLD}The fix:{BOLD:#} {}", patch.fix)?;
    let built = stacks(patch).unwrap_or_else(|| "not built yet".to_owned());
    row(out, "for", &built, width)?;
    writeln!(
        out,
        "  priority  {} ({} effort, {} impact), {}",
        patch.priority, patch.effort, patch.impact, patch.category
    )?;
    let promise = match patch.safety {
        Safety::Safe => "safe: nothing that users of the service can see changes",
        Safety::Review => "review: read the diff, it may change what users of the service see",
    };
    row(out, "safety", promise, width)?;
    for parameter in &patch.parameters {
        let optional = optional(parameter);
        let text = format!(
            "{} in fixup.toml{optional}: {}",
            parameter.key, parameter.ask
        );
        row(out, "value", &text, width)?;
    }
    for (stack, text) in manual(patch) {
        row(out, "by hand", &format!("{stack}: {text}"), width)?;
    }
    if let Some(after) = &patch.after {
        writeln!(
            out,
            "\n{BOLD}Afterwards:{BOLD:#}\n{}",
            wrapped(&after.whole(), width, "")
        )?;
    }
    if let Some(check) = &patch.check {
        writeln!(
            out,
            "\n{BOLD}To see that it works:{BOLD:#}\n{}",
            wrapped(check, width, "")
        )?;
    }
    writeln!(out, "\n{BOLD}Read more:{BOLD:#}")?;
    patch
        .references
        .iter()
        .try_for_each(|reference| writeln!(out, "  {reference}"))
}

/// What is known under a word, its lines below each other.
fn row(out: &mut dyn Write, word: &str, text: &str, width: usize) -> io::Result<()> {
    let text = wrapped(text, width - 12, "            ");
    writeln!(out, "  {word:<9} {}", text.trim_start())
}

/// The page of an issue for the docs, in Markdown, with `more` sections before its references.
#[must_use]
pub fn page(patch: &Patch, more: &str) -> String {
    let built = stacks(patch).unwrap_or_else(|| "no stack yet".to_owned());
    let mut page = format!("# {} {}: {}\n\n", patch.issue, patch.name, patch.finding);
    page += &format!("{}\n\n", wrapped(&patch.why, 120, ""));
    page += &format!("**The fix:** {}\n\n", patch.fix);
    page += &format!(
        "Built for: {built}. Priority {}, {} effort, {} impact, {}.\n",
        patch.priority, patch.effort, patch.impact, patch.category
    );
    for parameter in &patch.parameters {
        let optional = optional(parameter);
        page += &format!(
            "\nValue `{}` in `fixup.toml`{optional}: {}\n",
            parameter.key, parameter.ask
        );
    }
    for (stack, text) in manual(patch) {
        page += &format!("\nBy hand, for {stack}: {text}\n");
    }
    if let Some(after) = &patch.after {
        page += &format!("\n## Afterwards\n\n{}\n", wrapped(&after.whole(), 120, ""));
    }
    if let Some(check) = &patch.check {
        page += &format!("\n## To see that it works\n\n{}\n", wrapped(check, 120, ""));
    }
    let references: Vec<String> = patch
        .references
        .iter()
        .map(|reference| format!("- <{reference}>\n"))
        .collect();
    page + more + &format!("\n## Read more\n\n{}", references.concat())
}

/// The stacks that a patch is built for, by name; nothing where there is none.
fn stacks(patch: &Patch) -> Option<String> {
    let mut stacks: Vec<String> = patch
        .cases
        .iter()
        .map(|case| case.stack.name().to_owned())
        .collect();
    stacks.dedup();
    (!stacks.is_empty()).then(|| stacks.join(", "))
}

fn optional(parameter: &Parameter) -> &'static str {
    if parameter.optional { ", optional" } else { "" }
}

/// What is done by hand, with the name of its stack.
#[must_use]
pub fn manual(patch: &Patch) -> Vec<(String, String)> {
    let text = |case: &Case| match &case.action {
        Action::Manual(text) => Some((case.stack.name().to_owned(), text.clone())),
        Action::Steps(_) => None,
    };
    patch.cases.iter().filter_map(text).collect()
}
