//! Tips for wrong arguments: what is particular to queries, and other names of commands.

use clap::Command;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

/// Other names of commands, for a "did you mean".
const OTHER_NAMES: &[(&str, &[&str])] = &[
    ("check", &["fix", "lint", "parse", "test", "validate", "verify"]),
    ("compare", &["diff", "equivalent", "implies"]),
    ("explain-code", &["code", "codes", "error", "errors"]),
    ("fields", &["attributes", "columns", "describe", "schema", "types"]),
    ("fmt", &["format", "prettify", "pretty", "print"]),
    ("load", &["import", "insert", "update", "upsert"]),
    ("match", &["eval", "evaluate", "matches"]),
    ("search", &["export", "filter", "find", "get", "grep", "list", "ls", "query", "run", "select", "show"]),
    ("sql", &["convert", "ddl", "to-sql", "translate"]),
];

/// Adds a tip to an error in the arguments of a command.
pub(crate) fn with_tips(mut error: Error, command: &Command) -> Error {
    let invalid = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    };
    let usage = error.render().to_string();
    let tip = match error.kind() {
        ErrorKind::MissingRequiredArgument => {
            let lacks_query = invalid(ContextKind::InvalidArg).iter().any(|name| name.contains("QUERY"));
            lacks_query.then(|| {
                "the query `\"\"` selects every device; --query-file reads a query from a file".to_owned()
            })
        }
        ErrorKind::UnknownArgument => {
            let unknown = invalid(ContextKind::InvalidArg).into_iter().next().unwrap_or_default();
            // A similar option is a better tip.
            let is_misspelt = error.get(ContextKind::SuggestedArg).is_some();
            if is_misspelt { None } else { unknown_argument(&unknown, &usage, command) }
        }
        ErrorKind::InvalidSubcommand => {
            let name = invalid(ContextKind::InvalidSubcommand).into_iter().next().unwrap_or_default();
            let other = OTHER_NAMES.iter().find(|(_, names)| names.contains(&name.as_str()));
            if let Some((known, _)) = other {
                let known = ContextValue::Strings(vec![(*known).to_owned()]);
                error.insert(ContextKind::SuggestedSubcommand, known);
                return error;
            }
            match name.as_str() {
                "version" => Some("`coreql --version` prints the version".to_owned()),
                "/?" => Some("`coreql --help` prints the help".to_owned()),
                name if name.contains(char::is_whitespace) => {
                    Some("a query goes after a command, such as `coreql check`".to_owned())
                }
                _ => None,
            }
        }
        _ => None,
    };
    if let Some(tip) = tip {
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    }
    error
}

/// The tip for an argument that a command does not take.
fn unknown_argument(unknown: &str, usage: &str, command: &Command) -> Option<String> {
    let takes_query = usage.contains("QUERY");
    if let Some(option) = unknown.strip_prefix("--") {
        let option = option.split('=').next().unwrap_or_default();
        let has_option = |command: &&Command| {
            command.get_arguments().any(|argument| argument.get_long() == Some(option) && !option.is_empty())
        };
        let names: Vec<String> = command
            .get_subcommands()
            .filter(has_option)
            .map(|command| format!("`coreql {}`", command.get_name()))
            .collect();
        let lower = option.to_ascii_lowercase();
        if lower != option {
            return Some(format!("the names of options are in lower case: `--{lower}`"));
        }
        return match names.as_slice() {
            [] => None,
            [_, _, _, _, ..] => Some(format!("`--{option}` is an option of other commands")),
            names => Some(format!("`--{option}` is an option of {}", names.join(", "))),
        };
    }
    if unknown.starts_with('-') {
        // Only the first letter is reported, of a query as well as of an option.
        let argument = std::env::args().find(|argument| argument.starts_with(unknown)).unwrap_or_default();
        let is_option = argument.chars().skip(1).all(|c| c.is_ascii_alphanumeric() || c == '-');
        let follows_sort_field = std::env::args()
            .zip(std::env::args().skip(1))
            .any(|(before, own)| own == argument && before == "--sort-field");
        return match argument.as_str() {
            _ if follows_sort_field => {
                let field = argument.trim_start_matches('-');
                Some(format!("a direction is written after a colon: `{field}:desc`"))
            }
            "-v" => Some("`coreql --version` prints the version".to_owned()),
            "-?" => Some("`--help` prints the help".to_owned()),
            number if number.parse::<f64>().is_ok() => None,
            _ if is_option => {
                Some("the names of options are words after two hyphens; `--help` lists them".to_owned())
            }
            _ if takes_query => Some("a query that begins with a hyphen goes after `--`".to_owned()),
            _ => None,
        };
    }
    if !takes_query {
        return None;
    }
    let files = if usage.contains("--devices") { "; files of devices go after --devices" } else { "" };
    Some(format!(
        "it takes one query, in quotes{files}; `coreql help quoting` shows the quotes of each shell"
    ))
}
