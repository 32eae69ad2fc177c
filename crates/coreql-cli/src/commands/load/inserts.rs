//! INSERT statements.

use std::io::Write;

use coreql::catalog::Catalog;
use coreql::sql::{Dialect, Literals, Mapping, SqlError, SqlOptions, SqlValue, Translator};

use super::LoadArgs;
use super::rows::{SkippedDevices, for_each_row};
use crate::devices::Printing;
use crate::failure::{Failure, Outcome};
use crate::output::buffered_stdout;

pub(super) fn print(args: &LoadArgs, dialect: Dialect, mapping: &Mapping, catalog: &Catalog) -> Outcome {
    let translator = Translator::new(mapping, SqlOptions::new(dialect).with_literals(Literals::Inlined));
    let mut output = buffered_stdout();
    let mut skipped = SkippedDevices::default();
    if args.ddl {
        writeln!(output, "{};", translator.create_table().map_err(Failure::usage)?.text())?;
    }
    let batch_size = usize::try_from(args.batch).unwrap_or(usize::MAX);
    let mut batch = Batch { translator, rows: Vec::new(), written: 0 };
    for_each_row(args, mapping, catalog, Printing::Streaming, |row| {
        batch.rows.push(row);
        if batch.rows.len() >= batch_size { batch.write(&mut output, &mut skipped) } else { Ok(()) }
    })?;
    batch.write(&mut output, &mut skipped)?;
    output.flush()?;
    skipped.report();
    Ok(())
}

/// The rows of the next statement.
struct Batch<'m> {
    translator: Translator<'m>,
    rows: Vec<Vec<SqlValue>>,
    /// The number of devices in earlier statements.
    written: u64,
}

impl Batch<'_> {
    /// Writes the rows as one statement, without those that the engine cannot store, and empties the batch.
    fn write(&mut self, output: &mut impl Write, skipped: &mut SkippedDevices) -> Outcome {
        let rows = std::mem::take(&mut self.rows);
        let mut storable: Vec<&[SqlValue]> = rows.iter().map(Vec::as_slice).collect();
        let mut statement = self.translator.insert(storable.iter().copied());
        if statement.is_err() {
            storable.clear();
            for (number, row) in (self.written + 1..).zip(&rows) {
                match self.translator.insert([row.as_slice()]) {
                    Ok(_) => storable.push(row),
                    Err(error) if is_about_a_value(&error) => skipped.add(number, error.to_string()),
                    Err(error) => return Err(Failure::usage(error)),
                }
            }
            statement = self.translator.insert(storable.iter().copied());
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
        | SqlError::NoForm { .. }
        | SqlError::BadName { .. }
        | SqlError::BadType { .. }
        | SqlError::TooManyParameters { .. }
        | SqlError::TooDeep { .. } => false,
        SqlError::NulCharacter { .. } | _ => true,
    }
}
