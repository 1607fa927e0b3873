//! The JSON of every command: a contract, with a version. The schemas in `docs/schemas` are made from these types.

use std::collections::BTreeMap;
use std::io::{self, Write};

use schemars::{JsonSchema, Schema, schema_for};
use serde::Serialize;

use crate::apply::Summary;
use crate::patch::{Action, Advice, Catalogue, Category, Level, Patch, Priority, Safety};
use crate::plan::review::LeftOut;
use crate::plan::review::{Comparison, Review};
use crate::plan::saved::SavedFix;
use crate::plan::score::Score;
use crate::plan::{Change, FileChange, Finding, Fix, Ignored, ServiceRow, State, changes, diff};
use crate::report::shown::is_hidden;
use crate::report::subject::Report;

/// What `fixup scan --format json` says.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "fixup scan")]
struct ScanDocument<'a> {
    version: u32,
    root: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<SinceRow>,
    score: &'a Score,
    left_out: &'a LeftOut,
    services: &'a [ServiceRow],
    findings: Vec<&'a Finding>,
    ignored: &'a [Ignored],
}

/// The commit that a tree is compared with, and how many findings that are not fixed are what.
#[derive(Serialize, JsonSchema)]
pub(super) struct SinceRow {
    /// As it was typed.
    revision: String,
    /// Where the histories part.
    commit: String,
    new: usize,
    worse: usize,
    older: usize,
    /// Issues of services that are gone.
    gone: usize,
}

/// What `fixup diff --format json` says.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "fixup diff")]
pub(super) struct DiffDocument<'a> {
    pub(super) version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) since: Option<SinceRow>,
    /// The fixes, each on top of those before it.
    pub(super) fixes: Vec<FixRow<'a>>,
    pub(super) ignored: &'a [Ignored],
}

/// A fix with all that it changes.
#[derive(Serialize, JsonSchema)]
pub(super) struct FixRow<'a> {
    finding: &'a Finding,
    files: Vec<File>,
}

/// What `fixup diff --plan FILE --format json` says.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "fixup diff --plan")]
pub(super) struct PlanDocument<'a> {
    pub(super) version: u32,
    pub(super) fixes: &'a [SavedFix],
    pub(super) files: Vec<File>,
}

/// The change of a file.
#[derive(Serialize, JsonSchema)]
pub(super) struct File {
    path: String,
    created: bool,
    /// As `git apply` takes it; secrets are masked in it.
    diff: String,
    /// Whether something is masked; the texts are left out then.
    masked: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<String>,
}

/// What `fixup apply --format json` says.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "fixup apply")]
struct ApplyDocument<'a> {
    version: u32,
    /// What was applied, in this order.
    fixes: Vec<FixRow<'a>>,
    /// The files that were written.
    written: Vec<&'a str>,
    /// The branch that was made for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    branch: Option<&'a str>,
    /// The findings afterwards.
    left: &'a [Finding],
}

/// What `fixup list --format json` says.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "fixup list")]
struct ListDocument<'a> {
    version: u32,
    issues: Vec<IssueRow<'a>>,
}

/// An issue in a list.
#[derive(Serialize, JsonSchema)]
struct IssueRow<'a> {
    issue: u8,
    name: &'a str,
    finding: &'a str,
    fix: &'a str,
    priority: Priority,
    category: Category,
    effort: Level,
    impact: Level,
    safety: Safety,
    stacks: Vec<&'a str>,
}

/// What `fixup explain ISSUE --format json` says.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "fixup explain")]
struct ExplainDocument<'a> {
    version: u32,
    issue: IssueRow<'a>,
    why: &'a str,
    /// The issues whose fixes come first where they are open.
    needs: &'a [u8],
    values: Vec<ValueRow<'a>>,
    /// What is left to people, by stack.
    by_hand: BTreeMap<&'a str, &'a str>,
    /// What is to do once the fix is applied.
    after: Option<String>,
    /// How to see that the fix works.
    check: Option<&'a str>,
    references: &'a [String],
}

/// A value that no code tells.
#[derive(Serialize, JsonSchema)]
struct ValueRow<'a> {
    /// Its key in `fixup.toml`.
    key: &'a str,
    question: &'a str,
    optional: bool,
}

/// What `fixup undo --list --format json` says.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "fixup undo --list")]
struct UndoDocument<'a> {
    version: u32,
    /// What can be taken back, newest first.
    applies: Vec<ApplyRow<'a>>,
}

/// An apply that can be taken back.
#[derive(Serialize, JsonSchema)]
struct ApplyRow<'a> {
    number: u32,
    subjects: &'a [String],
    files: &'a [String],
    /// When, in seconds since 1970.
    time: Option<i64>,
    /// The branch that was checked out.
    branch: Option<&'a str>,
    /// The commit that it became.
    commit: Option<&'a str>,
}

pub(super) fn scan(out: &mut dyn Write, report: &Report<'_>) -> io::Result<()> {
    let review = report.review;
    let document = ScanDocument {
        version: 1,
        root: ".",
        since: since(review),
        score: &review.score,
        left_out: &review.left_out,
        services: &review.services,
        findings: review.findings().collect(),
        ignored: &review.ignored,
    };
    write(out, &document)
}

/// What the findings of a review are compared with.
pub(super) fn since(review: &Review) -> Option<SinceRow> {
    let of = |change| {
        let standing = review.findings().filter(|it| it.state != State::Fixed);
        standing.filter(|it| it.change == Some(change)).count()
    };
    let row = |since: &Comparison| SinceRow {
        revision: since.revision.clone(),
        commit: since.commit.clone(),
        new: of(Change::New),
        worse: of(Change::Worse),
        older: of(Change::Older),
        gone: since.gone,
    };
    review.since.as_ref().map(row)
}

