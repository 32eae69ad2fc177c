//! `coreql completions`

use std::io::Write;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Command, CommandFactory};
use coreql::catalog::Catalog;

use super::help;
use crate::Cli;
use crate::failure::Outcome;
use crate::output::sink;
use crate::query::catalog;

/// Print completions for a shell
///
/// They know the commands, the options, their values, and the fields.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  coreql completions bash > coreql.bash
  coreql fields --format json > fields.json
  coreql completions zsh --catalog fields.json > _coreql")]
pub(crate) struct CompletionsArgs {
    /// The fields of a server: the JSON of `search_fields`, `device_spaces/criteria` or `coreql fields --format json`
    #[arg(long, value_name = "FILE")]
    catalog: Option<PathBuf>,
    /// The shell
    shell: clap_complete::Shell,
}

pub(crate) fn run(args: &CompletionsArgs) -> Outcome {
    let catalog = catalog::load(args.catalog.as_deref())?;
    let mut command = with_values(Cli::command(), &catalog);
    // The generator panics where it cannot write, so it writes into memory.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "coreql", &mut script);
    if args.shell == clap_complete::Shell::Fish {
        script.extend(positional_for_fish(&command).into_bytes());
    }
    Ok(sink().write_all(&script)?)
}

/// The values of positional arguments, which the generator leaves out for fish.
fn positional_for_fish(command: &Command) -> String {
    let mut script = String::new();
    for command in command.get_subcommands() {
        for argument in command.get_positionals() {
            let values = argument.get_possible_values();
            if values.is_empty() {
                continue;
            }
            let values: Vec<&str> = values.iter().map(|value| value.get_name()).collect();
            script.push_str(&format!(
                "complete -c coreql -n \"__fish_coreql_using_subcommand {}\" -a \"{}\"\n",
                command.get_name(),
                values.join(" "),
            ));
        }
    }
    script
}

/// The arguments that take fields, or begin with one.
const FIELD_ARGUMENTS: [&str; 9] = [
    "query",
    "fields",
    "sort_field",
    "indexes",
    "substring_indexes",
    "by",
    "pattern",
    "sort_fields",
    "field",
];

/// The command with the names of fields, topics and commands as values of its arguments, for completions only.
fn with_values(command: Command, catalog: &Catalog) -> Command {
    // A word of a completion has no blanks.
    let names = catalog.fields().iter().map(|field| field.name().to_owned());
    let names: Vec<String> = names.filter(|name| !name.contains(char::is_whitespace)).collect();
    let topics = help::topics(&command);
    let commands: Vec<String> =
        command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    command.mut_subcommands(move |command| {
        let name = command.get_name().to_owned();
        let (names, topics, commands) = (names.clone(), topics.clone(), commands.clone());
        command.mut_args(move |argument| match argument.get_id().as_str() {
            "topic" => argument.value_parser(topics.clone()),
            "command" if name == "man" => argument.value_parser(PossibleValuesParser::new(commands.clone())),
            id if FIELD_ARGUMENTS.contains(&id) => argument
                .value_parser(PossibleValuesParser::new(names.clone()))
                .value_hint(clap::ValueHint::Other),
            _ => argument,
        })
    })
}
