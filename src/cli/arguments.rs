//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::cli::outputs::{Output, output};
use crate::patch::{Category, Priority};
use crate::plan::Finding;
use crate::report::format::Format;
use crate::report::readiness;

/// Finds what keeps a repository from being deployed safely, shows each fix as a diff, and applies it.
#[derive(Debug, Parser)]
#[command(version = VERSION, max_term_width = 100, after_help = STATUS)]
pub struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
    /// When to use colours
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "WHEN", default_value = "auto", value_parser = color)]
    pub(super) color: anstream::ColorChoice,
    /// Print errors only; the exit status tells the rest
    #[arg(long, short, global = true, help_heading = EVERYWHERE, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// With `scan`: say why each finding matters
    #[arg(long, short, global = true, help_heading = EVERYWHERE)]
    pub(super) verbose: bool,
    /// Show long diffs without a pager
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub(super) no_pager: bool,
}

/// What every command takes.
const EVERYWHERE: &str = "Everywhere";

/// The version, with the commit that a release was built from where that is known.
const VERSION: &str = env!("FIXUP_VERSION");

/// How commands end.
const STATUS: &str = "\
Exit status: 0 nothing selected is left to do at or above `--fail-on`, 1 something is, 2 the command failed.
`fixup COMMAND --help` says more of each.";

/// The same for commands that look for findings.
const STATUS_OF_FINDINGS: &str = "Exit status: 0 nothing selected is left to do at or above `--fail-on`, 1 something is, 2 the command failed.";

/// The same for commands that do what they are told.
const STATUS_OF_DEEDS: &str =
    "Exit status: 0 it is done, or there was nothing to do, 2 the command failed.";

const STATUS_OF_UNDO: &str = "\
Exit status: 0 it is done, or there was nothing to do, 1 what was applied are commits, which git takes back, 2 the command failed.";

fn color(word: &str) -> Result<anstream::ColorChoice, String> {
    match word {
        "auto" => Ok(anstream::ColorChoice::Auto),
        "always" => Ok(anstream::ColorChoice::Always),
        "never" => Ok(anstream::ColorChoice::Never),
        _ => Err("expected auto, always or never".to_owned()),
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Show what is open, and a readiness score
    #[command(after_help = STATUS_OF_FINDINGS)]
    Scan(Scan),
    /// Show the fixes as a diff; nothing is written
    #[command(after_help = STATUS_OF_FINDINGS)]
    Diff(Diff),
    /// Show each fix and ask, then apply what got a yes
    #[command(after_help = STATUS_OF_FINDINGS)]
    Apply(Apply),
    /// Save the fixes as a plan, to be reviewed and applied later with `apply --plan`
    #[command(after_help = STATUS_OF_DEEDS)]
    Plan(Plan),
    /// Report how ready the repository was and is, and what is left to people
    #[command(after_help = STATUS_OF_FINDINGS)]
    Report(Report),
    /// Take the last apply back
    #[command(after_help = STATUS_OF_UNDO)]
    Undo(Undo),
    /// Ask for the values that no code tells, and write them into `fixup.toml`
    #[command(after_help = STATUS_OF_DEEDS)]
    Init(Init),
    /// List all issues
    List(List),
    /// Explain an issue and its fix
    Explain(Explain),
    /// Show all of it on a temporary copy of the built-in example
    Demo(Demo),
    /// Print completions for a shell
    #[command(after_help = COMPLETIONS)]
    Completions(Completions),
    /// Print the manual page, for `man`
    #[command(after_help = MANUAL)]
    Man,
}

const COMPLETIONS: &str = "Where they belong:
  bash        fixup completions bash > ~/.local/share/bash-completion/completions/fixup
  zsh         fixup completions zsh > ~/.zfunc/_fixup    (with ~/.zfunc in fpath)
  fish        fixup completions fish > ~/.config/fish/completions/fixup.fish
  PowerShell  fixup completions powershell >> $PROFILE";

const MANUAL: &str = "Where it belongs:
  fixup man > ~/.local/share/man/man1/fixup.1";

#[derive(Args, Debug)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(super) shell: clap_complete::Shell,
}

#[derive(Args, Debug)]
pub(super) struct Demo {
    /// Remove the copies that demos left
    #[arg(long)]
    pub(super) clean: bool,
}

