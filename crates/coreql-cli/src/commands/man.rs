//! `coreql man`

use std::io;

use clap::CommandFactory;

use crate::Cli;
use crate::failure::Outcome;

/// Prints the page of `coreql`, then the pages of its commands.
pub(crate) fn run() -> Outcome {
    let mut command = Cli::command();
    command.build();
    let mut output = io::stdout().lock();
    clap_mangen::Man::new(command.clone()).render(&mut output)?;
    for subcommand in command.get_subcommands().filter(|subcommand| subcommand.get_name() != "help") {
        clap_mangen::Man::new(subcommand.clone()).render(&mut output)?;
    }
    Ok(())
}
