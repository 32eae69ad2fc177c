//! What a parameter takes, as data, and the values that a request has for it.

use std::borrow::Cow;

use coreql::catalog::Endpoint;
use coreql::text::utf16_len;

use super::form::{MAX_PAIRS, Pairs};
use crate::error::{ApiError, Measure, shown};

/// A parameter of a call, as the guide documents it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) need: Need,
}

/// What values a parameter has. Lengths are in UTF-16 code units.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Text {
        least: usize,
        most: usize,
    },
    /// A whole number.
    Number {
        least: u64,
        most: u64,
    },
    /// The number of a label, which may be negative.
    Id,
    /// Names between commas.
    Names {
        most: u64,
        each: usize,
    },
    /// One of these words, in any case.
    Word(&'static [&'static str]),
    /// `true` or `false`
    Boolean,
    /// The number of a device space that there is.
    Space,
}

/// Whether a request needs the parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    Optional,
    /// It is an error if it is missing.
    Required,
    /// The guide requires it; with lenient limits it may be missing.
    Documented,
    /// It may be missing if the other one is there.
    Unless(&'static str),
}

/// The space that is meant: required by the guide.
pub(crate) const SPACE: Parameter =
    Parameter { name: "adminDeviceSpaceId", kind: Kind::Space, need: Need::Documented };

/// The same for calls whose samples in the guide leave it out.
pub(crate) const SPACE_LEFT_OUT: Parameter =
    Parameter { name: "adminDeviceSpaceId", kind: Kind::Space, need: Need::Optional };

pub(crate) const LABEL: Parameter = optional("labelId", Kind::Id);
pub(crate) const OFFSET: Parameter =
    optional("offset", Kind::Number { least: *Endpoint::OFFSET.start(), most: *Endpoint::OFFSET.end() });
pub(crate) const SORT_FIELD: Parameter = optional("sortField", Kind::Text { least: 1, most: 320 });
pub(crate) const SORT_ORDER: Parameter = optional("sortOrder", Kind::Word(&["ASC", "DESC"]));

pub(crate) const fn optional(name: &'static str, kind: Kind) -> Parameter {
    Parameter { name, kind, need: Need::Optional }
}

pub(crate) const fn required(name: &'static str, kind: Kind) -> Parameter {
    Parameter { name, kind, need: Need::Required }
}

/// The query of an endpoint.
pub(crate) const fn query(endpoint: Endpoint, need: Need) -> Parameter {
    Parameter { name: "query", kind: Kind::Text { least: 0, most: endpoint.max_query_utf16() }, need }
}

/// The limit of an endpoint's page.
pub(crate) const fn limit(endpoint: Endpoint) -> Parameter {
    let kind = match endpoint.limit() {
        Some(range) => Kind::Number { least: *range.start(), most: *range.end() },
        None => Kind::Number { least: 0, most: u64::MAX },
    };
    optional("limit", kind)
}

/// The values of a call's parameters, checked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Arguments {
    values: Vec<(&'static str, String)>,
}

