//! The devices that are matched, as structs, and the function that one would write by hand.

use coreql::eval::{Record, Slot};
use coreql_data::Fleet;
use coreql::value::{AsValue, Value};
use icu_casemap::CaseMapper;

/// The slots of coreql's schema, in order.
pub const FIELDS: [&str; 5] = [
    "common.platform",
    "common.manufacturer",
    "common.battery_level",
    "user.email_address",
    "common.compliant",
];

/// A device with its texts in one long text, which every contender gets: the place of text in memory accounts for
/// half of the time.
#[derive(Clone, Copy)]
pub struct Device<'t> {
    pub platform: Option<&'t str>,
    pub manufacturer: Option<&'t str>,
    pub battery_level: Option<i64>,
    pub email_address: Option<&'t str>,
    pub compliant: Option<bool>,
}

impl Record for Device<'_> {
    #[inline]
    fn value(&self, slot: Slot) -> Value<'_> {
        match slot.index() {
            0 => self.platform.as_value(),
            1 => self.manufacturer.as_value(),
            2 => self.battery_level.as_value(),
            3 => self.email_address.as_value(),
            4 => self.compliant.as_value(),
            _ => Value::Missing,
        }
    }
}

/// The texts of a fleet.
pub struct Texts {
    all: String,
    devices: Vec<([Option<std::ops::Range<usize>>; 3], Option<i64>, Option<bool>)>,
}

impl Texts {
    /// The texts of this many devices.
    pub fn of_fleet(count: usize) -> Self {
        let mut all = String::new();
        let mut devices = Vec::with_capacity(count);
        for device in Fleet::new(1).take(count) {
            let value = |name: &str| device.object().get(name);
            let texts = ["common.platform", "common.manufacturer", "user.email_address"].map(|name| {
                let text = value(name)?.as_str()?;
                let start = all.len();
                all.push_str(text);
                Some(start..all.len())
            });
            let level = value("common.battery_level").and_then(|level| level.as_i64());
            let compliant = value("common.compliant").and_then(|compliant| compliant.as_bool());
            devices.push((texts, level, compliant));
        }
        Self { all, devices }
    }

    /// The same in lower case, for a case-sensitive contender.
    pub fn lower(&self) -> Self {
        Self { all: self.all.to_ascii_lowercase(), devices: self.devices.clone() }
    }

    /// The devices.
    pub fn devices(&self) -> Vec<Device<'_>> {
        let device = |(texts, battery_level, compliant): &(
            [Option<std::ops::Range<usize>>; 3],
            Option<i64>,
            Option<bool>,
        )| {
            let [platform, manufacturer, email_address] =
                texts.clone().map(|range| range.map(|range| &self.all[range]));
            Device {
                platform,
                manufacturer,
                battery_level: *battery_level,
                email_address,
                compliant: *compliant,
            }
        };
        self.devices.iter().map(device).collect()
    }
}

/// The text under simple case folding.
fn folded<'t>(text: &'t str) -> impl Iterator<Item = char> + Clone + 't {
    let mapper = CaseMapper::new();
    text.chars().map(move |c| mapper.simple_fold(c))
}

fn equals(text: &str, wanted: &str) -> bool {
    if text.is_ascii() { text.eq_ignore_ascii_case(wanted) } else { folded(text).eq(wanted.chars()) }
}

fn starts_with(text: &str, wanted: &str) -> bool {
    match text.as_bytes().get(..wanted.len()) {
        Some(start) if start.eq_ignore_ascii_case(wanted.as_bytes()) => true,
        _ if text.is_ascii() => false,
        _ => {
            let mut text = folded(text);
            wanted.chars().all(|c| text.next() == Some(c))
        }
    }
}

fn contains(text: &str, wanted: &str) -> bool {
    if !text.is_ascii() {
        let text = folded(text);
        return (0..=text.clone().count()).any(|from| {
            let mut rest = text.clone().skip(from);
            wanted.chars().all(|c| rest.next() == Some(c))
        });
    }
    let (text, wanted) = (text.as_bytes(), wanted.as_bytes());
    let first = wanted[0];
    memchr::memchr2_iter(first, first.to_ascii_uppercase(), text)
        .any(|at| text.get(at..at + wanted.len()).is_some_and(|window| window.eq_ignore_ascii_case(wanted)))
}

/// The medium query by hand, with the same meaning on missing values and on all of Unicode: ASCII compares by bytes,
/// and only text with other characters, of which `ſ` and the Kelvin sign fold into ASCII, goes the long way.
#[inline(never)]
pub fn by_hand(device: &Device<'_>) -> bool {
    device.platform.is_some_and(|platform| equals(platform, "ios"))
        && (device.manufacturer.is_some_and(|manufacturer| starts_with(manufacturer, "appl"))
            || device.battery_level.is_some_and(|level| level >= 50))
        && device.email_address.is_some_and(|address| contains(address, "smith"))
        && device.compliant == Some(true)
}
