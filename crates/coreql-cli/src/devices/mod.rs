//! Files of devices, read as streams.

mod files;
mod paths;
mod presence;
mod report;
mod shape;

pub(crate) use self::files::{DeviceFiles, Printing};
pub(crate) use self::presence::{Keys, Presence};
pub(crate) use self::report::Reading;
pub(crate) use self::shape::Recognizer;
