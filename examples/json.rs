//! Filters JSON, and reports values that cannot be read.
//!
//! `cargo run --features json --example json -- 'platform = "iOS"'`

use coreql::Query;
use coreql::eval::json::Binding;
use coreql::eval::{Schema, UnreadableValues};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let devices = [
        json!({"common.uuid": "a", "common.platform": "iOS", "common.battery_level": 80}),
        json!({"common.uuid": "b", "common.platform": "iOS", "common.battery_level": "unknown"}),
        json!({"common.uuid": "c", "common.platform": "Android", "common.battery_level": "95"}),
    ];
    let text = std::env::args().nth(1).unwrap_or_else(|| "battery_level >= 80".into());
    let query: Query = text.parse()?;

    let filter = query.json_filter()?;
    for device in devices.iter().filter(|device| filter.matches(device)) {
        println!("{device}");
    }

    // A filter is shared between threads.
    let found = std::thread::scope(|scope| {
        let (first, rest) = devices.split_at(1);
        let count = |devices: &[Value]| devices.iter().filter(|device| filter.matches(device)).count();
        let other = scope.spawn(move || count(rest));
        count(first) + other.join().unwrap_or_default()
    });
    println!("{found} found");

    // Values that their field cannot read are missing; this counts them.
    let schema = Schema::of(&query);
    let binding = Binding::new(&schema, query.catalog());
    let mut unreadable = UnreadableValues::new(&schema, query.catalog());
    for device in devices.iter().filter_map(Value::as_object) {
        unreadable.count(&binding.row(device));
    }
    for (field, field_type, count) in unreadable.iter() {
        println!("{count} of {field} cannot be read as {field_type}");
    }
    Ok(())
}
