//! `coreql match`

use std::collections::HashMap;
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::Args;
use coreql::catalog::Catalog;
use coreql::eval::Schema;
use coreql::eval::json::{Binding, JsonFilter};
use coreql::query::{MissingValues, QueryNode};
use coreql::syntax::Syntax;
use coreql::{Options, Query};
use coreql_data::json::quote_long_integers;
use coreql_data::queries::decode;
use coreql_data::{Device, DeviceFile, Layout, ReadOptions};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use crate::args::{MissingOption, QueryInput, QueryOptions};
use crate::devices::{Presence, Recognizer};
use crate::failure::{Failure, Outcome};
use crate::input::read_bytes;
use crate::json_lines;
use crate::output::{Table, cell_text, plural, print};
use crate::query::read_query;

/// Match one record: print true or false
#[derive(Debug, Args)]
#[command(mut_arg("query", |query| query.required_unless_present("jsonl")))]
#[command(after_help = "\
Examples:
  echo '{\"common.id\": 1}' | coreql match --record - 'id = 1'
  coreql match --record record.json --explain 'id = 2 OR platform = \"iOS\"'
  echo '{\"query\": \"id = 1\", \"record\": {}}' | coreql match --jsonl")]
pub(crate) struct MatchArgs {
    #[command(flatten)]
    options: QueryOptions,
    #[command(flatten)]
    missing: MissingOption,
    /// The record: a JSON object
    #[arg(long, value_name = "FILE", required_unless_present = "jsonl")]
    record: Option<PathBuf>,
    /// Show which comparisons match, and the values they compare
    #[arg(long, conflicts_with = "jsonl")]
    explain: bool,
    /// Answer each line {"query": …, "record": {…}} of standard input with one line; "missing" and "syntax" are
    /// optional
    #[arg(long, conflicts_with_all = ["query", "query_file", "record"])]
    jsonl: bool,
    #[command(flatten)]
    query: QueryInput,
}

pub(crate) fn run(args: &MatchArgs) -> Outcome {
    let catalog = args.options.catalog()?;
    match &args.record {
        Some(record) => {
            let options = args.options.to_options(&catalog).with_missing(args.missing.value());
            let query = read_query(&args.query, &options)?;
            match_one(args, &catalog, &query, &read_record(record, &catalog, &query)?)
        }
        None => answer_lines(args, &catalog),
    }
}

fn read_record(path: &Path, catalog: &Catalog, query: &Query) -> Result<Device, Failure> {
    let bytes = read_bytes(path)?;
    let device = decode(bytes.clone()).map_err(|error| error.to_string()).and_then(|text| {
        Device::from_json(text.as_bytes()).map_err(|error| format!("not a record: {error}"))
    });
    let device = device.map_err(|error| Failure::content(path, several(&bytes, catalog).unwrap_or(error)))?;
    let fields: Vec<String> = query.fields().map(|field| field.name().to_owned()).collect();
    if let Some(what) = not_a_record(device.object(), catalog, &fields) {
        return Err(Failure::content(path, what));
    }
    let mut presence = Presence::new(catalog, &fields)?;
    presence.see(&device);
    presence.report_similar();
    Ok(device)
}

/// What an object is that Core's API answers, rather than one device.
fn not_a_record(object: &Map<String, Json>, catalog: &Catalog, fields: &[String]) -> Option<String> {
    if let Some(Json::Array(results)) = object.get("results") {
        let devices = plural(u64::try_from(results.len()).unwrap_or(u64::MAX), "device");
        return Some(format!("this is an answer with {devices}; use `coreql search`"));
    }
    let recognizer = Recognizer::new(catalog, fields);
    let is_record = object.is_empty() || recognizer.is_device(object);
    (!is_record).then(|| recognizer.describe(&Device::new(object.clone())))
}

