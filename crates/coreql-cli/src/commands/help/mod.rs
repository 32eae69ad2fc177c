//! `coreql help`: the options of a command, or a topic on one screen.

use std::ffi::OsStr;
use std::io::Write;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Command, CommandFactory};
use coreql::catalog::FieldType;
use coreql::syntax::ast::Operator;

use crate::Cli;
use crate::failure::Outcome;
use crate::output::sink;
use crate::settings;

/// Print the help of a command, or of language, operators, dates or quoting
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  coreql help check
  coreql help language")]
pub(crate) struct HelpArgs {
    /// A command, or language, operators, dates or quoting
    topic: Option<String>,
}

/// The topics that are no commands, with what they are about.
const TOPICS: [(&str, &str); 4] = [
    ("language", "The language of queries"),
    ("operators", "Which operators a field takes"),
    ("dates", "How dates are written"),
    ("quoting", "How a shell passes a query on"),
];

/// The topics and the commands, with what they are about.
pub(crate) fn topics(command: &Command) -> PossibleValuesParser {
    let commands = command.get_subcommands().map(|command| {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        PossibleValue::new(command.get_name().to_owned()).help(about)
    });
    let topics = TOPICS.iter().map(|(name, about)| PossibleValue::new(*name).help(*about));
    PossibleValuesParser::new(topics.chain(commands))
}

pub(crate) fn run(args: &HelpArgs) -> Outcome {
    let mut command = Cli::command().color(settings::color().into());
    command.build();
    let Some(topic) = &args.topic else { return print_help(&mut command) };
    let text = match topic.as_str() {
        "language" => include_str!("language.txt").to_owned(),
        "dates" => include_str!("dates.txt").to_owned(),
        "quoting" => include_str!("quoting.txt").to_owned(),
        "operators" => operators(),
        name => match command.find_subcommand_mut(name) {
            Some(command) => return print_help(command),
            None => {
                let topics = topics(&command);
                let help = command.find_subcommand("help").unwrap_or(&command);
                let argument = help.get_arguments().find(|argument| argument.get_id() == "topic");
                match topics.parse_ref(help, argument, OsStr::new(name)) {
                    Err(error) => error.exit(),
                    Ok(_) => return Ok(()),
                }
            }
        },
    };
    Ok(sink().write_all(text.as_bytes())?)
}

fn print_help(command: &mut Command) -> Outcome {
    Ok(command.print_long_help()?)
}

/// Which operators each type takes, as the check has it.
fn operators() -> String {
    let groups = [
        ("= !=", Operator::Equal),
        ("< <= > >=", Operator::Less),
        ("contains, starts with", Operator::Contains),
    ];
    let mut text = format!("{:10}", "type");
    for (name, _) in groups {
        text.push_str(&format!("  {name}"));
    }
    text.push_str("  is empty\n");
    for field_type in FieldType::ALL {
        text.push_str(&format!("{:10}", field_type.to_string()));
        for (name, operator) in groups {
            let takes = if field_type.allows(operator) { "yes" } else { "no" };
            text.push_str(&format!("  {takes:width$}", width = name.len()));
        }
        text.push_str("  yes\n");
    }
    text.push_str(include_str!("operators.txt"));
    text
}

/// The operators of a type of field.
pub(crate) fn operators_of(field_type: FieldType) -> String {
    let operators = Operator::ALL.iter().filter(|operator| field_type.allows(**operator));
    let names: Vec<&str> =
        operators.map(|operator| operator.as_str()).chain(["is empty", "is not empty"]).collect();
    names.join(", ")
}
