//! `--by`: a count for each value.

use std::borrow::Cow;
use std::collections::HashMap;

use coreql::Query;
use coreql::catalog::Catalog;
use coreql::eval::Slot;
use coreql::text::fold::fold;
use coreql_data::csv;
use serde_json::{Map, Value as Json, json};

use super::{CountArgs, CountFormat, read, schema_of};
use crate::failure::{Failure, Outcome};
use crate::named_fields::FieldReader;
use crate::output::{Table, buffered_stdout, cell_text, print};

/// The values as the first device of the group has them, and the number of devices.
struct Group {
    values: Vec<Json>,
    count: u64,
}

pub(super) fn count(args: &CountArgs, catalog: &Catalog, query: &Query) -> Outcome {
    let mut source = args.source.open(catalog)?;
    let mut by: Vec<String> = Vec::new();
    let fields = FieldReader::new(catalog, &mut source);
    for name in &args.by {
        let name = fields.field(name)?;
        if !by.contains(&name) {
            by.push(name);
        }
    }
    let query_fields = query.fields().map(|field| field.name());
    let schema = schema_of(catalog, query_fields.chain(by.iter().map(String::as_str)))?;
    let slots: Vec<Slot> = by.iter().filter_map(|name| schema.slot(name)).collect();
    let matcher = query.compile(&schema).map_err(Failure::usage)?;
    let mut groups: Vec<Group> = Vec::new();
    let mut by_key: HashMap<String, usize> = HashMap::new();
    let mut key = String::new();
    let report = read(source, catalog, &schema, |row| {
        if !matcher.matches(row) {
            return;
        }
        key.clear();
        for slot in &slots {
            // Equal as the operator `=` has it: in any case, and null like an absent value.
            match row.json(*slot).filter(|value| !value.is_null()) {
                None => key.push('-'),
                Some(value) => {
                    let text = cell_text(Some(&value));
                    let text = fold(&text);
                    key.push_str(&format!("{}:{text}", text.len()));
                }
            }
        }
        match by_key.get(&key).and_then(|index| groups.get_mut(*index)) {
            Some(group) => group.count += 1,
            None => {
                by_key.insert(key.clone(), groups.len());
                let values = slots
                    .iter()
                    .map(|slot| row.json(*slot).map(Cow::into_owned).unwrap_or_default())
                    .collect();
                groups.push(Group { values, count: 1 });
            }
        }
    })?;
    // The largest first; of equal ones, the one that came first.
    groups.sort_by_key(|group| std::cmp::Reverse(group.count));
    print_groups(args, &by, &groups)?;
    report.print();
    Ok(())
}

fn print_groups(args: &CountArgs, by: &[String], groups: &[Group]) -> Outcome {
    let columns = || by.iter().map(String::as_str).chain(["count"]);
    match args.format {
        CountFormat::Json => {
            let total: u64 = groups.iter().map(|group| group.count).sum();
            let groups: Vec<Json> = groups
                .iter()
                .map(|group| {
                    let values: Map<String, Json> =
                        by.iter().cloned().zip(group.values.iter().cloned()).collect();
                    json!({"values": values, "count": group.count})
                })
                .collect();
            print(json!({"totalCount": total, "groups": groups}))?;
        }
        CountFormat::Text => {
            let mut table = Table::new(columns());
            for group in groups {
                let cells = group.values.iter().map(|value| cell_text(Some(value)));
                table.write(cells.chain([group.count.to_string()]))?;
            }
            table.finish()?;
        }
        CountFormat::Csv => {
            let mut writer = csv::Writer::new(buffered_stdout(), columns())?;
            for group in groups {
                let count = Json::from(group.count);
                writer.write(
                    group.values.iter().chain([&count]).map(|value| (!value.is_null()).then_some(value)),
                )?;
            }
            writer.flush()?;
        }
    }
    Ok(())
}
