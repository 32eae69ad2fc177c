//! `coreql completions`

use std::io::{self, Write};

use clap::{Args, CommandFactory};

use crate::Cli;
use crate::failure::Outcome;

/// Print completions for a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  coreql completions bash > coreql.bash")]
pub(crate) struct CompletionsArgs {
    /// The shell
    shell: clap_complete::Shell,
}

pub(crate) fn run(args: &CompletionsArgs) -> Outcome {
    // The generator panics where it cannot write, so it writes into memory.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "coreql", &mut script);
    Ok(io::stdout().write_all(&script)?)
}
