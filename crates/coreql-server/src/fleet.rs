//! The devices, in memory, and what is looked up in them.

use std::collections::{HashMap, HashSet};

use coreql::catalog::Catalog;
use coreql::eval::json::{Binding, JsonFilter};
use coreql::eval::{Record, Schema, Slot, SortKey};
use coreql::text::fold::fold;
use coreql::value::SortOrder;
use coreql_data::Device;

use crate::error::ApiError;
use crate::language::Language;

/// The devices in the order of their file, so that pages are stable.
#[derive(Debug)]
pub(crate) struct Fleet {
    devices: Vec<Device>,
    /// By folded UUID; of several the first.
    by_uuid: HashMap<String, usize>,
    /// All keys, folded.
    keys: HashSet<String>,
}

impl Fleet {
    pub(crate) fn new(devices: Vec<Device>, catalog: &Catalog) -> Self {
        let mut by_uuid = HashMap::new();
        let mut keys: HashSet<String> = HashSet::new();
        if let Ok(schema) = Schema::new(catalog, ["common.uuid"]) {
            let binding = Binding::new(&schema, catalog);
            for (index, device) in devices.iter().enumerate() {
                let row = binding.row(device.object());
                if let Some(uuid) = row.json(Slot::new(0)).and_then(|uuid| uuid.as_str()) {
                    by_uuid.entry(fold(uuid).into_owned()).or_insert(index);
                }
                for key in device.object().keys() {
                    let key = fold(key);
                    if !keys.contains(key.as_ref()) {
                        keys.insert(key.into_owned());
                    }
                }
            }
        }
        Self { devices, by_uuid, keys }
    }

    pub(crate) fn len(&self) -> usize {
        self.devices.len()
    }

    /// The devices at these places.
    pub(crate) fn at<'f>(&'f self, places: &'f [usize]) -> impl Iterator<Item = &'f Device> {
        places.iter().filter_map(|place| self.devices.get(*place))
    }

    /// Whether a device has this key, in any case.
    pub(crate) fn has_key(&self, key: &str) -> bool {
        self.keys.contains(fold(key).as_ref())
    }

    /// The place of the device with this UUID, in any case.
    pub(crate) fn place_of(&self, uuid: &str) -> Option<usize> {
        self.by_uuid.get(fold(uuid).as_ref()).copied()
    }

    pub(crate) fn device(&self, uuid: &str) -> Result<&Device, ApiError> {
        let device = self.place_of(uuid).and_then(|place| self.devices.get(place));
        device.ok_or_else(|| ApiError::Device { uuid: uuid.to_owned() })
    }

    /// The places of the devices that a filter selects, in order.
    pub(crate) fn matching(&self, filter: &JsonFilter) -> Vec<usize> {
        let devices = self.devices.iter().enumerate();
        devices.filter(|(_, device)| filter.matches_object(device.object())).map(|(place, _)| place).collect()
    }

    /// How many devices a filter selects.
    pub(crate) fn count(&self, filter: &JsonFilter) -> usize {
        self.devices.iter().filter(|device| filter.matches_object(device.object())).count()
    }

    /// Of these places, in their order, those of devices that a filter selects.
    pub(crate) fn narrow(&self, places: &mut Vec<usize>, filter: &JsonFilter) {
        let matches = |place: &usize| {
            self.devices.get(*place).is_some_and(|device| filter.matches_object(device.object()))
        };
        places.retain(matches);
    }

    /// Sorts places by the field of the parameter `sortField`, devices without a value last, equal ones in the order of
    /// the fleet.
    pub(crate) fn sort(
        &self,
        places: &mut Vec<usize>,
        name: &str,
        order: SortOrder,
        language: &Language,
    ) -> Result<(), ApiError> {
        let catalog = language.catalog();
        let lookup = catalog.lookup(name);
        let wrong = |candidates: &[&str]| ApiError::SortField {
            found: name.to_owned(),
            candidates: candidates.iter().copied().map(str::to_owned).collect(),
        };
        if lookup.is_ambiguous() {
            return Err(wrong(lookup.candidates()));
        }
        if !lookup.is_known() && (catalog.is_complete() || !self.has_key(name)) {
            return Err(wrong(&[]));
        }
        let schema = Schema::new(catalog, [lookup.name()]).map_err(|_| wrong(&[]))?;
        let binding = Binding::new(&schema, catalog);
        let key = |place: usize| {
            let device = self.devices.get(place)?;
            Some(SortKey::new(lookup.field_type(), binding.row(device.object()).value(Slot::new(0))))
        };
        let mut keyed: Vec<(usize, SortKey)> =
            places.iter().filter_map(|place| Some((*place, key(*place)?))).collect();
        keyed.sort_by(|(_, a), (_, b)| a.compare(b, order));
        *places = keyed.into_iter().map(|(place, _)| place).collect();
        Ok(())
    }
}
