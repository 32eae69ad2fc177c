//! A made-up fleet.

mod device;
mod random;
mod tables;

use coreql::catalog::Catalog;

use self::device::Draft;
use crate::Device;

/// An endless fleet of made-up devices, as uneven as real fleets are: values are missing, mistyped in custom
/// attributes, and in many scripts.
///
/// The same seed always gives the same devices: each depends on the seed and its index alone, never on the clock. Use
/// `take` to choose the size.
///
/// ```
/// use coreql_data::Fleet;
///
/// let devices: Vec<_> = Fleet::new(7).take(2).collect();
/// assert_eq!(Fleet::new(7).next().as_ref(), devices.first());
/// assert_ne!(devices[0], devices[1]);
/// ```
#[derive(Clone, Debug)]
pub struct Fleet {
    seed: u64,
    next: u64,
}

impl Fleet {
    /// The present of every fleet, in milliseconds since 1970: 2024-06-01T00:00:00Z. No device has a later date.
    pub const NOW: i64 = 1_717_200_000_000;

    /// Makes the fleet of a seed.
    pub const fn new(seed: u64) -> Self {
        Self { seed, next: 0 }
    }

    /// The names of all fields that its devices can have: those of the built-in catalogue, then the custom attributes.
    pub fn field_names() -> impl Iterator<Item = &'static str> {
        let built_in = Catalog::builtin().fields().iter().map(|field| field.name());
        built_in.chain(["custom.device.cost_center", "custom.user.department"])
    }
}

impl Iterator for Fleet {
    type Item = Device;

    fn next(&mut self) -> Option<Device> {
        let index = self.next;
        self.next += 1;
        Some(Draft::new(self.seed, index).into_device())
    }

    fn nth(&mut self, n: usize) -> Option<Device> {
        self.next = self.next.saturating_add(u64::try_from(n).unwrap_or(u64::MAX));
        self.next()
    }
}
