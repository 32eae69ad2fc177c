//! `coreql lsp`

use clap::Args;
use coreql_lsp::{Environment, stdio};

use crate::failure::{Failure, Outcome};

/// Serve an editor: the language server, on standard input and output
#[derive(Debug, Args)]
#[command(after_help = "\
Editors start it. Settings come from the editor, then from coreql.toml: the nearest one, from the folder of the document
upwards, or else that of the user.")]
pub(crate) struct LspArgs {
    /// As other servers have it; it changes nothing
    #[arg(long, hide = true)]
    stdio: bool,
    #[arg(from_global)]
    no_config: bool,
}

pub(crate) fn run(args: &LspArgs) -> Outcome {
    let LspArgs { stdio: _, no_config } = args;
    let environment = Environment::system();
    let environment = if *no_config { environment.without_config() } else { environment };
    match stdio(environment)? {
        0 => Ok(()),
        _ => Err(Failure::usage("the editor left without `shutdown` and `exit`")),
    }
}
