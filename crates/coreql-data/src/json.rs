//! Devices from JSON: Core's envelope, an array, or objects one after the other (JSON lines).

mod integers;
mod lines;
#[cfg(test)]
mod tests;

use std::fmt;
use std::io::{self, BufReader, Cursor, Read};
use std::ops::ControlFlow;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value as Json};

pub use self::integers::with_long_integers_as_text;

use self::integers::LongIntegers;
use crate::Device;

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// The devices.
    pub devices: u64,
    /// The records that are no devices, and were left out: elements that are no JSON objects, malformed JSON lines.
    pub skipped: u64,
    /// The first of those.
    pub first_skipped: Option<Skipped>,
}

impl Summary {
    pub(super) fn skip(&mut self, place: Place, reason: impl Into<String>) {
        self.skipped += 1;
        self.first_skipped.get_or_insert_with(|| Skipped { place, reason: reason.into() });
    }
}

/// A record that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Where it is.
    pub place: Place,
    /// Why it could not be read.
    pub reason: String,
}

/// Where a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In this line and column, from 1 on; columns are bytes.
    Line(u64, u64),
    /// This one of all records, from 1 on.
    Record(u64),
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Place::Line(line, column) => write!(f, "line {line}, column {column}: {}", self.reason),
            Place::Record(number) => write!(f, "record {number}: {}", self.reason),
        }
    }
}

/// Hands each device to `visit`, until that breaks or the input ends. The input is read as it comes: an array of
/// devices, Core's envelope with the array under `results`, or any number of either, or of devices, one after the other.
/// A byte-order mark at the start is left out, and an integer beyond 64 bits is read as [the text of its
/// digits](with_long_integers_as_text).
///
/// Where the first line is a whole object, the input is JSON lines, and each line stands for itself: one that is
/// malformed is counted and left out, even the first.
///
/// # Errors
/// The reader's, or JSON other than JSON lines that is malformed, with its line and column. What was read before was visited.
///
/// ```
/// use std::ops::ControlFlow;
///
/// let input = r#"{"totalCount": 2, "results": [{"common.id": 1}, {"common.id": 2}], "hasMore": false}"#;
/// let mut ids = Vec::new();
/// let read = coreql_data::json::read(input.as_bytes(), |device| {
///     ids.push(device.object()["common.id"].clone());
///     ControlFlow::Continue(())
/// })?;
/// assert_eq!((ids, read.devices), (vec![1.into(), 2.into()], 2));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn read(reader: impl Read, visit: impl FnMut(Device) -> ControlFlow<()>) -> io::Result<Summary> {
    let mut stream = Stream { visit, read: Summary::default(), stopped: false };
    let mut reader = BufReader::new(LongIntegers::new(BufReader::new(without_mark(reader)?)));
    let start = lines::Start::read(&mut reader)?;
    let whole = Cursor::new(start.text).chain(reader);
    if start.is_lines {
        lines::read(whole, &mut stream)?;
    } else {
        values(serde_json::Deserializer::from_reader(BufReader::new(whole)), &mut stream)?;
    }
    Ok(stream.read)
}

/// Reads values one after the other, until the input ends or the visitor has enough.
fn values<'de, R, F>(mut from: serde_json::Deserializer<R>, stream: &mut Stream<F>) -> serde_json::Result<()>
where
    R: serde_json::de::Read<'de>,
    F: FnMut(Device) -> ControlFlow<()>,
{
    // `end` looks at the next byte that is no white space, and leaves it there.
    while !stream.stopped && from.end().is_err() {
        match (Top { stream: &mut *stream }).deserialize(&mut from) {
            Ok(()) => {}
            Err(_) if stream.stopped => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The reader without the byte-order mark that it may start with.
pub(super) fn without_mark<R: Read>(mut reader: R) -> io::Result<impl Read> {
    const MARK: &[u8] = "\u{feff}".as_bytes();
    let mut start = Vec::with_capacity(MARK.len());
    reader.by_ref().take(3).read_to_end(&mut start)?;
    if start == MARK {
        start.clear();
    }
    Ok(Cursor::new(start).chain(reader))
}

struct Stream<F> {
    visit: F,
    read: Summary,
    stopped: bool,
}

impl<F> Stream<F> {
    fn skip(&mut self, place: Place, reason: impl Into<String>) {
        self.read.skip(place, reason);
    }
}

impl<F: FnMut(Device) -> ControlFlow<()>> Stream<F> {
    fn device<E: serde::de::Error>(&mut self, object: Map<String, Json>) -> Result<(), E> {
        self.read.devices += 1;
        match (self.visit)(Device::new(object)) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => {
                self.stopped = true;
                Err(E::custom("stopped"))
            }
        }
    }
}

/// A value of the top level: an envelope, an array, or a device.
struct Top<'f, F> {
    stream: &'f mut Stream<F>,
}

/// An array of devices.
struct Devices<'f, F> {
    stream: &'f mut Stream<F>,
}

