//! INSERT statements.

use std::collections::HashSet;
use std::io::Write;

use coreql::catalog::Catalog;
use coreql::sql::{
    Dialect, Literals, Mapping, Rows, SqlError, SqlFragment, SqlOptions, SqlValue, Translator,
};

use super::LoadArgs;
use super::rows::{SkippedDevices, for_each_row};
use crate::devices::Printing;
use crate::failure::{Failure, Outcome};
use crate::output::buffered_stdout;

pub(super) fn print(args: &LoadArgs, dialect: Dialect, mapping: &Mapping, catalog: &Catalog) -> Outcome {
    let translator = Translator::new(mapping, SqlOptions::new(dialect).with_literals(Literals::Inlined));
    if args.update {
        // Whether the engine and the mapping allow it, before anything is printed.
        translator.upsert([]).map_err(Failure::usage)?;
    }
    let columns = Rows::new(mapping, catalog).map_err(Failure::usage)?.columns();
    let key = columns.iter().position(|name| Some(*name) == mapping.id()).filter(|_| args.update);
    let mut keys = HashSet::new();
    let mut output = buffered_stdout();
    let mut skipped = SkippedDevices::default();
    if args.ddl {
        writeln!(output, "{};", translator.create_table().map_err(Failure::usage)?.text())?;
    }
    let batch_size = usize::try_from(args.batch).unwrap_or(usize::MAX);
    let mut batch = Batch { translator, updates: args.update, rows: Vec::new(), written: 0 };
    for_each_row(args, mapping, catalog, Printing::Streaming, |row| {
        // One statement cannot update a row twice.
        let key = key.and_then(|key| row.get(key)).map(|key| format!("{key:?}"));
        if batch.rows.len() >= batch_size || key.as_ref().is_some_and(|key| keys.contains(key)) {
            batch.write(&mut output, &mut skipped)?;
            keys.clear();
        }
        keys.extend(key);
        batch.rows.push(row);
        Ok(())
    })?;
    batch.write(&mut output, &mut skipped)?;
    output.flush()?;
    skipped.report();
    Ok(())
}

/// The rows of the next statement.
struct Batch<'m> {
    translator: Translator<'m>,
    /// Whether rows that are there already are updated.
    updates: bool,
    rows: Vec<Vec<SqlValue>>,
    /// The number of devices in earlier statements.
    written: u64,
}

impl Batch<'_> {
    fn statement<'r>(&self, rows: impl IntoIterator<Item = &'r [SqlValue]>) -> Result<SqlFragment, SqlError> {
        if self.updates { self.translator.upsert(rows) } else { self.translator.insert(rows) }
    }

    /// Writes the rows as one statement, without those that the engine cannot store, and empties the batch.
    fn write(&mut self, output: &mut impl Write, skipped: &mut SkippedDevices) -> Outcome {
        let rows = std::mem::take(&mut self.rows);
        let mut storable: Vec<&[SqlValue]> = rows.iter().map(Vec::as_slice).collect();
        let mut statement = self.statement(storable.iter().copied());
        if statement.is_err() {
            storable.clear();
            for (number, row) in (self.written + 1..).zip(&rows) {
                match self.statement([row.as_slice()]) {
                    Ok(_) => storable.push(row),
                    Err(error) if is_about_a_value(&error) => skipped.add(number, error.to_string()),
                    Err(error) => return Err(Failure::usage(error)),
                }
            }
            statement = self.statement(storable.iter().copied());
        }
        self.written += u64::try_from(rows.len()).unwrap_or(u64::MAX);
        if !storable.is_empty() {
            writeln!(output, "{};", statement.map_err(Failure::usage)?.text())?;
        }
        Ok(())
    }
}

/// Whether the error is about a value of one device, and not about the mapping.
const fn is_about_a_value(error: &SqlError) -> bool {
    match error {
        SqlError::Incomplete
        | SqlError::NoColumn { .. }
        | SqlError::NoColumns
        | SqlError::NoUpsert { .. }
        | SqlError::NoKey
        | SqlError::NoForm { .. }
        | SqlError::BadName { .. }
        | SqlError::BadType { .. }
        | SqlError::TooManyParameters { .. }
        | SqlError::TooDeep { .. } => false,
        SqlError::NulCharacter { .. } | _ => true,
    }
}
