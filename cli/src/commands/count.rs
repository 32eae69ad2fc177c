//! `coreql count`

use std::ops::ControlFlow;

use coreql::core_api::Count;
use coreql::eval::Schema;
use coreql::query::CheckOptions;
use coreql::records::Binding;

use crate::args::{CountArgs, TextFormat};
use crate::devices::{self, Prints};
use crate::failure::{Failure, Outcome};
use crate::print;
use crate::query;

pub(crate) fn run(args: &CountArgs) -> Outcome {
    let catalog = args.options.catalog()?;
    let source = query::text(&args.query)?;
    let options = CheckOptions::new().with_missing(args.eval.missing.into());
    let query = query::valid(&source, &catalog, args.options.parse_options(), options)?;
    let schema = Schema::of(&query);
    let matcher = query
        .compile(&schema, args.eval.missing.into())
        .map_err(|error| Failure::Usage(error.to_string()))?;
    let mut binding = Binding::new(&schema, &catalog);
    let mut total_count = 0;
    let summary = devices::read(&args.devices, &catalog, Prints::AtTheEnd, |device| {
        let row = binding.row(&device);
        binding.count_unreadable(&row);
        total_count += u64::from(matcher.matches(&row));
        ControlFlow::Continue(())
    })?;
    match args.format {
        TextFormat::Text => print::line(total_count)?,
        TextFormat::Json => print::line(serde_json::to_string(&Count { total_count })?)?,
    }
    devices::report_unread(&summary, &binding);
    Ok(())
}
