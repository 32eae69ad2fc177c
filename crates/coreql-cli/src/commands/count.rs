//! `coreql count`

use std::ops::ControlFlow;

use coreql::Query;
use coreql::core_api::Count;
use coreql::eval::Schema;
use coreql::eval::json::Binding;
use coreql::sql::Search;

use crate::args::{CountArgs, TextFormat};
use crate::devices::{self, Prints};
use crate::failure::{Failure, Outcome};
use crate::print;
use crate::query;
use crate::sqlite::{Finder, Place, Stored};

pub(crate) fn run(args: &CountArgs) -> Outcome {
    let catalog = args.options.catalog()?;
    let source = query::text(&args.query)?;
    let options = args.options.options(&catalog).with_missing(args.eval.missing.into());
    let query = query::valid(&source, &options)?;
    let schema = Schema::of(&query);
    let matcher = query.compile(&schema).map_err(Failure::usage)?;
    let mut binding = Binding::new(&schema, &catalog);
    let mut total_count = 0;
    let mut unread = None;
    match args.source.place(&catalog)? {
        Place::Devices(path) => {
            unread = Some(devices::read(path, &catalog, Prints::AtTheEnd, |device| {
                let row = binding.row(&device);
                binding.count_unreadable(&row);
                total_count += u64::from(matcher.matches(&row));
                ControlFlow::Continue(())
            })?);
        }
        Place::Database(stored) => {
            let options = Stored::options();
            match stored.finder(&query, &catalog, options)? {
                Finder::Engine => total_count = stored.count(&query, options)?,
                Finder::Coreql => stored.search(&Search::new(), &Query::all(), options, |device| {
                    total_count += u64::from(matcher.matches(&binding.row(&device)));
                    ControlFlow::Continue(())
                })?,
            }
        }
    }
    match args.format {
        TextFormat::Text => print::line(total_count)?,
        TextFormat::Json => print::line(serde_json::to_string(&Count { total_count })?)?,
    }
    if let Some(summary) = unread {
        devices::report_unread(&summary, &binding);
    }
    Ok(())
}
