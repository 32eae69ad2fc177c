//! `coreql explain`

use coreql::query::QueryNode;
use coreql::tree::Step;

use crate::args::{ExplainArgs, TextFormat};
use crate::failure::Outcome;
use crate::{print, query, visible};

pub(crate) fn run(args: &ExplainArgs) -> Outcome {
    let catalog = args.options.catalog()?;
    let source = query::text(&args.query)?;
    let query = query::valid(&source, &args.options.options(&catalog))?;
    if args.format == TextFormat::Json {
        print::line(serde_json::to_string_pretty(&query)?)?;
        return Ok(());
    }
    if query.tree().is_empty() {
        print::line("every device")?;
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
            QueryNode::Test(predicate) => {
                let field_type = query.field(predicate.field).map(|field| field.field_type());
                let text = query.comparison_text(node.id()).unwrap_or_default();
                match field_type {
                    Some(field_type) => format!("{text}  ({field_type})"),
                    None => text,
                }
            }
            QueryNode::Invalid => "(not understood)".to_owned(),
        };
        print::line(format_args!("{}{}", "  ".repeat(depth), visible::line(&line)))?;
        depth += 1;
    }
    Ok(())
}
