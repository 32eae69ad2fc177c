//! What a search needs to know before it reads the first device.

use coreql::Query;
use coreql::catalog::{Catalog, FieldType};
use coreql::eval::json::Binding;
use coreql::eval::{Matcher, Schema, Slot};
use coreql::text::fold::eq_folded;
use coreql_data::{BASIC_FIELDS, Device, Headings, Selection, SortColumn, SortOrder};
use serde_json::Value as Json;

use super::SearchArgs;
use crate::args::DeviceFormat;
use crate::failure::Failure;
use crate::named_fields::{Column, FieldReader};
use crate::output::DeviceView;

pub(super) struct Plan {
    matcher: Matcher,
    /// The fields of the query, the fields to print and the fields to sort by.
    schema: Schema,
    binding: Binding,
    /// What is printed of a device, in order; none to print the whole device.
    columns: Option<Vec<PrintedColumn>>,
    sort: Vec<SortKey>,
    /// The fields that the user names: those of the query and of the options.
    named: Vec<String>,
}

struct PrintedColumn {
    /// The heading of a table or CSV, and the key in JSON.
    heading: String,
    source: ColumnSource,
}

enum ColumnSource {
    Slot(Slot),
    Key(String),
}

pub(super) struct SortKey {
    /// The canonical name.
    pub(super) field: String,
    pub(super) slot: Slot,
    pub(super) field_type: FieldType,
    pub(super) order: SortOrder,
}

impl Plan {
    pub(super) fn new(
        args: &SearchArgs,
        catalog: &Catalog,
        query: &Query,
        fields: &FieldReader<'_, '_>,
    ) -> Result<Self, Failure> {
        let query_fields: Vec<String> = query.fields().map(|field| field.name().to_owned()).collect();
        let is_json = matches!(args.format, DeviceFormat::Json | DeviceFormat::Jsonl);
        let given = &args.page.fields;
        let columns: Option<Vec<Column>> =
            if is_json && (given.is_empty() || given.iter().any(|name| name == "*")) {
                None
            } else if given.is_empty() {
                let default = BASIC_FIELDS.iter().map(|name| (*name).to_owned());
                Some(default.chain(query_fields.iter().cloned()).map(Column::Field).collect())
            } else {
                Some(fields.columns(given)?)
            };
        let mut sort_fields: Vec<(String, SortOrder)> = Vec::new();
        for (name, order) in args.page.sort_fields()? {
            let field = fields.field(name)?;
            // A field orders nothing that it has ordered before.
            if !sort_fields.iter().any(|(other, _)| eq_folded(other, &field)) {
                sort_fields.push((field, order));
            }
        }
        let mut names: Vec<&str> = Vec::new();
        let mut add = |name| {
            if !names.iter().any(|other| eq_folded(other, name)) {
                names.push(name);
            }
        };
        query_fields.iter().for_each(|name| add(name));
        sort_fields.iter().for_each(|(name, _)| add(name));
        if !given.is_empty() {
            columns
                .iter()
                .flatten()
                .filter(|column| matches!(column, Column::Field(_)))
                .for_each(|c| add(c.name()));
        }
        let named = names.iter().map(|name| (*name).to_owned()).collect();
        let mut add = |name| {
            if !names.iter().any(|other| eq_folded(other, name)) {
                names.push(name);
            }
        };
        columns
            .iter()
            .flatten()
            .filter(|column| matches!(column, Column::Field(_)))
            .for_each(|c| add(c.name()));

        let schema = Schema::new(catalog, names).map_err(Failure::usage)?;
        let matcher = query.compile(&schema).map_err(Failure::usage)?;
        let binding = Binding::new(&schema, catalog);
        let columns = columns.map(|columns| printed(columns, &schema));
        let sort = sort_fields.into_iter().filter_map(|(field, order)| {
            let slot = schema.slot(&field)?;
            let field_type = catalog.lookup(&field).field_type();
            Some(SortKey { field, slot, field_type, order })
        });
        let sort = sort.collect();
        Ok(Self { matcher, schema, binding, columns, sort, named })
    }

    pub(super) const fn matcher(&self) -> &Matcher {
        &self.matcher
    }

    pub(super) const fn schema(&self) -> &Schema {
        &self.schema
    }

    pub(super) const fn binding(&self) -> &Binding {
        &self.binding
    }

    /// The fields that are read of a device: those of the filter, and of what is printed.
    pub(super) fn selection<'c>(&self, catalog: &'c Catalog) -> Selection<'c> {
        let selection = Selection::of(&self.schema, catalog);
        let Some(columns) = &self.columns else { return selection.with_whole_devices() };
        selection.with_names(columns.iter().filter_map(|column| match &column.source {
            ColumnSource::Key(key) => Some(key),
            ColumnSource::Slot(_) => None,
        }))
    }

    /// The fields that the user names, each once.
    pub(super) fn named_fields(&self) -> &[String] {
        &self.named
    }

    pub(super) fn sort(&self) -> &[SortKey] {
        &self.sort
    }

    pub(super) fn sort_columns(&self) -> impl Iterator<Item = SortColumn> {
        self.sort.iter().map(|sort| SortColumn::new(sort.field_type, sort.order))
    }

    /// The values of a device that it is sorted by.
    pub(super) fn sort_values<'d>(&self, device: &'d Device) -> Vec<Option<&'d Json>> {
        let row = self.binding.row(device);
        self.sort.iter().map(|sort| row.json(sort.slot)).collect()
    }

    /// Gives each column of a field of the catalogue the heading that the file has for it.
    pub(super) fn use_headings(&mut self, headings: &Headings, catalog: &Catalog) {
        for column in self.columns.iter_mut().flatten() {
            if catalog.lookup_key(&column.heading).is_some()
                && let Some(heading) = headings.of_field(&column.heading)
            {
                heading.text().clone_into(&mut column.heading);
            }
        }
    }

    /// The headings of the fields to print.
    pub(super) fn headings(&self) -> Vec<String> {
        self.columns.iter().flatten().map(|column| column.heading.clone()).collect()
    }

    /// What is printed of a device.
    pub(super) fn view<'d>(&'d self, device: &'d Device) -> DeviceView<'d> {
        let Some(columns) = &self.columns else { return DeviceView::Whole(device.object()) };
        let row = self.binding.row(device);
        let value = |column: &'d PrintedColumn| match &column.source {
            ColumnSource::Slot(slot) => row.json(*slot),
            ColumnSource::Key(key) => device.get(key),
        };
        DeviceView::Fields(columns.iter().map(|column| (column.heading.as_str(), value(column))).collect())
    }
}

fn printed(columns: Vec<Column>, schema: &Schema) -> Vec<PrintedColumn> {
    let mut slots: Vec<Slot> = Vec::new();
    let mut printed = Vec::new();
    for column in columns {
        match column {
            Column::Field(name) => {
                if let Some(slot) = schema.slot(&name)
                    && !slots.contains(&slot)
                {
                    slots.push(slot);
                    printed.push(PrintedColumn { heading: name, source: ColumnSource::Slot(slot) });
                }
            }
            Column::Key(key) => {
                printed.push(PrintedColumn { heading: key.clone(), source: ColumnSource::Key(key) });
            }
        }
    }
    printed
}
