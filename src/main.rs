//! Parses the command line, runs the command, and turns its outcome into an exit status.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    fixup::cli::main(fixup::cli::Arguments::parse())
}
