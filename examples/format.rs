//! Prints a query in each style.
//!
//! `cargo run --example format -- 'platform="iOS" or not id=7'`

use coreql::{Options, Style, format};

fn main() -> Result<(), coreql::InvalidQuery> {
    let text = std::env::args().nth(1).unwrap_or_else(|| "(Platform=\"iOS\")and battery_level>50".into());
    for style in [Style::Canonical, Style::Portal, Style::Compact, Style::Pretty { width: 40 }] {
        println!("{style:?}:\n{}\n", format(&text, style, &Options::extended())?);
    }
    Ok(())
}
