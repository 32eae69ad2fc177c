//! Filters structs: with the derive, and with a table of named closures.
//!
//! `cargo run --features derive --example structs -- 'battery_level < 50'`

use std::time::{Duration, SystemTime};

use coreql::eval::Accessors;
use coreql::value::AsValue;
use coreql::{Query, Record};

#[derive(Record, Debug)]
struct Device {
    platform: &'static str,
    #[record(name = "common.os_version")]
    version: String,
    battery_level: Option<u8>,
    last_connected_at: SystemTime,
    #[record(group = "user")]
    owner: User,
    #[record(skip)]
    #[expect(dead_code, reason = "what queries do not see")]
    row: usize,
}

#[derive(Record, Debug)]
struct User {
    email_address: String,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let devices = [
        device(0, "iOS", "17.10", Some(80), "j.smith@example.com"),
        device(1, "iOS", "9.3", Some(20), "a.jones@example.com"),
        device(2, "Android", "14", None, "m.smith@example.com"),
    ];
    let text = std::env::args().nth(1).unwrap_or_else(|| {
        "os_version > \"9.3\" AND user.email_address contains \"SMITH\" AND last_connected_at > 2020".into()
    });
    let query: Query = text.parse()?;

    let filter = query.filter::<Device>()?;
    for device in devices.iter().filter(|device| filter.matches(device)) {
        println!("{device:?}");
    }

    // The same without the derive, for types of other crates and for values that are computed.
    let accessors = Accessors::<Device>::new()
        .field("platform", |device| device.platform.as_value())
        .field("os_version", |device| device.version.as_value())
        .field("battery_level", |device| device.battery_level.as_value())
        .field("last_connected_at", |device| device.last_connected_at.as_value())
        .field("user.email_address", |device| device.owner.email_address.as_value())
        .field("user.display_name", |device| device.owner.email_address.split('@').next().into());
    let same = accessors.filter(&query)?;
    assert!(devices.iter().all(|device| same.matches(device) == filter.matches(device)));

    // A query may name fields that the record lacks.
    let query: Query = "imei = \"35\"".parse()?;
    if let Err(error) = query.filter::<Device>() {
        println!("{error}");
    }
    Ok(())
}

fn device(
    row: usize,
    platform: &'static str,
    version: &str,
    battery_level: Option<u8>,
    email: &str,
) -> Device {
    Device {
        platform,
        version: version.to_owned(),
        battery_level,
        last_connected_at: SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000),
        owner: User { email_address: email.to_owned() },
        row,
    }
}
