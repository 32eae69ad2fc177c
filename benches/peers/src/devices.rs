//! The devices that are asked, as structs, and the function that one would write by hand.

use coreql::eval::{Record, Slot};
use coreql::records::fleet::Fleet;
use coreql::value::{AsValue, Value};
use icu_casemap::CaseMapper;

/// The slots of the schema that coreql is given, in order.
pub const FIELDS: [&str; 5] = [
    "common.platform",
    "common.manufacturer",
    "common.battery_level",
    "user.email_address",
    "common.compliant",
];

pub struct Device {
    pub platform: Option<String>,
    pub manufacturer: Option<String>,
    pub battery_level: Option<i64>,
    pub email_address: Option<String>,
    pub compliant: Option<bool>,
}

impl Record for Device {
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

pub fn fleet(count: usize) -> Vec<Device> {
    Fleet::new(1)
        .take(count)
        .map(|device| {
            let value = |name: &str| device.object().get(name).cloned();
            let text = |name: &str| value(name)?.as_str().map(str::to_owned);
            Device {
                platform: text("common.platform"),
                manufacturer: text("common.manufacturer"),
                battery_level: value("common.battery_level").and_then(|value| value.as_i64()),
                email_address: text("user.email_address"),
                compliant: value("common.compliant").and_then(|value| value.as_bool()),
            }
        })
        .collect()
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
pub fn by_hand(device: &Device) -> bool {
    device.platform.as_deref().is_some_and(|platform| equals(platform, "ios"))
        && (device.manufacturer.as_deref().is_some_and(|manufacturer| starts_with(manufacturer, "appl"))
            || device.battery_level.is_some_and(|level| level >= 50))
        && device.email_address.as_deref().is_some_and(|address| contains(address, "smith"))
        && device.compliant == Some(true)
}