/// What text is that has several devices, or none in the form of a record.
fn several(text: &[u8], catalog: &Catalog) -> Option<String> {
    let file = match DeviceFile::open(text, &ReadOptions::new(catalog)) {
        Ok(file) => file,
        // A web page, a PDF and the like.
        Err(error) if error.kind() == io::ErrorKind::InvalidData => return Some(error.to_string()),
        Err(_) => return None,
    };
    let form = match file.layout() {
        Layout::Json => "JSON",
        Layout::Csv { headings, .. } if Recognizer::new(catalog, &[]).has_known(headings) => "CSV",
        _ => return None,
    };
    let summary = file.read(|_| ControlFlow::Continue(())).ok()?;
    let devices = plural(summary.devices(), "device");
    let is_list = summary.devices() > 0 || summary.skipped() == 0;
    is_list.then(|| format!("this is {form} with {devices}, not one record; use `coreql search`"))
}

fn match_one(args: &MatchArgs, catalog: &Catalog, query: &Query, device: &Device) -> Outcome {
    let schema = Schema::of(query);
    let matcher = query.compile(&schema).map_err(Failure::usage)?;
    let binding = Binding::new(&schema, catalog);
    let row = binding.row(device);
    print(matcher.matches(&row))?;
    if !args.explain {
        return Ok(());
    }
    let mut table = Table::new(["held", "comparison", "value"]);
    let comparisons =
        query.tree().postorder().filter(|node| matches!(node.value(), QueryNode::Comparison(_)));
    for (comparison, finding) in comparisons.zip(matcher.findings(&row)) {
        let value = match row.json(finding.slot) {
            None => "(absent)".to_owned(),
            Some(value) if finding.missing => format!("{} (counts as missing)", cell_text(Some(value))),
            Some(text @ Json::String(_)) => text.to_string(),
            Some(value) => cell_text(Some(value)),
        };
        let held = if finding.holds { "yes" } else { "no" };
        table.write([held, &query.comparison_text(comparison.id()).unwrap_or_default(), &value])?;
    }
    Ok(table.finish()?)
}

#[derive(Deserialize)]
struct Line {
    query: String,
    record: Map<String, Json>,
    missing: Option<MissingValues>,
    syntax: Option<Syntax>,
}

/// What a compiled query depends on.
type QueryKey = (String, MissingValues, Syntax);

/// A compiled query, or why it is invalid.
type Compiled = Result<JsonFilter, String>;

/// The number of compiled queries that are kept for later lines.
const MAX_COMPILED: usize = 1000;

fn answer_lines(args: &MatchArgs, catalog: &Catalog) -> Outcome {
    let mut compiled: HashMap<QueryKey, Compiled> = HashMap::new();
    let options = args.options.to_options(catalog);
    json_lines::answer_each(|line| {
        let line: Line = json_lines::parse_object(&quote_long_integers(line))?;
        let missing = line.missing.unwrap_or(args.missing.value());
        let syntax = line.syntax.unwrap_or(options.syntax());
        if compiled.len() >= MAX_COMPILED {
            compiled.clear();
        }
        let key = (line.query, missing, syntax);
        let result = match compiled.get(&key) {
            Some(result) => result,
            None => {
                let result = compile(&key, &options);
                compiled.entry(key).or_insert(result)
            }
        };
        let filter = result.as_ref().map_err(Clone::clone)?;
        if line.record.get("results").is_some_and(Json::is_array)
            && let Some(what) = not_a_record(&line.record, catalog, &[])
        {
            return Err(what);
        }
        Ok(json!({"matches": filter.matches_object(&line.record)}))
    })
}

fn compile((source, missing, syntax): &QueryKey, options: &Options<'_>) -> Compiled {
    let options = options.with_missing(*missing).with_syntax(*syntax);
    let query = Query::parse(source, &options).map_err(|invalid| {
        let first = invalid.errors().next();
        first.map_or_else(|| invalid.to_string(), |diagnostic| diagnostic.message().to_owned())
    })?;
    query.json_filter().map_err(|error| error.to_string())
}
