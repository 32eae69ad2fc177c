//! The devices of a JSON text, parsed one at a time.

use std::fmt;
use std::ops::ControlFlow;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value as Json};

use super::fields::{Discarded, Key};
use crate::select::{Columns, Row};
use crate::visit::Visit;
use crate::{Device, Fields, RecordPosition, Selection, Summary};

/// The members of an answer of Core's API that are read, selected or not.
pub(super) const ANSWER: [&str; 4] = ["results", "totalCount", "hasMore", "messages"];

/// Where parsed records go: devices to a visitor, everything else into the summary.
pub(super) struct Records<'s, V> {
    /// The fields to read; none for all.
    selection: Option<&'s Selection<'s>>,
    visit: V,
    summary: Summary,
    stopped: bool,
}

impl<'s, V> Records<'s, V> {
    pub(super) fn new(selection: Option<&'s Selection<'s>>, visit: V) -> Self {
        Self { selection, visit, summary: Summary::default(), stopped: false }
    }

    pub(super) const fn selection(&self) -> Option<&'s Selection<'s>> {
        self.selection
    }

    /// Whether the visitor wants no more devices.
    pub(super) const fn is_stopped(&self) -> bool {
        self.stopped
    }

    /// Counts a record that is not a device.
    pub(super) fn skip(&mut self, position: RecordPosition, reason: impl Into<String>) {
        self.summary.skip(position, reason);
    }

    pub(super) fn into_summary(self) -> Summary {
        self.summary
    }
}

impl<V: Visit> Records<'_, V> {
    /// Whether fields are selected of the next record.
    pub(super) fn selects(&self) -> bool {
        self.selection.is_some_and(|selection| !selection.reads_everything())
    }

    /// Passes a device whose selected fields are in a row to the visitor.
    pub(super) fn row(&mut self, row: &Row<'_>, columns: &Columns, whole: impl FnOnce() -> Option<Device>) {
        self.summary.count_device();
        if self.visit.wants(&Fields::of_row(row)) {
            let keeps_whole = self.selection.is_some_and(Selection::keeps_whole_devices);
            let device = if keeps_whole { whole() } else { None };
            self.stopped = self.visit.visit(device.unwrap_or_else(|| row.device(columns))).is_break();
        }
    }

    /// Passes a device to the visitor. If that breaks, an error ends the parse.
    fn device<E: serde::de::Error>(&mut self, object: Map<String, Json>) -> Result<(), E> {
        self.summary.count_device();
        let device = Device::new(object);
        let is_wanted = self.selection.is_none_or(|selection| self.visit.wants(&selection.fields(&device)));
        if !is_wanted {
            return Ok(());
        }
        match self.visit.visit(device) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => {
                self.stopped = true;
                Err(E::custom("stopped"))
            }
        }
    }
}

/// Reads values one after the other, until the input ends or the visitor breaks.
pub(super) fn read_values<'de, R, V>(
    mut deserializer: serde_json::Deserializer<R>,
    records: &mut Records<'_, V>,
) -> serde_json::Result<()>
where
    R: serde_json::de::Read<'de>,
    V: Visit,
{
    // `end` skips white space and fails at the next value.
    while !records.stopped && deserializer.end().is_err() {
        match (TopLevel { records: &mut *records }).deserialize(&mut deserializer) {
            Ok(()) => {}
            Err(_) if records.stopped => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// A value at the top level: an envelope, an array, or a device.
struct TopLevel<'f, 's, V> {
    records: &'f mut Records<'s, V>,
}

/// An array of devices.
struct DeviceArray<'f, 's, V> {
    records: &'f mut Records<'s, V>,
}

/// An element of an array of devices.
struct Element<'f, 's, V> {
    records: &'f mut Records<'s, V>,
}

/// The value of `results`: an array of devices, or else the value of a device's own field.
struct ResultsMember<'f, 's, V> {
    records: &'f mut Records<'s, V>,
}

macro_rules! seeds {
    ($($seed:ident => $output:ty;)*) => {$(
        impl<'de, V: Visit> DeserializeSeed<'de> for $seed<'_, '_, V> {
            type Value = $output;

            fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<$output, D::Error> {
                deserializer.deserialize_any(self)
            }
        }
    )*};
}

seeds! {
    TopLevel => ();
    DeviceArray => ();
    Element => ();
    ResultsMember => Option<Json>;
}

/// The methods of a visitor for values that are neither arrays nor objects.
macro_rules! scalars {
    ($($method:ident($($argument:ident: $kind:ty)?);)* => |$this:ident| $result:expr) => {$(
        fn $method<E: serde::de::Error>(self, $($argument: $kind)?) -> Result<Self::Value, E> {
            $(let _ = $argument;)?
            let $this = self;
            $result
        }
    )*};
}

impl<'de, V: Visit> Visitor<'de> for TopLevel<'_, '_, V> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a device, an array of devices, or an object with such an array under `results`")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<(), A::Error> {
        DeviceArray { records: self.records }.visit_seq(seq)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut object = Map::new();
        let mut envelope = false;
        let before = self.records.summary.devices();
        while let Some(key) = map.next_key_seed(Key { selection: self.records.selection, always: &ANSWER })? {
            let Some(key) = key else {
                map.next_value_seed(Discarded)?;
                continue;
            };
            if key == "results" {
                match map.next_value_seed(ResultsMember { records: self.records })? {
                    Some(value) => drop(object.insert(key, value)),
                    None => envelope = true,
                }
            } else {
                object.insert(key, map.next_value()?);
            }
        }
        if envelope {
            let devices = self.records.summary.devices() - before;
            self.records.summary.add_answer(&object, devices);
            Ok(())
        } else {
            self.records.device(object)
        }
    }

    scalars! {
        visit_bool(value: bool);
        visit_i64(value: i64);
        visit_u64(value: u64);
        visit_f64(value: f64);
        visit_str(value: &str);
        visit_unit();
        => |this| Element { records: this.records }.skipped()
    }
}

impl<'de, V: Visit> Visitor<'de> for DeviceArray<'_, '_, V> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of devices")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(Element { records: &mut *self.records })?.is_some() {}
        Ok(())
    }
}

impl<V> Element<'_, '_, V> {
    fn skipped<E>(self) -> Result<(), E> {
        let position = self.records.summary.next_record();
        self.records.skip(position, "not a JSON object");
        Ok(())
    }
}

impl<'de, V: Visit> Visitor<'de> for Element<'_, '_, V> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a device")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut object = Map::new();
        while let Some(key) = map.next_key_seed(Key { selection: self.records.selection, always: &[] })? {
            match key {
                Some(key) => drop(object.insert(key, map.next_value()?)),
                None => map.next_value_seed(Discarded)?,
            }
        }
        self.records.device(object)
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

impl<'de, V: Visit> Visitor<'de> for ResultsMember<'_, '_, V> {
    type Value = Option<Json>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of devices")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Option<Json>, A::Error> {
        DeviceArray { records: self.records }.visit_seq(seq).map(|()| None)
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
