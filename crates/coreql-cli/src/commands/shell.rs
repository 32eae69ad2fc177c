//! `coreql completions` and `coreql man`

use std::io::{self, Write};

use clap::CommandFactory;
use clap_complete::Shell;

use crate::args::Cli;
use crate::failure::Outcome;

pub(crate) fn completions(shell: Shell) -> Outcome {
    // Into memory first, because the generator panics where it cannot write.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "coreql", &mut script);
    Ok(io::stdout().write_all(&script)?)
}

/// The page of the command itself, then those of its commands.
pub(crate) fn man() -> Outcome {
    let mut command = Cli::command();
    command.build();
    let mut output = io::stdout().lock();
    clap_mangen::Man::new(command.clone()).render(&mut output)?;
    for subcommand in command.get_subcommands().filter(|subcommand| subcommand.get_name() != "help") {
        clap_mangen::Man::new(subcommand.clone()).render(&mut output)?;
    }
    Ok(())
}
