//! `coreql load`

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::path::Path;

use coreql::catalog::Catalog;
use coreql::eval::json::Binding;
use coreql::sql::{
    Dialect, Indexes, Literals, Mapping, Rows, SqlError, SqlFragment, SqlOptions, SqlValue, Translator,
};

use crate::args::{Bulk, LoadArgs};
use crate::bulk::Form;
use crate::columns::Unlisted;
use crate::devices::{self, Prints};
use crate::failure::{Failure, Outcome};
use crate::sqlite::Loader;
use crate::{print, query, visible};

pub(crate) fn run(args: &LoadArgs) -> Outcome {
    let catalog = query::catalog(args.catalog.as_deref())?;
    let mapping = args.table.mapping(&catalog, || default_mapping(args, &catalog))?;
    let rows = Rows::new(&mapping, &catalog).map_err(Failure::usage)?;
    rows.check_storage(args.dialect.unwrap_or(Dialect::Sqlite)).map_err(Failure::usage)?;
    match (&args.sqlite, args.dialect) {
        (Some(path), _) => into_database(args, path, &mapping, &catalog),
        (None, Some(dialect)) => to_output(args, dialect, &mapping, &catalog),
        (None, None) => Err(Failure::usage("--sqlite or --dialect is needed")),
    }
}

/// The fields of the catalogue and those that are named, or else those of the file.
fn default_mapping(args: &LoadArgs, catalog: &Catalog) -> Result<Mapping, Failure> {
    let mut unlisted = Unlisted::new(catalog);
    for name in &args.fields {
        unlisted.add(&query::canonical(catalog, name)?);
    }
    if args.fields.is_empty() {
        if devices::can_be_read_twice(&args.devices)? {
            unlisted = Unlisted::of_devices(&args.devices, catalog)?;
        } else {
            print::note(
                "coreql: what is no file is read once, so only the catalogue's fields get columns; --field adds others",
            );
        }
    }
    unlisted.into_mapping()
}

fn into_database(args: &LoadArgs, path: &Path, mapping: &Mapping, catalog: &Catalog) -> Outcome {
    let indexes = indexes(&args.indexes, mapping, catalog)?;
    let mut loader = Loader::new(path, mapping, catalog, args.replace)?;
    let count = each_row(args, mapping, catalog, Prints::AtTheEnd, |row| loader.insert(&row))?;
    let table = loader.finish(&indexes)?;
    print::note(format_args!("coreql: {} loaded into `{}`", devices_word(count), visible::line(&table)));
    Ok(())
}

/// The statements for the indexes of fields; a field that has none is an error.
fn indexes(names: &[String], mapping: &Mapping, catalog: &Catalog) -> Result<Vec<SqlFragment>, Failure> {
    let fields = names.iter().map(|name| query::canonical(catalog, name)).collect::<Result<Vec<_>, _>>()?;
    let of = |fields: &[String]| {
        Translator::new(mapping, Dialect::Sqlite)
            .create_indexes(&Indexes::new().with_fields(fields))
            .map_err(Failure::usage)
    };
    for field in &fields {
        if of(std::slice::from_ref(field))?.is_empty() {
            return Err(Failure::Usage(format!("no index serves field `{field}`")));
        }
    }
    of(&fields)
}

/// Makes the row of each device and hands it to `put`; says what could not be read, and how many devices there were.
fn each_row(
    args: &LoadArgs,
    mapping: &Mapping,
    catalog: &Catalog,
    prints: Prints,
    mut put: impl FnMut(Vec<SqlValue>) -> Outcome,
) -> Result<u64, Failure> {
    let rows = Rows::new(mapping, catalog).map_err(Failure::usage)?;
    let mut binding = Binding::new(rows.schema(), catalog);
    let mut id = 0;
    let mut failed = None;
    let mut inexact: BTreeMap<&str, u64> = BTreeMap::new();
    let summary = devices::read(&args.devices, catalog, prints, |device| {
        id += 1;
        let record = binding.row(&device);
        binding.count_unreadable(&record);
        for field in rows.inexact(&record) {
            *inexact.entry(field).or_default() += 1;
        }
        let put = serde_json::to_string(&device)
            .map_err(Failure::from)
            .and_then(|json| put(rows.row(id, &json, &record)));
        match put {
            Ok(()) => ControlFlow::Continue(()),
            Err(failure) => {
                failed = Some(failure);
                ControlFlow::Break(())
            }
        }
    })?;
    if let Some(failure) = failed {
        return Err(failure);
    }
    devices::report_unread(&summary, &binding);
    for (field, count) in inexact {
        let field = visible::line(field);
        let (values, are) = if count == 1 { ("value", "is") } else { ("values", "are") };
        print::note(format_args!(
            "coreql: {count} {values} of {field} {are} not held by its column as given, so SQL may answer otherwise"
        ));
    }
    Ok(summary.devices())
}

