//! `coreql explain`

use clap::Args;
use coreql::Query;
use coreql::query::QueryNode;
use coreql::tree::Step;

use crate::args::{QueryInput, QueryOptions, TextFormat};
use crate::failure::Outcome;
use crate::output::{print, visible};
use crate::query::read_query;

/// Show how a query is understood: its groups, and the type of each field
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  coreql explain 'platform = \"iOS\" AND (retired = true OR uuid is empty)'")]
pub(crate) struct ExplainArgs {
    #[command(flatten)]
    options: QueryOptions,
    /// The output format
    #[arg(long, value_enum, default_value_t = TextFormat::Text)]
    format: TextFormat,
    #[command(flatten)]
    query: QueryInput,
}

pub(crate) fn run(args: &ExplainArgs) -> Outcome {
    let catalog = args.options.catalog()?;
    let query = read_query(&args.query, &args.options.to_options(&catalog))?;
    match args.format {
        TextFormat::Json => Ok(print(serde_json::to_string_pretty(&query)?)?),
        TextFormat::Text => print_tree(&query),
    }
}

/// Prints a line for each node, indented by its depth.
fn print_tree(query: &Query) -> Outcome {
    if query.tree().is_empty() {
        print("every device")?;
    }
    let mut depth = 0usize;
    for step in query.tree().walk() {
        let node = match step {
            Step::Enter(node) => node,
            Step::Leave(_) => {
                depth = depth.saturating_sub(1);
                continue;
            }
        };
        let line = match node.value() {
            QueryNode::And => "all of".to_owned(),
            QueryNode::Or => "any of".to_owned(),
            QueryNode::Not => "not".to_owned(),
            QueryNode::Comparison(predicate) => {
                let text = query.comparison_text(node.id()).unwrap_or_default();
                match query.field(predicate.field) {
                    Some(field) => format!("{text}  ({})", field.field_type()),
                    None => text,
                }
            }
            QueryNode::Invalid => "(not understood)".to_owned(),
        };
        print(format_args!("{}{}", "  ".repeat(depth), visible::line(&line)))?;
        depth += 1;
    }
    Ok(())
}
