//! Devices in and out, as a stream: memory grows with the answer, never with the file.

#![forbid(unsafe_code)]

pub mod csv;
mod device;
pub mod fleet;
pub mod json;
mod sort;

pub use device::Device;
pub use sort::{SortOrder, Sorter};