/// Prints what was applied.
///
/// # Errors
/// What the writer says.
pub fn applied(
    out: &mut dyn Write,
    fixes: &[Fix],
    written: &[FileChange],
    branch: Option<&str>,
    left: &[Finding],
) -> io::Result<()> {
    let document = ApplyDocument {
        version: 1,
        fixes: fixes.iter().map(Into::into).collect(),
        written: written.iter().map(|change| change.path.as_str()).collect(),
        branch,
        left,
    };
    write(out, &document)
}

/// Prints all issues.
///
/// # Errors
/// What the writer says.
pub fn list(out: &mut dyn Write, catalogue: &Catalogue) -> io::Result<()> {
    let issues = catalogue.patches().iter().map(Into::into).collect();
    write(out, &ListDocument { version: 1, issues })
}

/// Prints everything about one issue.
///
/// # Errors
/// What the writer says.
pub fn explain(out: &mut dyn Write, patch: &Patch) -> io::Result<()> {
    let by_hand = patch.cases.iter().filter_map(|case| match &case.action {
        Action::Manual(text) => Some((case.stack.name(), text.as_str())),
        Action::Steps(_) => None,
    });
    let values = patch.parameters.iter().map(|it| ValueRow {
        key: &it.key,
        question: &it.ask,
        optional: it.optional,
    });
    let document = ExplainDocument {
        version: 1,
        issue: patch.into(),
        why: &patch.why,
        needs: &patch.needs,
        values: values.collect(),
        by_hand: by_hand.collect(),
        after: patch.after.as_ref().map(Advice::whole),
        check: patch.check.as_deref(),
        references: &patch.references,
    };
    write(out, &document)
}

/// Prints the applies that can be taken back.
///
/// # Errors
/// What the writer says.
pub fn records(out: &mut dyn Write, records: &[Summary]) -> io::Result<()> {
    let applies = records.iter().map(|it| ApplyRow {
        number: it.number,
        subjects: &it.subjects,
        files: &it.files,
        time: it.time,
        branch: it.branch.as_deref(),
        commit: it.commit.as_deref(),
    });
    write(
        out,
        &UndoDocument {
            version: 1,
            applies: applies.collect(),
        },
    )
}

/// The changes of files, without what is secret.
pub(super) fn files<'a>(
    changed: &[FileChange],
    secrets: impl Iterator<Item = &'a str>,
) -> Vec<File> {
    let secrets: Vec<&str> = secrets.collect();
    let row = |change: &FileChange| {
        let whole = diff::file(change);
        let shown = diff::masked(&whole, &secrets);
        // what no hunk shows stands in the texts
        let is_plain = |text: &str| diff::masked(text, &secrets) == *text;
        let masked =
            !is_plain(&change.after) || change.before.as_ref().is_some_and(|it| !is_plain(it));
        File {
            path: change.path.clone(),
            created: change.before.is_none(),
            diff: shown,
            masked,
            before: change
                .before
                .as_ref()
                .filter(|_| !masked)
                .map(ToString::to_string),
            after: (!masked).then(|| change.after.to_string()),
        }
    };
    changed.iter().map(row).collect()
}

impl<'a> From<&'a Fix> for FixRow<'a> {
    fn from(fix: &'a Fix) -> Self {
        Self {
            finding: &fix.finding,
            files: files(&changes(&fix.before, &fix.after), fix.after.secrets()),
        }
    }
}

impl<'a> From<&'a Patch> for IssueRow<'a> {
    fn from(patch: &'a Patch) -> Self {
        let mut stacks: Vec<&str> = patch.cases.iter().map(|case| case.stack.name()).collect();
        stacks.dedup();
        Self {
            issue: patch.issue,
            name: &patch.name,
            finding: &patch.finding,
            fix: &patch.fix,
            priority: patch.priority,
            category: patch.category,
            effort: patch.effort,
            impact: patch.impact,
            safety: patch.safety,
            stacks,
        }
    }
}

/// Prints a document, and ends its last line.
pub(super) fn write(out: &mut dyn Write, document: &impl Serialize) -> io::Result<()> {
    let text = serde_json::to_string_pretty(document)?;
    // outside of strings there is none but line ends, and in them a number says the same
    for part in text.split_inclusive(|c: char| is_hidden(c) && c != '\n') {
        match part.char_indices().next_back() {
            Some((at, last)) if is_hidden(last) && last != '\n' => {
                write!(out, "{}\\u{:04x}", &part[..at], u32::from(last))?;
            }
            _ => out.write_all(part.as_bytes())?,
        }
    }
    writeln!(out)
}

/// The schema of each document, by the name of its file.
#[must_use]
pub fn schemas() -> Vec<(&'static str, String)> {
    let text = |schema: Schema| {
        let text = serde_json::to_string_pretty(&schema).expect("a schema is plain data");
        text + "\n"
    };
    vec![
        ("apply", text(schema_for!(ApplyDocument<'_>))),
        ("diff", text(schema_for!(DiffDocument<'_>))),
        ("diff-plan", text(schema_for!(PlanDocument<'_>))),
        ("explain", text(schema_for!(ExplainDocument<'_>))),
        ("list", text(schema_for!(ListDocument<'_>))),
        ("scan", text(schema_for!(ScanDocument<'_>))),
        ("undo-list", text(schema_for!(UndoDocument<'_>))),
    ]
}
