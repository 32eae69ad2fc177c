//! The command `coreql`: check, search, count, format and explain search expressions of MobileIron Core.

mod args;
mod commands;
mod devices;
mod extra_fields;
mod failure;
mod input;
mod json_lines;
mod mapping;
mod output;
mod query;
mod sqlite;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::args::{split_devices, unexpected_option};
use crate::commands::Command;
use crate::failure::{Failure, Outcome};
use crate::output::note;

/// Check, search, count, format and explain search expressions of MobileIron Core (Ivanti EPMM)
#[derive(Debug, Parser)]
#[command(
    name = "coreql",
    version,
    after_help = "\
Exit status: 0 success, 1 the query is invalid, 2 wrong usage, or a file that cannot be read or written.
A QUERY or FILE of `-` is standard input. `coreql help COMMAND` shows the options and examples of a command."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::InvalidQuery) => ExitCode::from(1),
        // The reader of the output has seen enough.
        Err(Failure::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            note(failure);
            ExitCode::from(2)
        }
    }
}

/// Runs the command. Wrong arguments end the process with status 2.
fn run() -> Outcome {
    match Cli::try_parse_from(split_devices(std::env::args_os())) {
        Ok(cli) => cli.command.run(),
        Err(error) if error.use_stderr() => unexpected_option(error, Cli::command()).exit(),
        Err(help) => {
            help.print()?;
            Ok(io::stdout().flush()?)
        }
    }
}
