//! The macro that `coreql` exports as `Record` with its feature `derive`. Its documentation is there.

#![forbid(unsafe_code)]

mod attributes;
mod expand;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes a struct a record that queries filter: see [`Query::filter`](https://docs.rs/coreql).
///
/// ```ignore
/// #[derive(Record)]
/// struct Device {
///     platform: String,
///     battery_level: Option<u8>,
/// }
///
/// let filter = query.filter::<Device>()?;
/// let found = devices.iter().filter(|device| filter.matches(device));
/// ```
///
/// Each member is a field, whose name is that of the member and is resolved as in a query: `platform` is
/// `common.platform`. The type of a member implements `AsValue`, as numbers, texts, booleans, points in time, and
/// options and lists of these do. Generic structs, and structs that borrow, can be derived as well.
///
/// # Attributes of members
///
/// | attribute | effect |
/// |---|---|
/// | `#[record(name = "common.os_version")]` | the field has this name |
/// | `#[record(with = "function")]` | the value is what `function(&member)` returns: a `Value`, or what converts into one, such as a number, a `&str` or an `Option` of these |
/// | `#[record(group = "user")]` | the member is a record itself; its fields are in this group, so that its `email_address` is `user.email_address` |
/// | `#[record(flatten)]` | the member is a record itself; its fields keep their names |
/// | `#[record(skip)]` | the member is not a field |
///
/// An `Option` of a record is a record too: without one, all of its fields are missing. A member of a tuple struct has
/// no name, so it needs one of the attributes.
///
/// # Attributes of the struct
///
/// | attribute | effect |
/// |---|---|
/// | `#[record(crate = "path::to::coreql")]` | where the library is, if not at `::coreql` |
///
/// # Errors
///
/// An attribute that is unknown, contradicts another or does not fit the member is a compile error at its place. Names
/// are resolved in a catalogue, so those that are misspelt are errors of `Query::filter`.
#[proc_macro_derive(Record, attributes(record))]
pub fn derive_record(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand::record(&input).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// The example of the README, as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
