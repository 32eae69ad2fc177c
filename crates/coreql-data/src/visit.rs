//! Where a reader passes devices.

use std::ops::ControlFlow;

use crate::{Device, Fields};

/// What takes the devices of a file.
pub(crate) trait Visit {
    /// Whether a device with these fields is to be visited.
    fn wants(&mut self, fields: &Fields<'_>) -> bool;

    /// Takes a device. Breaks if no further one is needed.
    fn visit(&mut self, device: Device) -> ControlFlow<()>;
}

/// Takes every device.
pub(crate) struct Every<F>(pub(crate) F);

impl<F: FnMut(Device) -> ControlFlow<()>> Visit for Every<F> {
    #[inline]
    fn wants(&mut self, _: &Fields<'_>) -> bool {
        true
    }

    fn visit(&mut self, device: Device) -> ControlFlow<()> {
        (self.0)(device)
    }
}

/// Takes the devices that a filter wants.
pub(crate) struct Filtered<P, F> {
    pub(crate) filter: P,
    pub(crate) visit: F,
}

impl<P: FnMut(&Fields<'_>) -> bool, F: FnMut(Device) -> ControlFlow<()>> Visit for Filtered<P, F> {
    #[inline]
    fn wants(&mut self, fields: &Fields<'_>) -> bool {
        (self.filter)(fields)
    }

    fn visit(&mut self, device: Device) -> ControlFlow<()> {
        (self.visit)(device)
    }
}
