//! The words of options with a fixed set of values.

use clap::ValueEnum;
use clap::builder::{NonEmptyStringValueParser, TypedValueParser};
use coreql::catalog::Endpoint;
use coreql::query::MissingValues;
use coreql::syntax::Syntax;
use coreql_data::config::StyleName;

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum SyntaxArg {
    /// What Core accepts
    Core,
    /// Also NOT, IN and NOT IN
    Extended,
}

impl From<SyntaxArg> for Syntax {
    fn from(syntax: SyntaxArg) -> Self {
        match syntax {
            SyntaxArg::Core => Self::Core,
            SyntaxArg::Extended => Self::Extended,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum MissingArg {
    /// They match: each is the exact opposite of =, contains or IN
    Complement,
    /// They do not match, as in SQL
    Exclude,
}

impl From<MissingArg> for MissingValues {
    fn from(missing: MissingArg) -> Self {
        match missing {
            MissingArg::Complement => Self::Complement,
            MissingArg::Exclude => Self::Exclude,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum EndpointArg {
    Search,
    Count,
    QueryTest,
    Export,
}

impl From<EndpointArg> for Endpoint {
    fn from(endpoint: EndpointArg) -> Self {
        match endpoint {
            EndpointArg::Search => Self::Search,
            EndpointArg::Count => Self::Count,
            EndpointArg::QueryTest => Self::QueryTest,
            EndpointArg::Export => Self::Export,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TextFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum StyleArg {
    /// Full names, every value quoted that may be
    Canonical,
    /// As the admin portal writes it
    Portal,
    /// On several lines
    Pretty,
    /// As short as possible
    Compact,
}

impl From<StyleArg> for StyleName {
    fn from(style: StyleArg) -> Self {
        match style {
            StyleArg::Canonical => Self::Canonical,
            StyleArg::Portal => Self::Portal,
            StyleArg::Pretty => Self::Pretty,
            StyleArg::Compact => Self::Compact,
        }
    }
}

/// The parser of a name in a list: blanks around it, as in `platform, model`, are no part of it.
pub(crate) fn name_parser() -> impl TypedValueParser<Value = String> {
    NonEmptyStringValueParser::new().try_map(|text| match text.trim() {
        "" => Err("a name is missing"),
        name => Ok(name.to_owned()),
    })
}
