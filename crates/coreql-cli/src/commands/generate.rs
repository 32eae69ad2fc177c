//! `coreql generate`

use std::io::{self, BufWriter, Write};

use coreql::catalog::Catalog;
use coreql_data::csv;
use coreql_data::fleet::Fleet;
use serde_json::to_writer;

use crate::args::{FleetFormat, GenerateArgs};
use crate::failure::Outcome;

/// The clock of the made-up server: the fleet's own last instant, so that the output is always the same.
const NOW: i64 = 1_717_200_000_000;

pub(crate) fn run(args: &GenerateArgs) -> Outcome {
    let mut output = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let count = usize::try_from(args.devices).unwrap_or(usize::MAX);
    let devices = Fleet::new(args.seed).take(count);
    match args.format {
        FleetFormat::Jsonl => {
            for device in devices {
                to_writer(&mut output, device.object())?;
                output.write_all(b"\n")?;
            }
        }
        FleetFormat::Json => {
            output.write_all(b"{\"results\":[")?;
            for (index, device) in devices.enumerate() {
                output.write_all(if index == 0 { b"\n" } else { b",\n" })?;
                to_writer(&mut output, device.object())?;
            }
            writeln!(
                output,
                "\n],\"totalCount\":{count},\"resultCount\":{count},\"searchTimeMillis\":0,\
                 \"currentServerTimeMilliseconds\":{NOW},\"hasMore\":false}}"
            )?;
        }
        FleetFormat::Csv => {
            let mut names: Vec<&str> = Catalog::builtin().fields().iter().map(|field| field.name()).collect();
            names.extend(["custom.device.cost_center", "custom.user.department"]);
            let mut writer = csv::Writer::new(output, names.iter().copied())?;
            for device in devices {
                writer.write(names.iter().map(|name| device.object().get(*name)))?;
            }
            writer.flush()?;
            return Ok(());
        }
    }
    output.flush()?;
    Ok(())
}
