//! `coreql match`

use std::collections::HashMap;
use std::fs;
use std::io::Read;
use std::path::Path;

use coreql::catalog::Catalog;
use coreql::eval::json::Binding;
use coreql::eval::{Matcher, Schema};
use coreql::query::{MissingValues, QueryNode};
use coreql::syntax::Syntax;
use coreql::{Options, Query};
use coreql_data::Device;
use coreql_data::json::quote_long_integers;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use crate::args::MatchArgs;
use crate::failure::{Failure, Outcome};
use crate::output::{Table, cell};
use crate::{input, lines, print, query};

pub(crate) fn run(args: &MatchArgs) -> Outcome {
    let catalog = args.options.catalog()?;
    match (&args.query, &args.record) {
        (Some(argument), Some(record)) => {
            let source = query::text(argument)?;
            let options = args.options.options(&catalog).with_missing(args.eval.missing.into());
            let query = query::valid(&source, &options)?;
            one(args, &catalog, &query, &read_record(record)?)
        }
        _ => answer_lines(args, &catalog),
    }
}

fn read_record(path: &Path) -> Result<Device, Failure> {
    let name = path.display();
    let mut text = String::new();
    let read = if path.as_os_str() == "-" {
        input::standard()?.read_to_string(&mut text)
    } else {
        fs::File::open(path).and_then(|mut file| file.read_to_string(&mut text))
    };
    read.map_err(|error| Failure::File { path: name.to_string(), error })?;
    Device::from_json(text.as_bytes()).map_err(|error| Failure::Usage(format!("{name}: bad record: {error}")))
}

fn one(args: &MatchArgs, catalog: &Catalog, query: &Query, device: &Device) -> Outcome {
    let schema = Schema::of(query);
    let matcher = query.compile(&schema).map_err(|error| Failure::Usage(error.to_string()))?;
    let mut binding = Binding::new(&schema, catalog);
    let row = binding.row(device);
    print::line(matcher.matches(&row))?;
    if !args.explain {
        return Ok(());
    }
    let mut table = Table::new(["held", "comparison", "value"].map(str::to_owned).to_vec());
    let comparisons = query.tree().postorder().filter(|node| matches!(node.value(), QueryNode::Test(_)));
    for (comparison, finding) in comparisons.zip(matcher.findings(&row)) {
        let value = match row.json(finding.slot) {
            None => "(absent)".to_owned(),
            Some(value) if finding.missing => format!("{} (counts as missing)", cell(Some(value))),
            Some(Json::String(text)) => cell(Some(&json!(Json::String(text.clone()).to_string()))),
            Some(value) => cell(Some(value)),
        };
        let held = if finding.holds { "yes" } else { "no" };
        table.cells(vec![
            held.to_owned(),
            query.comparison_text(comparison.id()).unwrap_or_default(),
            value,
        ])?;
    }
    table.flush()?;
    Ok(())
}

#[derive(Deserialize)]
struct Line {
    query: String,
    record: Map<String, Json>,
    missing: Option<MissingValues>,
    syntax: Option<Syntax>,
}

/// A query as one line asks it.
type Asked = (String, MissingValues, Syntax);

/// A query ready to be asked, or why it is none.
type Ready = Result<(Schema, Matcher), String>;

/// Queries that come up again are compiled once; so many are kept.
const KEPT: usize = 1000;

fn answer_lines(args: &MatchArgs, catalog: &Catalog) -> Outcome {
    let mut compiled: HashMap<Asked, Ready> = HashMap::new();
    let options = args.options.options(catalog);
    lines::answer(|line| {
        let line: Line = lines::object(&quote_long_integers(line))?;
        let missing = line.missing.unwrap_or(args.eval.missing.into());
        let syntax = line.syntax.unwrap_or(options.syntax());
        if compiled.len() >= KEPT {
            compiled.clear();
        }
        let asked = (line.query, missing, syntax);
        let ready = match compiled.get(&asked) {
            Some(ready) => ready,
            None => {
                let ready = compile(&asked, &options);
                compiled.entry(asked).or_insert(ready)
            }
        };
        let (schema, matcher) = ready.as_ref().map_err(Clone::clone)?;
        let device = Device::new(line.record);
        Ok(json!({"matches": matcher.matches(&Binding::new(schema, catalog).row(&device))}))
    })
}

fn compile((source, missing, syntax): &Asked, options: &Options<'_>) -> Ready {
    let query = Query::parse(source, &options.with_syntax(*syntax)).map_err(|invalid| {
        let first = invalid.errors().next();
        first.map_or_else(|| invalid.to_string(), |diagnostic| diagnostic.message().to_owned())
    })?;
    let schema = Schema::of(&query);
    let matcher = query.with_missing(*missing).compile(&schema).map_err(|error| error.to_string())?;
    Ok((schema, matcher))
}
