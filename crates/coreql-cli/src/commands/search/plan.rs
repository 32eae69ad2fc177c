//! What a search needs to know before it reads the first device.

use coreql::Query;
use coreql::catalog::{Catalog, FieldType};
use coreql::eval::json::Binding;
use coreql::eval::{Matcher, Schema, Slot};
use coreql::text::fold::eq_folded;
use coreql_data::{Device, SortOrder};

use super::SearchArgs;
use crate::args::DeviceFormat;
use crate::failure::Failure;
use crate::output::DeviceView;

/// The fields that a table or CSV shows by default, before those of the query.
const DEFAULT_FIELDS: [&str; 5] =
    ["common.uuid", "user.display_name", "common.platform", "common.os_version", "common.last_connected_at"];

pub(super) struct Plan {
    matcher: Matcher,
    /// The fields of the query, the fields to print and the field to sort by.
    schema: Schema,
    /// The fields to print, in order; none to print the whole device.
    columns: Vec<(String, Slot)>,
    sort: Option<SortKey>,
}

pub(super) struct SortKey {
    /// The canonical name.
    pub(super) field: String,
    pub(super) slot: Slot,
    pub(super) field_type: FieldType,
    pub(super) order: SortOrder,
}

impl Plan {
    pub(super) fn new(args: &SearchArgs, catalog: &Catalog, query: &Query) -> Result<Self, Failure> {
        let query_fields: Vec<String> = query.fields().map(|field| field.name().to_owned()).collect();
        let is_whole =
            args.page.fields.is_empty() && matches!(args.format, DeviceFormat::Json | DeviceFormat::Jsonl);
        let printed_fields: Vec<String> = if is_whole {
            Vec::new()
        } else if args.page.fields.is_empty() {
            DEFAULT_FIELDS.iter().map(|name| (*name).to_owned()).chain(query_fields.iter().cloned()).collect()
        } else {
            args.page.canonical_fields(catalog)?
        };
        let sort_field = args.page.canonical_sort_field(catalog)?;

        let mut names: Vec<&str> = Vec::new();
        for name in query_fields.iter().chain(&printed_fields).chain(&sort_field) {
            if !names.iter().any(|other| eq_folded(other, name)) {
                names.push(name);
            }
        }
        let schema = Schema::new(catalog, names).map_err(Failure::usage)?;
        let matcher = query.compile(&schema).map_err(Failure::usage)?;
        let mut columns: Vec<(String, Slot)> = Vec::new();
        for name in printed_fields {
            if let Some(slot) = schema.slot(&name)
                && !columns.iter().any(|(_, other)| *other == slot)
            {
                columns.push((name, slot));
            }
        }
        let sort = sort_field.and_then(|field| {
            let slot = schema.slot(&field)?;
            let field_type = catalog.lookup(&field).field_type();
            Some(SortKey { field, slot, field_type, order: args.page.sort_order.into() })
        });
        Ok(Self { matcher, schema, columns, sort })
    }

    pub(super) const fn matcher(&self) -> &Matcher {
        &self.matcher
    }

    pub(super) const fn schema(&self) -> &Schema {
        &self.schema
    }

    pub(super) const fn sort(&self) -> Option<&SortKey> {
        self.sort.as_ref()
    }

    /// The names of the fields to print.
    pub(super) fn column_names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|(name, _)| name.as_str())
    }

    /// What is printed of a device.
    pub(super) fn view<'d>(&'d self, binding: &Binding, device: &'d Device) -> DeviceView<'d> {
        if self.columns.is_empty() {
            return DeviceView::Whole(device.object());
        }
        let row = binding.row(device);
        DeviceView::Fields(self.columns.iter().map(|(name, slot)| (name.as_str(), row.json(*slot))).collect())
    }
}
