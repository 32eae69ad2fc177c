//! `#[record(…)]` on structs and their members.

use proc_macro2::Span;
use syn::meta::ParseNestedMeta;
use syn::spanned::Spanned;
use syn::{Attribute, Error, ExprPath, LitStr, Path, Result};

/// What a member of the struct is.
pub(crate) enum Member {
    /// A field, named as the member unless there is a name, its value converted by a function if there is one.
    Field { name: Option<LitStr>, with: Option<ExprPath> },
    /// A record of its own, in a group if there is one.
    Record { group: Option<LitStr> },
    /// Nothing that queries see.
    Skipped,
}

/// The attributes of a member, as far as they are given.
#[derive(Default)]
struct Given {
    name: Option<LitStr>,
    with: Option<ExprPath>,
    group: Option<LitStr>,
    flatten: Option<Span>,
    skip: Option<Span>,
}

impl Member {
    /// Reads the attributes of a member.
    pub(crate) fn read(attributes: &[Attribute]) -> Result<Self> {
        let mut given = Given::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("record")) {
            attribute.parse_nested_meta(|meta| given.add(&meta))?;
        }
        given.member()
    }
}

impl Given {
    fn add(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        let path = &meta.path;
        if path.is_ident("name") {
            once(&mut self.name, meta, text(meta)?)
        } else if path.is_ident("with") {
            once(&mut self.with, meta, meta.value()?.parse::<LitStr>()?.parse()?)
        } else if path.is_ident("group") {
            once(&mut self.group, meta, text(meta)?)
        } else if path.is_ident("flatten") {
            once(&mut self.flatten, meta, path.span())
        } else if path.is_ident("skip") {
            once(&mut self.skip, meta, path.span())
        } else {
            Err(meta.error("unknown attribute; expected `name`, `with`, `group`, `flatten` or `skip`"))
        }
    }

    fn member(self) -> Result<Member> {
        let Self { name, with, group, flatten, skip } = self;
        let of_field =
            [("name", name.as_ref().map(LitStr::span)), ("with", with.as_ref().map(Spanned::span))];
        let of_record = [("group", group.as_ref().map(LitStr::span)), ("flatten", flatten)];
        let given = |attributes: &[(&'static str, Option<Span>)]| {
            attributes.iter().find_map(|(attribute, span)| span.map(|span| (*attribute, span)))
        };
        match (given(&of_field), given(&of_record), skip) {
            (Some((attribute, span)), _, Some(_)) | (_, Some((attribute, span)), Some(_)) => {
                Err(Error::new(span, format!("`{attribute}` has no effect on a member that is skipped")))
            }
            (Some((attribute, span)), Some((record, _)), None) => {
                let message =
                    format!("`{attribute}` is for a field, but `{record}` makes the member a record");
                Err(Error::new(span, message))
            }
            (None, Some(_), None) => match (&group, flatten) {
                (Some(_), Some(span)) => Err(Error::new(
                    span,
                    "`group` and `flatten` exclude each other: `flatten` is without a group",
                )),
                _ => Ok(Member::Record { group }),
            },
            (None, None, Some(_)) => Ok(Member::Skipped),
            (_, None, None) => Ok(Member::Field { name, with }),
        }
    }
}

/// Sets what may be given once.
fn once<T>(place: &mut Option<T>, meta: &ParseNestedMeta<'_>, value: T) -> Result<()> {
    if place.replace(value).is_some() { Err(meta.error("given twice")) } else { Ok(()) }
}

/// A text that names something.
fn text(meta: &ParseNestedMeta<'_>) -> Result<LitStr> {
    let text: LitStr = meta.value()?.parse()?;
    if text.value().trim().is_empty() { Err(Error::new(text.span(), "empty name")) } else { Ok(text) }
}

/// Reads the attributes of the struct: where the library is.
pub(crate) fn library(attributes: &[Attribute]) -> Result<Path> {
    let mut library: Option<Path> = None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("record")) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("crate") {
                once(&mut library, &meta, meta.value()?.parse::<LitStr>()?.parse()?)
            } else {
                Err(meta.error("unknown attribute of a struct; expected `crate`"))
            }
        })?;
    }
    library.map_or_else(|| syn::parse_str("::coreql"), Ok)
}
