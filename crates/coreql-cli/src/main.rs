//! The command `coreql`: check, search, count, format and explain search expressions of MobileIron Core.

mod args;
mod commands;
mod config;
mod devices;
mod extra_fields;
mod failure;
mod input;
mod json_lines;
mod mapping;
mod named_fields;
mod output;
mod query;
mod settings;
mod sqlite;
mod tips;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser};

use crate::args::split_devices;
use crate::commands::Command;
use crate::failure::{Failure, Outcome};
use crate::output::{note_error, sink};
use crate::settings::ColorArg;
use crate::tips::with_tips;

/// Check, search, count, format and explain search expressions of MobileIron Core (Ivanti EPMM)
#[derive(Debug, Parser)]
#[command(
    name = "coreql",
    version,
    disable_help_subcommand = true,
    after_help = "\
Exit status: 0 success, 1 the query is invalid, 2 wrong usage, or a file that cannot be read or written.
A QUERY or FILE of `-` is standard input. `coreql help COMMAND` shows the options and examples of a command,
`coreql help language` the language of queries."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// When to use colours: auto is on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t, hide_default_value = true)]
    color: ColorArg,
    /// Write the result to a file, whole or not at all, instead of standard output
    #[arg(long, short, global = true, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Ignore coreql.toml: the nearest one, from the current folder upwards, or else that of the user
    #[arg(long, global = true)]
    no_config: bool,
}

fn main() -> ExitCode {
    settings::read_from(std::env::args_os().skip(1));
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::InvalidQuery) => ExitCode::from(1),
        Err(Failure::Answer(status)) => ExitCode::from(status),
        // The reader of the output has seen enough.
        Err(Failure::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            note_error(failure);
            ExitCode::from(2)
        }
    }
}

/// Runs the command. Wrong arguments end the process with status 2.
fn run() -> Outcome {
    let command = in_any_case(Cli::command()).color(settings::color().into());
    let arguments = split_devices(std::env::args_os());
    let cli = command.try_get_matches_from(arguments).and_then(|matches| Cli::from_arg_matches(&matches));
    match cli {
        Ok(cli) => {
            if !cli.no_config && cli.command.has_settings() {
                config::load()?;
            }
            if let Some(path) = &cli.output {
                sink::redirect(path)?;
            }
            let outcome = cli.command.run();
            match &outcome {
                Ok(()) | Err(Failure::Answer(_)) => sink::finish()?,
                // What is wrong may be the result: a report of `check`.
                Err(Failure::InvalidQuery) if sink::has_content() => sink::finish()?,
                Err(_) => sink::discard(),
            }
            outcome
        }
        Err(error) => report_arguments(with_tips(error, &Cli::command())),
    }
}

/// The command with options whose words may be in any case: `--format JSON`.
fn in_any_case(command: clap::Command) -> clap::Command {
    command
        .mut_args(|argument| {
            let takes_word =
                argument.get_action().takes_values() && !argument.get_possible_values().is_empty();
            argument.ignore_case(takes_word)
        })
        .mut_subcommands(in_any_case)
}

fn report_arguments(error: clap::Error) -> Outcome {
    match error {
        error if error.use_stderr() && settings::errors_are_json() => {
            Err(Failure::usage(without_usage(&error)))
        }
        error if error.use_stderr() => error.exit(),
        help => {
            help.print()?;
            Ok(io::stdout().flush()?)
        }
    }
}

/// The message of an error in the arguments, with its tips, on one line.
fn without_usage(error: &clap::Error) -> String {
    let text = error.render().to_string();
    let lines = text
        .lines()
        .map(str::trim)
        .take_while(|line| !["Usage:", "For more information"].iter().any(|start| line.starts_with(start)));
    let message = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("; ");
    // What a line announces is on the next ones.
    let message = message.replace(":; ", ": ").replace("; [", " [");
    message.strip_prefix("error: ").unwrap_or(&message).to_owned()
}
