//! coreql as WebAssembly: four exported functions, called by the JavaScript of `npm/`.
//!
//! The host writes a [request](request) into a buffer of this instance, calls `coreql_call`, and reads the answer, a
//! JSON text, from another. Offsets in requests and answers are UTF-16 code units. All that a request depends on is the
//! request itself and the settings of the last `configure` (and, in `full`, the devices of the last `load`), so that an
//! instance that trapped can be replaced by a new one.

#[expect(unsafe_code, reason = "the names of exported functions; there is no unsafe block")]
mod abi;
mod answer;
mod editing;
#[cfg(feature = "full")]
mod full;
mod json;
mod positions;
mod request;
mod settings;
