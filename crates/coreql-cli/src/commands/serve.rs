//! `coreql serve`

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use crate::args::{FileOptions, MissingOption, QueryOptions};
use crate::failure::Outcome;

/// Serve Core's API over devices in memory, on this machine only
#[derive(Debug, Args)]
#[command(after_help = "\
It answers the calls that query devices; `docs/server.md` lists them. A line of JSON on standard error reports each
request. Interrupt it to end it.

Examples:
  coreql serve --demo 1000
  coreql serve --devices fleet.json --labels labels.json --listen 127.0.0.1:0")]
#[cfg_attr(not(feature = "serve"), allow(dead_code, reason = "only the feature `serve` reads the options"))]
pub(crate) struct ServeArgs {
    /// The devices: JSON as Core's API returns it, a JSON array, JSON lines, or CSV; several files, or patterns such as
    /// 'page*.json', are read in their order
    #[arg(long, value_name = "FILE", required_unless_present = "demo")]
    devices: Vec<PathBuf>,
    /// Serve a made-up fleet of this many devices, that of `coreql generate`
    #[arg(long, value_name = "N", conflicts_with = "devices")]
    demo: Option<u64>,
    /// What the devices have beyond fields, by UUID, in JSON: SIM cards, violations of apps and rules
    #[arg(long, value_name = "FILE")]
    details: Option<PathBuf>,
    /// The labels, in JSON: an array of {"id", "name", "query"} or {"id", "name", "uuids"}
    #[arg(long, value_name = "FILE")]
    labels: Option<PathBuf>,
    /// The loopback address and the port; port 0 is any free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Answer requests beyond the guide's limits, too, with a note in the log
    #[arg(long)]
    lenient: bool,
    /// Answer `search_fields` with an array, as the guide prints it, without the envelope that clients read
    #[arg(long)]
    bare_arrays: bool,
    #[command(flatten)]
    options: QueryOptions,
    #[command(flatten)]
    missing: MissingOption,
    #[command(flatten)]
    files: FileOptions,
}

#[cfg(not(feature = "serve"))]
pub(crate) fn run(_args: &ServeArgs) -> Outcome {
    Err(crate::failure::Failure::usage(
        "this build of coreql has no server; build it with `--features serve`",
    ))
}

#[cfg(feature = "serve")]
pub(crate) fn run(args: &ServeArgs) -> Outcome {
    served::run(args)
}

#[cfg(feature = "serve")]
mod served {
    use std::io::{self, Write};
    use std::ops::ControlFlow;
    use std::path::Path;

    use coreql::catalog::Catalog;
    use coreql::eval::Schema;
    use coreql_data::{Device, Fleet};
    use coreql_server::{Details, FileError, Labels, Language, ServeError, Server};

    use super::ServeArgs;
    use crate::devices::{DeviceFiles, Printing, Unreadable};
    use crate::failure::{Failure, Outcome};
    use crate::input::read_text;
    use crate::output::{note, plural, print};

    pub(super) fn run(args: &ServeArgs) -> Outcome {
        let catalog = args.options.catalog()?;
        let devices = devices(args, &catalog)?;
        let language = Language::new(catalog.into_owned())
            .with_syntax(args.options.syntax())
            .with_limits(args.options.limits.into())
            .with_missing(args.missing.value())
            .with_now(args.options.clock.instant())
            .with_time_zone(args.options.clock.clock().time_zone());
        let mut server = Server::new(devices, language)
            .with_lenient_limits(args.lenient)
            .with_bare_arrays(args.bare_arrays)
            .with_log(|line| {
                // Nobody may be reading the log.
                let _ = writeln!(io::stderr(), "{line}");
            });
        if let Some(path) = &args.labels {
            let labels = Labels::from_json(&read_text(path)?).map_err(|error| content(path, &error))?;
            server = server.with_labels(labels).map_err(|error| content(path, &error))?;
        }
        if let Some(path) = &args.details {
            server = server
                .with_details(Details::from_json(&read_text(path)?).map_err(|error| content(path, &error))?);
            let unknown = server.unknown_details().count();
            if unknown > 0 {
                let unknown = plural(u64::try_from(unknown).unwrap_or(u64::MAX), "UUID");
                note(format_args!("{}: {unknown} of no device", path.display()));
            }
        }
        let devices = plural(u64::try_from(server.devices()).unwrap_or(u64::MAX), "device");
        server.run(args.listen, |address| {
            print(format_args!("serving {devices} on http://{address}"))?;
            Ok(io::stdout().flush()?)
        })
    }

    fn devices(args: &ServeArgs, catalog: &Catalog) -> Result<Vec<Device>, Failure> {
        if let Some(count) = args.demo {
            return Ok(Fleet::new(1).take(usize::try_from(count).unwrap_or(usize::MAX)).collect());
        }
        let files = DeviceFiles::new(&args.devices, &args.files, catalog)?;
        let mut devices = Vec::new();
        let reading = files.open(Printing::AtTheEnd, &[])?.read(|device| {
            devices.push(device);
            ControlFlow::Continue(())
        })?;
        reading.report(&Unreadable::new(&Schema::default(), catalog));
        Ok(devices)
    }

    fn content(path: &Path, error: &FileError) -> Failure {
        Failure::content(path, error)
    }

    impl From<ServeError> for Failure {
        fn from(error: ServeError) -> Self {
            Self::usage(error)
        }
    }
}