#[derive(Args, Debug)]
pub(super) struct Scan {
    #[command(flatten)]
    pub(super) target: Target,
    #[command(flatten)]
    pub(super) reports: Reports,
    /// Only what is new or worse since this revision: exit status and text speak of nothing else
    #[arg(long, value_name = "REVISION")]
    pub(super) since: Option<String>,
    /// Exit with 1 where something at or above this priority is unresolved
    #[arg(long, value_name = "PRIORITY", default_value = "P2", value_parser = threshold)]
    pub(super) fail_on: Threshold,
}

/// The forms of a report.
#[derive(Args, Debug)]
pub(super) struct Reports {
    /// Form of the report
    #[arg(long, value_enum, default_value = "text")]
    pub(super) format: Format,
    /// Write the report into a file, too, in any form: `sarif=fixup.sarif` (repeatable)
    #[arg(long, value_name = "FORMAT=FILE", value_parser = output)]
    pub(super) output: Vec<Output>,
}

/// The forms of what is no report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Plain {
    /// For people.
    Text,
    /// For programs; a contract, with a version and a schema.
    Json,
}

#[derive(Args, Debug)]
pub(super) struct Diff {
    #[command(flatten)]
    pub(super) target: Target,
    #[command(flatten)]
    pub(super) reports: Reports,
    /// Only fixes of what is new or worse since this revision
    #[arg(long, value_name = "REVISION")]
    pub(super) since: Option<String>,
    /// Exit with 1 where something at or above this priority is unresolved
    #[arg(long, value_name = "PRIORITY", default_value = "P2", value_parser = threshold)]
    pub(super) fail_on: Threshold,
    /// Show a saved plan instead of planning
    #[arg(long, value_name = "FILE", conflicts_with_all = SELECTION, conflicts_with_all = ["since", "output"])]
    pub(super) plan: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(super) struct Apply {
    #[command(flatten)]
    pub(super) target: Target,
    /// Apply every selected patch without asking
    #[arg(long, short)]
    pub(super) yes: bool,
    /// Show what would be applied without asking, and write nothing
    #[arg(long, conflicts_with = "format")]
    pub(super) dry_run: bool,
    /// Only patches that users of the service cannot notice
    #[arg(long)]
    pub(super) safe_only: bool,
    /// Apply a saved plan, exactly as it was reviewed
    #[arg(long, value_name = "FILE", conflicts_with_all = SELECTION, conflicts_with_all = ["safe_only", "commit", "branch", "output", "format"])]
    pub(super) plan: Option<PathBuf>,
    /// Make a new branch first
    #[arg(long, value_name = "NAME")]
    pub(super) branch: Option<String>,
    /// Replace that branch if it is there: only where fixup made every commit of it
    #[arg(long, requires = "branch")]
    pub(super) replace_branch: bool,
    /// Commit every patch by itself
    #[arg(long)]
    pub(super) commit: bool,
    /// Form of what is said
    #[arg(long, value_enum, default_value = "text")]
    pub(super) format: Plain,
    /// Write a report of the tree as it was into a file, such as `pull-request=body.md` (repeatable)
    #[arg(long, value_name = "FORMAT=FILE", value_parser = output)]
    pub(super) output: Vec<Output>,
    /// Exit with 1 where something at or above this priority is left unresolved
    #[arg(long, value_name = "PRIORITY", default_value = "P2", value_parser = threshold)]
    pub(super) fail_on: Threshold,
    /// Run a shell command afterwards, and take everything back if it fails
    #[arg(long, value_name = "COMMAND")]
    pub(super) verify: Option<String>,
    /// Let npm, pnpm, Yarn, Bun or uv write the lock files of manifests that changed, without running scripts, plugins or
    /// settings of the repository; with `--lock=unsafe` also where these would run, and Poetry, PDM and Pipenv
    #[arg(long, value_name = "HOW", conflicts_with = "commit", num_args = 0..=1, require_equals = true, default_missing_value = "safe")]
    pub(super) lock: Option<Lock>,
    /// Change files although they have uncommitted changes
    #[arg(long)]
    pub(super) allow_dirty: bool,
}

/// How lock files are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Lock {
    /// So that nothing of the repository is run, or not at all.
    Safe,
    /// As the tools do it.
    Unsafe,
}

#[derive(Args, Debug)]
pub(super) struct Plan {
    #[command(flatten)]
    pub(super) target: Target,
    /// The file for the plan; it may hold secrets that a fix removes, and only its owner can read it
    #[arg(long, value_name = "FILE")]
    pub(super) out: PathBuf,
    /// Exit with 1 where something at or above this priority is unresolved
    #[arg(long, value_name = "PRIORITY", default_value = "never", value_parser = threshold)]
    pub(super) fail_on: Threshold,
}

