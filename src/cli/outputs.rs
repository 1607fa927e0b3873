//! `--format` and `--output FORMAT=FILE`: one look at a tree, told in as many forms as are asked for.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

use clap::ValueEnum;

use crate::cli::Failure;
use crate::cli::arguments::Reports;
use crate::cli::session::Session;
use crate::cli::terminal::{self, PLAIN_WIDTH};
use crate::error::{Error, Result};
use crate::plan::new_file::NewFile;
use crate::plan::review::Review;
use crate::plan::saved::SavedPlan;
use crate::plan::score::score;
use crate::plan::{Fix, Planner};
use crate::report;
use crate::report::format::{self, Format, Of};
use crate::report::readiness;
use crate::report::subject::{Planned, Report};
use crate::tree::git;

/// A form of the report, and the file that it goes to.
#[derive(Clone, Debug)]
pub(super) struct Output {
    format: Format,
    file: PathBuf,
}

/// Reads `FORMAT=FILE`.
pub(super) fn output(word: &str) -> std::result::Result<Output, String> {
    let (format, file) = word
        .split_once('=')
        .ok_or("expected FORMAT=FILE, such as `sarif=fixup.sarif`")?;
    if file.is_empty() {
        return Err(format!("no file is named: expected `{format}=FILE`"));
    }
    let format = Format::from_str(format, false).map_err(|_| {
        let all = Format::value_variants()
            .iter()
            .filter_map(ValueEnum::to_possible_value);
        let names: Vec<String> = all.map(|it| it.get_name().to_owned()).collect();
        format!(
            "there is no format `{format}`: expected {}",
            names.join(", ")
        )
    })?;
    Ok(Output {
        format,
        file: PathBuf::from(file),
    })
}

/// Where the readiness report goes, and in which form where that is said.
#[derive(Clone, Debug)]
pub(super) struct Page {
    pub(super) format: Option<readiness::Format>,
    pub(super) file: PathBuf,
}

/// Reads `FILE` or `FORMAT=FILE`. A word before `=` that is no form belongs to the name.
#[expect(clippy::unnecessary_wraps, reason = "clap asks for a result")]
pub(super) fn page(word: &str) -> std::result::Result<Page, String> {
    let parts = word.split_once('=');
    let format = parts.and_then(|(form, file)| {
        let form = readiness::Format::from_str(form, false).ok()?;
        (!file.is_empty()).then_some((form, file))
    });
    Ok(match format {
        Some((format, file)) => Page {
            format: Some(format),
            file: file.into(),
        },
        None => Page {
            format: None,
            file: word.into(),
        },
    })
}

/// Where the report goes. The files are made before any work is done.
pub(super) struct Outputs {
    format: Option<Format>,
    files: Vec<(Format, NewFile)>,
}

impl Outputs {
    /// What is asked for; without a form for the standard output, the command prints something else there.
    pub(super) fn open(format: Option<Format>, files: &[Output]) -> Result<Self> {
        let mut opened = Vec::new();
        let mut known = BTreeSet::new();
        for Output { format, file } in files {
            let new = NewFile::at(file, 0o666)?;
            if !known.insert(new.identity()?) {
                return Err(
                    Error::new(format!("two outputs go to `{}`", file.display()))
                        .help("give each `--output` a file of its own"),
                );
            }
            opened.push((*format, new));
        }
        Ok(Self {
            format,
            files: opened,
        })
    }

    pub(super) fn of(reports: &Reports) -> Result<Self> {
        Self::open(Some(reports.format), &reports.output)
    }

    fn formats(&self) -> impl Iterator<Item = Format> {
        let files = self.files.iter().map(|(format, _)| *format);
        self.format.into_iter().chain(files)
    }

    /// Whether a patch is asked for.
    pub(super) fn have_a_patch(&self) -> bool {
        self.formats().any(|it| it == Format::Patch)
    }

    /// Whether the fixes on top of each other are asked for.
    pub(super) fn show_plan(&self, of: Of) -> bool {
        let own =
            |format: Format| of == Of::Diff && (format.is_for_people() || format == Format::Json);
        self.formats()
            .any(|format| format.shows_plan() || own(format))
    }

    fn speak_to_programs(&self) -> bool {
        self.formats()
            .any(|it| !it.is_for_people() && !matches!(it, Format::Json | Format::Patch))
    }

    /// Writes every form.
    pub(super) fn write(
        self,
        out: &mut dyn Write,
        session: &Session,
        planner: &Planner<'_>,
        (review, plan): (&Review, Option<&Planned>),
        (of, explained): (Of, bool),
    ) -> std::result::Result<(), Failure> {
        if let Some(plan) = plan.filter(|_| self.have_a_patch()) {
            // where even a warning cannot be written, the patch still can
            let _ = report::diff::left_out(&mut anstream::stderr(), plan);
        }
        let prefix = if self.speak_to_programs() {
            git::line(&session.root, &["rev-parse", "--show-prefix"])
                .ok()
                .flatten()
        } else {
            None
        };
        let is_read = self.formats().any(Format::is_for_people);
        let places = review.findings().flat_map(|finding| &finding.places);
        let shown = places.filter(|_| is_read && of == Of::Scan);
        let mut report = Report {
            root: &session.root,
            prefix: &prefix.unwrap_or_default(),
            catalogue: &session.catalogue,
            review,
            tree: planner.start(),
            plan,
            explained,
            width: terminal::width(),
            hidden: planner.secrets_in(shown.map(|place| place.path.as_str())),
        };
        if let Some(format) = self.format {
            format::print(out, &report, format, of)?;
        }
        // a file is as wide on every screen
        report.width = PLAIN_WIDTH;
        for (format, mut file) in self.files {
            let mut text = Vec::new();
            if format.is_for_people() {
                format::print(
                    &mut anstream::StripStream::new(&mut text),
                    &report,
                    format,
                    of,
                )?;
            } else {
                format::print(&mut text, &report, format, of)?;
            }
            file.write(|out| out.write_all(&text))?;
            file.keep()?;
        }
        Ok(())
    }
}

/// The fixes on top of each other, and what they leave.
pub(super) fn planned(session: &Session, review: &Review, mut fixes: Vec<Fix>) -> Result<Planned> {
    let saved = SavedPlan::of(&fixes, &session.catalogue, &session.values);
    let left = session.left_after(&fixes)?;
    review.place(&mut fixes);
    Ok(Planned {
        score: score(&left),
        saved,
        shared: None,
        left,
        fixes,
    })
}
