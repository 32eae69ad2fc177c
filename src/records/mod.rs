//! Devices in and out, as a stream: memory grows with the answer, never with the file.

mod binding;
#[cfg(feature = "csv")]
pub mod csv;
mod device;
#[cfg(feature = "fleet")]
pub mod fleet;
pub mod json;
mod sort;

pub use binding::{Binding, Row};
pub use device::Device;
pub use sort::{SortOrder, Sorter};