fn to_output(args: &LoadArgs, dialect: Dialect, mapping: &Mapping, catalog: &Catalog) -> Outcome {
    let mut output = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut left_out = LeftOut::default();
    match args.format {
        Bulk::Insert => {
            if args.ddl {
                writeln!(
                    output,
                    "{};",
                    Translator::new(mapping, dialect).create_table().map_err(Failure::usage)?.text()
                )?;
            }
            let batch = usize::try_from(args.batch).unwrap_or(usize::MAX);
            let mut inserts = Inserts { mapping, dialect, waiting: Vec::new(), written: 0 };
            each_row(args, mapping, catalog, Prints::Meanwhile, |row| {
                inserts.waiting.push(row);
                if inserts.waiting.len() >= batch {
                    inserts.write(&mut output, &mut left_out)
                } else {
                    Ok(())
                }
            })?;
            inserts.write(&mut output, &mut left_out)?;
        }
        Bulk::Csv => {
            let form = csv_form(args, dialect, mapping)?;
            let names = Rows::new(mapping, catalog).map_err(Failure::usage)?.columns();
            form.write_header(&names, &mut output)?;
            let mut number = 0;
            each_row(args, mapping, catalog, Prints::Meanwhile, |row| {
                number += 1;
                let checked = Rows::check(&row, dialect).map_err(|error| error.to_string());
                match checked.and_then(|()| form.check(&row).map_err(str::to_owned)) {
                    Ok(()) => form.write(&row, &mut output)?,
                    Err(reason) => left_out.add(number, reason),
                }
                Ok(())
            })?;
            print::note(format_args!("coreql: to be read with {}", form.loader));
        }
    }
    output.flush()?;
    left_out.report();
    Ok(())
}

fn csv_form(args: &LoadArgs, dialect: Dialect, mapping: &Mapping) -> Result<Form, Failure> {
    if args.ddl {
        return Err(Failure::usage(
            "--ddl is for --format insert; `coreql sql --statement ddl` prints it alone",
        ));
    }
    let form = Form::of(dialect).ok_or_else(|| {
        Failure::Usage(format!(
            "{dialect}'s own reader of CSV does not tell NULL from an empty text, or is not known to; use --format insert"
        ))
    })?;
    match Form::lacks(mapping) {
        Some(column) => Err(Failure::Usage(format!(
            "the column `{column}` is an array or a timestamp, which engines write differently; use --format insert"
        ))),
        None => Ok(form),
    }
}

/// Rows on their way into INSERT statements.
struct Inserts<'m> {
    mapping: &'m Mapping,
    dialect: Dialect,
    waiting: Vec<Vec<SqlValue>>,
    /// How many devices came before those that wait.
    written: u64,
}

impl Inserts<'_> {
    /// Writes those that wait as one statement, but for what the engine cannot hold.
    fn write(&mut self, output: &mut impl Write, left_out: &mut LeftOut) -> Outcome {
        let waiting = std::mem::take(&mut self.waiting);
        let mut held: Vec<&[SqlValue]> = waiting.iter().map(Vec::as_slice).collect();
        let mut statement =
            Translator::new(self.mapping, SqlOptions::new(self.dialect).with_literals(Literals::Inlined))
                .insert(held.iter().copied());
        if statement.is_err() {
            held.clear();
            for (number, row) in (self.written + 1..).zip(&waiting) {
                match Translator::new(
                    self.mapping,
                    SqlOptions::new(self.dialect).with_literals(Literals::Inlined),
                )
                .insert([row.as_slice()])
                {
                    Ok(_) => held.push(row),
                    Err(error) if is_of_a_device(&error) => left_out.add(number, error.to_string()),
                    Err(error) => return Err(Failure::usage(error)),
                }
            }
            statement =
                Translator::new(self.mapping, SqlOptions::new(self.dialect).with_literals(Literals::Inlined))
                    .insert(held.iter().copied());
        }
        self.written += u64::try_from(waiting.len()).unwrap_or(u64::MAX);
        if !held.is_empty() {
            writeln!(output, "{};", statement.map_err(Failure::usage)?.text())?;
        }
        Ok(())
    }
}

/// Whether one device is the reason, and not the mapping.
const fn is_of_a_device(error: &SqlError) -> bool {
    match error {
        SqlError::Incomplete
        | SqlError::NoColumn { .. }
        | SqlError::NoColumns
        | SqlError::NoForm { .. }
        | SqlError::BadName { .. }
        | SqlError::BadType { .. }
        | SqlError::TooManyParameters { .. }
        | SqlError::TooDeep { .. } => false,
        SqlError::NulCharacter { .. } | _ => true,
    }
}

/// The devices that the engine cannot hold.
#[derive(Debug, Default)]
struct LeftOut {
    count: u64,
    first: Option<(u64, String)>,
}

impl LeftOut {
    fn add(&mut self, number: u64, reason: String) {
        self.count += 1;
        self.first.get_or_insert((number, reason));
    }

    fn report(&self) {
        if let Some((number, reason)) = &self.first {
            let left_out = devices_word(self.count);
            print::note(format_args!("coreql: {left_out} left out (first: device {number}: {reason})"));
        }
    }
}

fn devices_word(count: u64) -> String {
    format!("{count} device{}", if count == 1 { "" } else { "s" })
}
