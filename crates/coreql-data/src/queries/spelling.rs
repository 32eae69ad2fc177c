//! How a file spells a text.

use serde_json::Value as Json;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    /// As it is.
    Bare,
    /// A string of JSON, or of YAML in double quotes.
    DoubleQuoted,
    /// A string of YAML in single quotes.
    #[cfg(feature = "yaml")]
    SingleQuoted,
    /// A scalar of YAML without quotes.
    #[cfg(feature = "yaml")]
    Plain,
    /// Lines of YAML after `|`, each with this indentation.
    #[cfg(feature = "yaml")]
    Literal { indentation: String },
    /// Lines of YAML after `>`, each with this indentation.
    #[cfg(feature = "yaml")]
    Folded { indentation: String },
}

impl Spelling {
    /// The text in this spelling, or in one that can hold it.
    pub(super) fn spell(&self, text: &str) -> String {
        match self {
            Self::Bare => text.to_owned(),
            Self::DoubleQuoted => double_quoted(text),
            #[cfg(feature = "yaml")]
            Self::Plain if can_be_plain(text) => text.to_owned(),
            #[cfg(feature = "yaml")]
            Self::SingleQuoted | Self::Plain => {
                if text.contains(char::is_control) {
                    double_quoted(text)
                } else {
                    format!("'{}'", text.replace('\'', "''"))
                }
            }
            #[cfg(feature = "yaml")]
            Self::Literal { indentation } => text.replace('\n', &format!("\n{indentation}")),
            #[cfg(feature = "yaml")]
            Self::Folded { indentation } => text.replace('\n', &format!("\n\n{indentation}")),
        }
    }
}

impl Spelling {
    /// A part of a text as it is spelled within the quotes, or without any.
    pub(super) fn spell_part(&self, part: &str) -> Option<String> {
        match self {
            Self::Bare => Some(part.to_owned()),
            Self::DoubleQuoted => {
                let quoted = double_quoted(part);
                Some(quoted.get(1..quoted.len().saturating_sub(1))?.to_owned())
            }
            #[cfg(feature = "yaml")]
            Self::SingleQuoted => (!part.contains(char::is_control)).then(|| part.replace('\'', "''")),
            #[cfg(feature = "yaml")]
            Self::Plain => {
                let is_text = !part.contains(['\n', '\r', '\t', '[', ']', '{', '}', ',', '#', ':']);
                is_text.then(|| part.to_owned())
            }
            #[cfg(feature = "yaml")]
            Self::Literal { .. } | Self::Folded { .. } => {
                (!part.contains(char::is_control)).then(|| part.to_owned())
            }
        }
    }
}

fn double_quoted(text: &str) -> String {
    Json::from(text).to_string()
}

/// Whether YAML reads the text as itself without quotes, wherever it is.
#[cfg(feature = "yaml")]
fn can_be_plain(text: &str) -> bool {
    let ends = text.starts_with(char::is_alphabetic) && text.trim_end() == text && !text.ends_with(':');
    ends && !text.contains(['\n', '\r', '\t', '[', ']', '{', '}', ','])
        && !text.contains(": ")
        && !text.contains(" #")
}
