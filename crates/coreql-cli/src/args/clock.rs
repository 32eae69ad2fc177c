//! What relative dates are relative to.

use std::sync::LazyLock;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Args;
use coreql::value::date;
use coreql::value::relative::{Clock, TimeZone};
use coreql_data::config::time_zone;

use crate::config::config;

#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct ClockOptions {
    /// What `now` and `today` are relative to: a date as in a query, with a time [default: the clock]
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    now: Option<i64>,
    /// The time zone of `today`, and of days, months and years: `UTC`, `±hh:mm` or `Europe/Berlin` [default: UTC]
    #[arg(long, value_name = "ZONE", value_parser = time_zone, allow_hyphen_values = true)]
    time_zone: Option<TimeZone>,
}

impl ClockOptions {
    /// The instant of `--now`.
    #[cfg(feature = "serve")]
    pub(crate) const fn instant(self) -> Option<i64> {
        self.now
    }

    pub(crate) fn clock(self) -> Clock {
        let zone = self.time_zone.or(config().time_zone).unwrap_or_default();
        Clock::new(self.now.unwrap_or(*STARTED)).with_time_zone(zone)
    }
}

/// The clock is read once a run.
static STARTED: LazyLock<i64> = LazyLock::new(|| {
    let milliseconds =
        |duration: std::time::Duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => milliseconds(since),
        Err(before) => -milliseconds(before.duration()),
    }
});

fn instant(text: &str) -> Result<i64, String> {
    let interval = date::parse(text).ok_or("not a date, such as 2024-05-31T12:00:00Z")?;
    // A day has no time of day, and `now` is a second.
    if interval.end - interval.start > 1000 {
        return Err("not an instant: it needs a time, as in 2024-05-31T12:00:00Z".to_owned());
    }
    Ok(interval.start)
}
