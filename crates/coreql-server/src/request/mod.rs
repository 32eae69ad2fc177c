//! Requests: their parameters, and the call that they are for.

pub(crate) mod form;
pub(crate) mod parameter;
pub(crate) mod route;