/// A device, or something else within an array of devices.
struct Element<'f, F> {
    stream: &'f mut Stream<F>,
}

/// The value of `results`: an array of devices is handed on; anything else is a device's own field.
struct Results<'f, F> {
    stream: &'f mut Stream<F>,
}

macro_rules! seeds {
    ($($seed:ident => $output:ty;)*) => {$(
        impl<'de, F: FnMut(Device) -> ControlFlow<()>> DeserializeSeed<'de> for $seed<'_, F> {
            type Value = $output;

            fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<$output, D::Error> {
                deserializer.deserialize_any(self)
            }
        }
    )*};
}

seeds! {
    Top => ();
    Devices => ();
    Element => ();
    Results => Option<Json>;
}

/// What a visitor does with values that are neither arrays nor objects.
macro_rules! scalars {
    ($($method:ident($($argument:ident: $kind:ty)?);)* => |$this:ident| $result:expr) => {$(
        fn $method<E: serde::de::Error>(self, $($argument: $kind)?) -> Result<Self::Value, E> {
            $(let _ = $argument;)?
            let $this = self;
            $result
        }
    )*};
}

impl<'de, F: FnMut(Device) -> ControlFlow<()>> Visitor<'de> for Top<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a device, an array of devices, or an object with such an array under `results`")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        Devices { stream: self.stream }.visit_seq(seq)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut object = Map::new();
        let mut envelope = false;
        while let Some(key) = map.next_key::<String>()? {
            if key == "results" {
                match map.next_value_seed(Results { stream: self.stream })? {
                    Some(value) => drop(object.insert(key, value)),
                    None => envelope = true,
                }
            } else {
                object.insert(key, map.next_value()?);
            }
        }
        if envelope { Ok(()) } else { self.stream.device(object) }
    }

    scalars! {
        visit_bool(value: bool);
        visit_i64(value: i64);
        visit_u64(value: u64);
        visit_f64(value: f64);
        visit_str(value: &str);
        visit_unit();
        => |this| Element { stream: this.stream }.skipped()
    }
}

impl<'de, F: FnMut(Device) -> ControlFlow<()>> Visitor<'de> for Devices<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of devices")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(Element { stream: &mut *self.stream })?.is_some() {}
        Ok(())
    }
}

impl<F> Element<'_, F> {
    fn skipped<E>(self) -> Result<(), E> {
        let Summary { devices, skipped, .. } = self.stream.read;
        self.stream.skip(Place::Record(devices + skipped + 1), "not a JSON object");
        Ok(())
    }
}

impl<'de, F: FnMut(Device) -> ControlFlow<()>> Visitor<'de> for Element<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a device")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut object = Map::new();
        while let Some((key, value)) = map.next_entry()? {
            object.insert(key, value);
        }
        self.stream.device(object)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        self.skipped()
    }

    scalars! {
        visit_bool(value: bool);
        visit_i64(value: i64);
        visit_u64(value: u64);
        visit_f64(value: f64);
        visit_str(value: &str);
        visit_unit();
        => |this| this.skipped()
    }
}

impl<'de, F: FnMut(Device) -> ControlFlow<()>> Visitor<'de> for Results<'_, F> {
    type Value = Option<Json>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of devices")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Option<Json>, A::Error> {
        Devices { stream: self.stream }.visit_seq(seq).map(|()| None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<Json>, A::Error> {
        let mut object = Map::new();
        while let Some((key, value)) = map.next_entry()? {
            object.insert(key, value);
        }
        Ok(Some(Json::Object(object)))
    }

    scalars! {
        visit_bool(value: bool);
        visit_i64(value: i64);
        visit_u64(value: u64);
        visit_f64(value: f64);
        visit_str(value: &str);
        => |_this| Ok(Some(Json::from(value)))
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Option<Json>, E> {
        Ok(Some(Json::Null))
    }
}
