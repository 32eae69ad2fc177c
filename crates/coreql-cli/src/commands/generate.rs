//! `coreql generate`

use std::io::{self, BufWriter, Write};

use coreql_data::json::{EnvelopeTotals, EnvelopeWriter};
use coreql_data::{Fleet, csv};
use serde_json::to_writer;

use crate::args::{FleetFormat, GenerateArgs};
use crate::failure::Outcome;

pub(crate) fn run(args: &GenerateArgs) -> Outcome {
    let mut output = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let devices = Fleet::new(args.seed).take(usize::try_from(args.devices).unwrap_or(usize::MAX));
    match args.format {
        FleetFormat::Jsonl => {
            for device in devices {
                to_writer(&mut output, &device)?;
                output.write_all(b"\n")?;
            }
            output.flush()?;
        }
        FleetFormat::Json => {
            let mut envelope = EnvelopeWriter::new(output)?;
            for device in devices {
                envelope.write(&device)?;
            }
            envelope.finish(EnvelopeTotals {
                total_count: args.devices,
                result_count: args.devices,
                current_server_time_milliseconds: Fleet::NOW,
                ..EnvelopeTotals::default()
            })?;
        }
        FleetFormat::Csv => {
            let names: Vec<&str> = Fleet::field_names().collect();
            let mut writer = csv::Writer::new(output, names.iter().copied())?;
            for device in devices {
                writer.write(names.iter().map(|name| device.get(*name)))?;
            }
            writer.flush()?;
        }
    }
    Ok(())
}
