//! The command line: one file a command. Only here is anybody asked, and only here do errors become exit statuses.

mod apply;
mod arguments;
mod choice;
mod demo;
mod diff;
mod editor;
mod explain;
mod fixes;
mod init;
mod list;
mod outputs;
mod pager;
mod plan;
mod progress;
mod question;
mod report;
mod scan;
mod session;
mod some;
mod terminal;
mod undo;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::CommandFactory;

use crate::cli::arguments::Command;
use crate::cli::terminal::Screen;
use crate::error::Error;
use crate::report::shown::shown_lines;

pub use arguments::Arguments;

/// How a command ends when it did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    /// Nothing selected is left to do.
    Clean,
    /// Something selected is open, held or blocked.
    Unresolved,
}

impl Status {
    fn unresolved_if(left: bool) -> Self {
        if left { Self::Unresolved } else { Self::Clean }
    }
}

/// Why a command ended early.
enum Failure {
    /// Told to the user.
    Error(Error),
    /// The output cannot be written; a closed pipe is no failure.
    Output(io::Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

type Outcome = Result<Status, Failure>;

/// Runs the command: 0 where nothing selected is left to do, 1 where something is, 2 where the command failed.
#[must_use]
pub fn main(arguments: Arguments) -> ExitCode {
    use_this_thread();
    arguments.color.write_global();
    let mut stdout = io::BufWriter::new(anstream::stdout().lock());
    let mut silence = io::sink();
    let out: &mut dyn Write = if arguments.quiet {
        &mut silence
    } else {
        &mut stdout
    };
    let screen = Screen {
        quiet: arguments.quiet,
        verbose: arguments.verbose,
        pager: !arguments.no_pager && !arguments.quiet,
    };
    let outcome =
        run(arguments.command, screen, out).and_then(|status| Ok(out.flush().map(|()| status)?));
    match outcome {
        Ok(Status::Clean) => ExitCode::SUCCESS,
        Ok(Status::Unresolved) => ExitCode::from(1),
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(Failure::Output(error)) => {
            fail(&Error::new("cannot write the output").note(error.to_string()))
        }
        Err(Failure::Error(error)) => {
            // what was printed before the error comes first
            let _ = out.flush();
            fail(&error)
        }
    }
}

fn fail(error: &Error) -> ExitCode {
    // where even the message cannot be written, the status still tells
    let error = error.to_string();
    let _ = writeln!(anstream::stderr(), "error: {}", shown_lines(&error));
    ExitCode::from(2)
}

fn run(command: Command, screen: Screen, out: &mut dyn Write) -> Outcome {
    match command {
        Command::Scan(options) => scan::run(out, &options, screen),
        Command::Diff(options) => diff::run(out, &options, screen),
        Command::Apply(options) => apply::run(out, &options, screen),
        Command::Plan(options) => plan::run(out, &options, screen),
        Command::Report(options) => report::run(out, &options, screen),
        Command::Undo(options) => undo::run(out, &options),
        Command::Init(options) => init::run(out, &options),
        Command::List(options) => list::run(out, &options),
        Command::Explain(options) => explain::run(out, &options),
        Command::Demo(options) => demo::run(out, &options),
        Command::Completions(options) => {
            let mut command = Arguments::command();
            // it takes a writer that does not fail, or panics
            let mut text = Vec::new();
            clap_complete::generate(options.shell, &mut command, "fixup", &mut text);
            out.write_all(&text)?;
            Ok(Status::Clean)
        }
        Command::Man => {
            manual(out)?;
            Ok(Status::Clean)
        }
    }
}

/// The page of fixup, and behind it what each command takes.
fn manual(out: &mut dyn Write) -> io::Result<()> {
    let mut command = Arguments::command().disable_help_subcommand(true);
    command.build();
    // what was built a moment ago changes no page
    let page = clap_mangen::Man::new(command.clone()).date("");
    page.render_title(out)?;
    page.render_name_section(out)?;
    page.render_synopsis_section(out)?;
    page.render_description_section(out)?;
    page.render_options_section(out)?;
    for own in command.get_subcommands().filter(|it| !it.is_hide_set()) {
        let name = own.get_name().to_uppercase();
        writeln!(out, ".SH \"FIXUP {name}\"")?;
        if let Some(about) = own.get_about() {
            writeln!(out, "{about}")?;
        }
        let page = clap_mangen::Man::new(own.clone().bin_name(format!("fixup {}", own.get_name())));
        page.render_options_section(out)?;
    }
    page.render_extra_section(out)?;
    page.render_version_section(out)
}

/// The thread that waits for an answer works on it, too: to wake one more in its place costs more than a short scan has.
fn use_this_thread() {
    let pool = rayon::ThreadPoolBuilder::new().use_current_thread();
    pool.build_global()
        .expect("nothing has worked in parallel before");
}
