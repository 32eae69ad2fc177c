//! `coreql man`

use std::io;
use std::path::PathBuf;

use clap::{Args, Command, CommandFactory};
use clap_mangen::Man;

use crate::Cli;
use crate::failure::{Failure, Outcome};
use crate::output::sink;

/// Print the manual page of `coreql` or of a command
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  coreql man > coreql.1
  coreql man check > coreql-check.1
  mkdir -p man1 && coreql man --dir man1")]
pub(crate) struct ManArgs {
    /// The command
    command: Option<String>,
    /// Write the pages of all commands into this folder
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    dir: Option<PathBuf>,
}

pub(crate) fn run(args: &ManArgs) -> Outcome {
    let mut command = Cli::command();
    command.build();
    if let Some(folder) = &args.dir {
        return clap_mangen::generate_to(command, folder).map_err(|error| Failure::file(folder, error));
    }
    let command = match &args.command {
        None => command,
        Some(name) => subcommand(&command, name)?,
    };
    // The writer may fail in the middle of a page.
    let mut page = Vec::new();
    Man::new(command).render(&mut page)?;
    Ok(io::Write::write_all(&mut sink(), &page)?)
}

fn subcommand(command: &Command, name: &str) -> Result<Command, Failure> {
    let found = command.find_subcommand(name).cloned();
    found.ok_or_else(|| Failure::usage(format_args!("no command `{name}`; `coreql help` lists them")))
}
