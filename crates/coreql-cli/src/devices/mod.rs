//! Files of devices, read as streams.

mod files;
mod paths;
mod presence;
mod report;
mod shape;
mod unreadable;

pub(crate) use self::files::{DeviceFiles, Printing};
pub(crate) use self::presence::{Keys, Presence};
pub(crate) use self::report::Reading;
pub(crate) use self::shape::Recognizer;
pub(crate) use self::unreadable::Unreadable;
