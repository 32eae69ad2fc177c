//! The rows of devices, and those that an engine cannot store.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

use coreql::catalog::Catalog;
use coreql::eval::json::Binding;
use coreql::sql::{Mapping, Rows, SqlValue};
use coreql::text::fold::eq_folded;

use super::LoadArgs;
use crate::devices::{DeviceFiles, Printing, Unreadable};
use crate::failure::{Failure, Outcome};
use crate::output::{note, plural};

/// Passes the row of each device to `write`, reports what could not be read or stored exactly, and returns the number
/// of devices.
pub(super) fn for_each_row(
    args: &LoadArgs,
    mapping: &Mapping,
    catalog: &Catalog,
    printing: Printing,
    mut write: impl FnMut(Vec<SqlValue>) -> Outcome,
) -> Result<u64, Failure> {
    let rows = Rows::new(mapping, catalog).map_err(Failure::usage)?;
    let binding = Binding::new(rows.schema(), catalog);
    let mut unreadable = Unreadable::new(rows.schema(), catalog);
    let mut id = 0;
    let mut result = Ok(());
    let mut inexact: BTreeMap<&str, u64> = BTreeMap::new();
    let files = DeviceFiles::new(&args.devices, &args.files, catalog)?;
    let mut fields: Vec<String> = Vec::new();
    for name in args.fields.iter().map(|name| catalog.lookup(name)) {
        if !fields.iter().any(|other| eq_folded(other, name.name())) {
            fields.push(name.name().to_owned());
        }
    }
    let reading = files.open(printing, &fields)?.read(|device| {
        id += 1;
        let record = binding.row(&device);
        unreadable.count(&record, |slot| record.json(slot).map(Cow::Borrowed));
        for field in rows.inexact(&record) {
            *inexact.entry(field).or_default() += 1;
        }
        let json = serde_json::to_string(&device).map_err(Failure::from);
        result = json.and_then(|json| write(rows.row(id, &json, &record)));
        if result.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    result?;
    reading.report(&unreadable);
    for (field, count) in inexact {
        let values = plural(count, "value");
        let are = if count == 1 { "is" } else { "are" };
        note(format_args!(
            "{values} of `{field}` {are} not stored exactly in its column, so SQL may give other results"
        ));
    }
    Ok(reading.devices())
}

/// The devices that are skipped because the engine, or its loader, cannot store them.
#[derive(Debug, Default)]
pub(super) struct SkippedDevices {
    count: u64,
    /// The number of the first one, and why it is skipped.
    first: Option<(u64, String)>,
}

impl SkippedDevices {
    pub(super) fn add(&mut self, number: u64, reason: impl Into<String>) {
        self.count += 1;
        self.first.get_or_insert_with(|| (number, reason.into()));
    }

    pub(super) fn report(&self) {
        if let Some((number, reason)) = &self.first {
            note(format_args!("skipped {} (first: device {number}: {reason})", plural(self.count, "device")));
        }
    }
}
