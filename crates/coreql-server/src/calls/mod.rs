//! The calls of the guide, a file for each of its chapters. A call is a row of a table: its method, its path, what its
//! parameters take, and the function that answers it.

mod actions;
mod device;
mod devices;
mod export;
mod labels;
mod spaces;
mod status;

use hyper::Method;

use crate::answer::Answer;
use crate::error::ApiError;
use crate::request::parameter::{Arguments, Parameter};
use crate::state::State;

/// A call of the API.
#[derive(Debug)]
pub(crate) struct Call {
    /// What it is called in the log, and in the message that it is not served.
    pub(crate) name: &'static str,
    pub(crate) method: Method,
    /// The path, with `{…}` for what it is about.
    pub(crate) path: &'static str,
    pub(crate) parameters: &'static [Parameter],
    pub(crate) run: Run,
}

/// What answers a call.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Run {
    Serve(fn(&Context<'_>) -> Result<Answer, ApiError>),
    /// The call is in the guide, but not served yet.
    NotServed,
}

/// A request to a call, with checked parameters.
pub(crate) struct Context<'r> {
    pub(crate) state: &'r State,
    pub(crate) arguments: &'r Arguments,
    /// What its path has in place of `{…}`.
    pub(crate) subject: &'r str,
}

/// All calls. If several have a path, the first one of the method counts.
pub(crate) const CHAPTERS: [&[Call]; 7] = [
    devices::CALLS,
    export::CALLS,
    device::CALLS,
    spaces::CALLS,
    labels::CALLS,
    actions::CALLS,
    status::CALLS,
];

const fn not_served(name: &'static str, method: Method, path: &'static str) -> Call {
    Call { name, method, path, parameters: &[], run: Run::NotServed }
}