#[derive(Args, Debug)]
pub(super) struct Report {
    #[command(flatten)]
    pub(super) target: Target,
    /// Form of the report
    #[arg(long, value_enum, default_value = "markdown")]
    pub(super) format: readiness::Format,
    /// Write the report to a file, and the guide `docs/deploy.md` into the repository where production is there
    #[arg(long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// The repository as it was before, where no record of an apply tells it
    #[arg(long, value_name = "FOLDER")]
    pub(super) before: Option<PathBuf>,
    /// Exit with 1 where something at or above this priority is unresolved
    #[arg(long, value_name = "PRIORITY", default_value = "P2", value_parser = threshold)]
    pub(super) fail_on: Threshold,
}

#[derive(Args, Debug)]
pub(super) struct Undo {
    /// The repository
    #[arg(default_value = ".")]
    pub(super) path: PathBuf,
    /// Take all applies back
    #[arg(long, conflicts_with = "list")]
    pub(super) all: bool,
    /// Only list what can be taken back, newest first
    #[arg(long)]
    pub(super) list: bool,
    /// Forget the last apply (with `--all`: all of them) instead of taking it back; no file changes
    #[arg(long, conflicts_with = "list")]
    pub(super) forget: bool,
    /// Form of the list
    #[arg(long, value_enum, default_value = "text", requires = "list")]
    pub(super) format: Plain,
}

#[derive(Args, Debug)]
pub(super) struct List {
    /// Form of the list
    #[arg(long, value_enum, default_value = "text")]
    pub(super) format: Plain,
}

#[derive(Args, Debug)]
pub(super) struct Init {
    /// The repository
    #[arg(default_value = ".")]
    pub(super) path: PathBuf,
}

#[derive(Args, Debug)]
pub(super) struct Explain {
    /// Number or name of the issue
    pub(super) issue: String,
    /// Form of the explanation
    #[arg(long, value_enum, default_value = "text")]
    pub(super) format: Plain,
}

/// What a saved plan has settled already.
const SELECTION: [&str; 6] = ["issue", "priority", "category", "service", "exclude", "set"];

/// The repository, and which issues and services of it.
#[derive(Args, Debug, Default)]
pub(super) struct Target {
    /// The repository
    #[arg(default_value = ".")]
    pub(super) path: PathBuf,
    /// Only these issues: `5`, `cors-allowlist`, `1,4-5` (repeatable)
    #[arg(long, value_name = "ISSUE")]
    pub(super) issue: Vec<String>,
    /// Only issues of this priority: P0, P1 or P2
    #[arg(long, value_enum, ignore_case = true, hide_possible_values = true)]
    pub(super) priority: Option<Priority>,
    /// Only issues of this category: application, database, docker, infrastructure, monitoring or security
    #[arg(long, value_enum, ignore_case = true, hide_possible_values = true)]
    pub(super) category: Option<Category>,
    /// Only the service at this path (repeatable)
    #[arg(long, value_name = "PATH")]
    pub(super) service: Vec<String>,
    /// Leave out files that match (repeatable)
    #[arg(long, value_name = "GLOB")]
    pub(super) exclude: Vec<String>,
    /// A value as in fixup.toml, such as `cors.origins='["https://app.example.com"]'` (repeatable)
    #[arg(long, value_name = "KEY=VALUE")]
    pub(super) set: Vec<String>,
}

/// From which priority on a finding makes the exit status 1; none at all with `never`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Threshold(pub(super) Option<Priority>);

impl Threshold {
    /// Whether something among the findings is unresolved and counts.
    pub(super) fn is_met<'f>(self, findings: impl IntoIterator<Item = &'f Finding>) -> bool {
        let counts = |it: &Finding| self.0.is_some_and(|least| it.priority <= least);
        findings
            .into_iter()
            .any(|it| it.state.is_unresolved() && counts(it))
    }
}

fn threshold(word: &str) -> Result<Threshold, String> {
    match &*word.to_ascii_uppercase() {
        "P0" => Ok(Threshold(Some(Priority::P0))),
        "P1" => Ok(Threshold(Some(Priority::P1))),
        "P2" => Ok(Threshold(Some(Priority::P2))),
        "NEVER" => Ok(Threshold(None)),
        _ => Err("expected P0, P1, P2 or never".to_owned()),
    }
}
