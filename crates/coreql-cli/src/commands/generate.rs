//! `coreql generate`

use std::io::Write;

use clap::{Args, ValueEnum};
use coreql_data::json::{EnvelopeTotals, EnvelopeWriter};
use coreql_data::{Fleet, csv};
use serde_json::to_writer;

use crate::failure::Outcome;
use crate::output::buffered_stdout;

/// Make up a fleet of devices, always the same for the same seed
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  coreql generate --devices 1000 > fleet.json
  coreql generate --seed 7 --format csv > fleet.csv")]
pub(crate) struct GenerateArgs {
    /// The number of devices
    #[arg(long, value_name = "N", default_value_t = 1000)]
    devices: u64,
    /// The seed: any number
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// The output format
    #[arg(long, value_enum, default_value_t = FleetFormat::Json)]
    format: FleetFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FleetFormat {
    /// The envelope of Core's API
    Json,
    /// One JSON object per line
    Jsonl,
    /// A header line of field names, then one line per device
    Csv,
}

pub(crate) fn run(args: &GenerateArgs) -> Outcome {
    let mut output = buffered_stdout();
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
