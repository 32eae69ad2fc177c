//! `--queries`: a count for each query of a file.

use std::path::Path;

use coreql::catalog::Catalog;
use coreql::eval::Matcher;
use coreql::{Options, Query};
use coreql_data::csv;
use serde_json::{Value as Json, json};

use super::{CountArgs, CountFormat, read, schema_of};
use crate::failure::{Failure, Outcome};
use crate::output::{Table, buffered_stdout, print};
use crate::query::files::open_file;

pub(super) fn count(args: &CountArgs, path: &Path, catalog: &Catalog, options: &Options<'_>) -> Outcome {
    let open = open_file(path)?;
    let queries = open.queries(options)?;
    let schema = schema_of(catalog, queries.iter().flat_map(Query::fields).map(|field| field.name()))?;
    let matchers: Result<Vec<Matcher>, _> = queries.iter().map(|query| query.compile(&schema)).collect();
    let matchers = matchers.map_err(Failure::usage)?;
    let mut counts: Vec<u64> = vec![0; matchers.len()];
    let report = read(args.source.open(catalog)?, catalog, &schema, |row| {
        for (matcher, count) in matchers.iter().zip(&mut counts) {
            *count += u64::from(matcher.matches(row));
        }
    })?;
    let rows = open.file.queries().iter().zip(counts);
    match args.format {
        CountFormat::Json => {
            for (query, count) in rows {
                print(json!({"name": query.name(), "query": query.text(), "totalCount": count}))?;
            }
        }
        CountFormat::Text => {
            let mut table = Table::new(["count", "query"]);
            for (query, count) in rows {
                table.write([count.to_string().as_str(), query.name().unwrap_or(query.text())])?;
            }
            table.finish()?;
        }
        CountFormat::Csv => {
            let mut writer = csv::Writer::new(buffered_stdout(), ["name", "query", "count"])?;
            for (query, count) in rows {
                let cells =
                    [query.name().map(Json::from), Some(Json::from(query.text())), Some(Json::from(count))];
                writer.write(cells.iter().map(Option::as_ref))?;
            }
            writer.flush()?;
        }
    }
    report.print();
    Ok(())
}
