//! The `coreql` command: check, search, count, format and explain search expressions.

mod args;
mod bulk;
mod columns;
mod commands;
mod devices;
mod failure;
mod input;
mod lines;
mod output;
mod print;
mod query;
mod sqlite;
mod visible;

use std::process::ExitCode;

use crate::args::{Cli, Command};
use crate::failure::{Failure, Outcome};

fn main() -> ExitCode {
    let result = match Cli::read() {
        Ok(Some(cli)) => run(cli.command),
        Ok(None) => Ok(()),
        Err(error) => Err(Failure::Io(error)),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::InvalidQuery) => ExitCode::from(1),
        // Whoever reads our output has seen enough.
        Err(Failure::Io(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            print::note(format_args!("coreql: {}", visible::line(&failure.to_string())));
            ExitCode::from(2)
        }
    }
}

fn run(command: Command) -> Outcome {
    match command {
        Command::Check(args) => commands::check::run(&args),
        Command::QueryTest(args) => commands::query_test::run(&args),
        Command::Search(args) => commands::search::run(&args),
        Command::Count(args) => commands::count::run(&args),
        Command::Match(args) => commands::matching::run(&args),
        Command::Fmt(args) => commands::fmt::run(&args),
        Command::Sql(args) => commands::sql::run(&args),
        Command::Load(args) => commands::load::run(&args),
        Command::Mapping(args) => commands::mapping::run(&args),
        Command::Explain(args) => commands::explain::run(&args),
        Command::ExplainCode(args) => commands::explain_code::run(&args),
        Command::Fields(args) => commands::fields::run(&args),
        Command::Generate(args) => commands::generate::run(&args),
        Command::Completions { shell } => commands::shell::completions(shell),
        Command::Man => commands::shell::man(),
    }
}