impl Arguments {
    /// Reads the parameters of a call. What is ignored, and limits that are not enforced, is noted.
    pub(crate) fn read(
        parameters: &'static [Parameter],
        pairs: Pairs,
        is_lenient: bool,
        notes: &mut Vec<String>,
    ) -> Result<Self, ApiError> {
        if pairs.len() > MAX_PAIRS {
            return Err(ApiError::Parameters { most: MAX_PAIRS });
        }
        let mut values: Vec<(&'static str, String)> = Vec::new();
        for (name, value) in pairs {
            let Some(parameter) = parameters.iter().find(|parameter| parameter.name == name) else {
                notes.push(format!("unknown parameter `{}` ignored", shown(&name).escape_debug()));
                continue;
            };
            let value = value.map_err(|_| ApiError::NotUtf8 { parameter: name })?;
            if values.iter().any(|(known, _)| *known == parameter.name) {
                notes.push(format!("`{}` came again; the first value counts", parameter.name));
            } else if !(value.trim().is_empty() && parameter.kind.is_absent_if_blank()) {
                values.push((parameter.name, value));
            }
        }
        let has = |name: &str| values.iter().any(|(known, _)| *known == name);
        for parameter in parameters.iter().filter(|parameter| !has(parameter.name)) {
            let name = parameter.name;
            match parameter.need {
                Need::Required => return Err(ApiError::Missing { parameter: name }),
                Need::Documented if !is_lenient => return Err(ApiError::Missing { parameter: name }),
                Need::Documented => notes.push(format!("`{name}` is missing")),
                Need::Unless(other) if !has(other) => {
                    return Err(ApiError::MissingBoth { parameter: name, other });
                }
                Need::Optional | Need::Unless(_) => {}
            }
        }
        for parameter in parameters {
            for (_, value) in values.iter_mut().filter(|(name, _)| *name == parameter.name) {
                match parameter.check(value) {
                    Ok(()) => {}
                    Err(error @ ApiError::Limit { .. }) if is_lenient => {
                        notes.push(error.message());
                        // A number below its limit has no meaning.
                        if value.trim().starts_with('-') {
                            "0".clone_into(value);
                        }
                    }
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(Self { values })
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        self.text(name)?.trim().parse().ok()
    }

    pub(crate) fn id(&self, name: &str) -> Option<i64> {
        self.text(name)?.trim().parse().ok()
    }

    /// Whether a Boolean is true, or a word is this one.
    pub(crate) fn is(&self, name: &str, word: &str) -> bool {
        self.text(name).is_some_and(|value| value.trim().eq_ignore_ascii_case(word))
    }

    pub(crate) fn names(&self, name: &str) -> impl Iterator<Item = &str> {
        names(self.text(name).unwrap_or_default())
    }
}

impl ApiError {
    fn message(&self) -> String {
        let message = self.to_json();
        message
            .pointer("/messages/0/localizedMessage")
            .and_then(|text| text.as_str())
            .unwrap_or_default()
            .to_owned()
    }
}

/// Names between commas, without the blanks and line breaks around them.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|name| !name.is_empty())
}

fn length(text: &str) -> u64 {
    as_u64(utf16_len(text))
}

fn as_u64(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

impl Kind {
    /// Whether a blank value is none. A blank text is a text.
    const fn is_absent_if_blank(self) -> bool {
        !matches!(self, Self::Text { .. })
    }
}

impl Parameter {
    fn check(&self, value: &str) -> Result<(), ApiError> {
        let trimmed = value.trim();
        match self.kind {
            Kind::Text { least, most } => {
                self.check_limit(Measure::Characters, as_u64(least), as_u64(most), length(value))
            }
            Kind::Number { least, most } => match trimmed.parse() {
                Ok(number) => self.check_limit(Measure::Number, least, most, number),
                Err(_) if is_whole_number(trimmed) => Err(self.limit(Measure::Number, least, most, trimmed)),
                Err(_) => Err(self.value("a whole number", value)),
            },
            Kind::Id => trimmed.parse::<i64>().map(drop).map_err(|_| self.value("a whole number", value)),
            Kind::Names { most, each } => {
                let count = names(value).count();
                self.check_limit(Measure::Names, 1, most, as_u64(count))?;
                let longest = names(value).map(length).max().unwrap_or_default();
                self.check_limit(Measure::CharactersOfName, 1, as_u64(each), longest)
            }
            Kind::Word(words) if words.iter().any(|word| trimmed.eq_ignore_ascii_case(word)) => Ok(()),
            Kind::Word(words) => Err(self.value(words.join(" or "), value)),
            Kind::Boolean if ["true", "false"].iter().any(|word| trimmed.eq_ignore_ascii_case(word)) => {
                Ok(())
            }
            Kind::Boolean => Err(self.value("true or false", value)),
            // 0 is the space of the administrator, which is Global; 1 is Global.
            Kind::Space => match trimmed.parse::<u64>() {
                Ok(0 | 1) => Ok(()),
                Ok(_) | Err(_) => Err(self.value("1 (Global), or 0 for the administrator's own", value)),
            },
        }
    }

    fn check_limit(&self, what: Measure, least: u64, most: u64, found: u64) -> Result<(), ApiError> {
        if (least..=most).contains(&found) {
            Ok(())
        } else {
            Err(self.limit(what, least, most, &found.to_string()))
        }
    }

    fn limit(&self, what: Measure, least: u64, most: u64, found: &str) -> ApiError {
        ApiError::Limit { parameter: self.name, what, least, most, found: found.to_owned() }
    }

    fn value(&self, expected: impl Into<Cow<'static, str>>, found: &str) -> ApiError {
        ApiError::Value { parameter: self.name, expected: expected.into(), found: found.to_owned() }
    }
}

/// Digits, perhaps with a sign: a number, though perhaps none that fits.
fn is_whole_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}
