//! All places of one field, whatever its spelling.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use super::locate::each_name;
use super::{Edit, Options, floor, span_of, touch};
use crate::catalog::{Catalog, FieldId, Resolution};
use crate::syntax::ast::Name;
use crate::syntax::{Parsed, name_reads_bare, parse_with, quoted};
use crate::text::Span;
use crate::text::fold::fold;

/// The places of the field at an offset, by all its names: `platform` and `common.platform` are one field. None where
/// there is no field.
///
/// ```
/// use coreql::ide::{Options, highlights};
///
/// let text = "platform = iOS OR \"common.Platform\" = Android OR imei is empty";
/// assert_eq!(highlights(text, 0, &Options::default()).len(), 2);
/// ```
pub fn highlights(text: &str, offset: u32, options: &Options<'_>) -> Vec<Span> {
    let parsed = parse_with(text, options.query.parse_options());
    places(&parsed, text, offset, options).into_iter().map(|(span, _)| span).collect()
}

/// The place of the field at an offset, and its name, if there is one to [`rename`].
pub fn prepare_rename(text: &str, offset: u32, options: &Options<'_>) -> Option<(Span, String)> {
    let parsed = parse_with(text, options.query.parse_options());
    name_at(&parsed, text, offset)
}

/// The edits that give another name to the field at an offset, at all its places. Names that are not in quotes stay
/// so, if the new one needs none.
///
/// ```
/// use coreql::ide::{Options, rename};
///
/// let text = "udid = 1 OR \"ios.iPhone UDID\" = 2";
/// let edits = rename(text, 0, "common.uuid", &Options::default()).unwrap();
/// assert_eq!(edits.len(), 1);
/// assert_eq!(edits[0].replacement, "common.uuid");
/// ```
///
/// # Errors
///
/// There is no field at the offset, or the new name is blank.
pub fn rename(text: &str, offset: u32, name: &str, options: &Options<'_>) -> Result<Vec<Edit>, RenameError> {
    let parsed = parse_with(text, options.query.parse_options());
    let places = places(&parsed, text, offset, options);
    if places.is_empty() {
        return Err(RenameError::NotAField);
    }
    if name.trim().is_empty() {
        return Err(RenameError::BlankName);
    }
    let in_quotes = quoted(name);
    let bare = name_reads_bare(name);
    let edit = |(span, quoted): (Span, bool)| {
        let replacement = if quoted || !bare { in_quotes.clone() } else { name.to_owned() };
        Edit { span, replacement }
    };
    Ok(places.into_iter().map(edit).collect())
}

/// Why a field cannot be renamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RenameError {
    /// There is no field at the offset.
    NotAField,
    /// The new name is empty or white space.
    BlankName,
}

impl fmt::Display for RenameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAField => "there is no field here",
            Self::BlankName => "the name of a field is not blank",
        })
    }
}

impl Error for RenameError {}

fn name_at(parsed: &Parsed<'_>, text: &str, offset: u32) -> Option<(Span, String)> {
    let at = Span::at(span_of(0, floor(text, offset)).end);
    let mut found = None;
    each_name(parsed, |name| {
        if touch(name.span, at) {
            found = Some((name.span, name.text.to_string()));
        }
    });
    found
}

/// The places of the field at an offset, each with whether it is in quotes.
fn places(parsed: &Parsed<'_>, text: &str, offset: u32, options: &Options<'_>) -> Vec<(Span, bool)> {
    let catalog = options.query.catalog();
    let Some((_, name)) = name_at(parsed, text, offset) else { return Vec::new() };
    let wanted = Identity::of(&name, catalog);
    let mut places = Vec::new();
    each_name(parsed, |name: &Name<'_>| {
        if Identity::of(&name.text, catalog) == wanted {
            places.push((name.span, name.quoted));
        }
    });
    places
}

/// What makes two names those of one field.
#[derive(PartialEq)]
enum Identity<'n> {
    Field(FieldId),
    Other(Cow<'n, str>),
}

impl<'n> Identity<'n> {
    fn of(name: &'n str, catalog: &Catalog) -> Self {
        match catalog.resolve(name) {
            Resolution::Field(id, _) => Self::Field(id),
            Resolution::Custom(_) | Resolution::Ambiguous(_) | Resolution::Unknown => Self::Other(fold(name)),
        }
    }
}
