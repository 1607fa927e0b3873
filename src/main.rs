//! Parses the command line, runs the command, and turns its outcome into an exit status.

use std::process::ExitCode;

use clap::Parser;

/// For the parsers' C code as well: many small trees come and go in a few milliseconds.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    fixup::cli::main(fixup::cli::Arguments::parse())
}
