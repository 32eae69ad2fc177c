//! Checks a query and shows what is wrong.
//!
//! `cargo run --example check -- 'platform == “iOS”'`

use coreql::{Options, diagnose};

fn main() {
    let text =
        std::env::args().nth(1).unwrap_or_else(|| "platform == “iOS” AND battery_level contains 5".into());
    let report = diagnose(&text, &Options::new());
    for diagnostic in report.diagnostics() {
        println!("{}: {diagnostic}", diagnostic.severity());
        if let Some(help) = diagnostic.help() {
            println!("  help: {help}");
        }
    }
    println!("corrected as far as is safe: {}", report.fixed());
    match report.into_result() {
        Ok(query) => println!("the query has {} fields", query.fields().len()),
        Err(invalid) => println!("no query: {invalid}"),
    }
}
