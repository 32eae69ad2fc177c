//! How the language is spelled (language, section 2): which characters end a word, which words are reserved, which
//! begin an operator. Each fact is written here once; the lexer, the parser, the printer and the diagnostics read it.

use super::ast::{Connective, Operator};
use super::quote_marks;

/// May precede a query; it is not part of the first token.
pub(crate) const BYTE_ORDER_MARK: char = '\u{feff}';

/// What a byte starts or continues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ByteClass {
    /// ASCII white space.
    Space,
    /// Any other ASCII character that words are made of.
    Word,
    Quote,
    Equal,
    Less,
    Greater,
    Bang,
    OpenParen,
    CloseParen,
    Comma,
    /// Part of a character that is not ASCII.
    NotAscii,
}

impl ByteClass {
    /// The class of a byte.
    #[inline(always)]
    pub(crate) fn of(byte: u8) -> Self {
        CLASSES.get(usize::from(byte)).copied().unwrap_or(Self::NotAscii)
    }

    const fn of_ascii(byte: u8) -> Self {
        match byte {
            b' ' | b'\t'..=b'\r' => Self::Space,
            b'"' => Self::Quote,
            b'=' => Self::Equal,
            b'<' => Self::Less,
            b'>' => Self::Greater,
            b'!' => Self::Bang,
            b'(' => Self::OpenParen,
            b')' => Self::CloseParen,
            b',' => Self::Comma,
            _ => Self::Word,
        }
    }

    /// Whether a maximal run of such bytes is one operator.
    #[inline]
    pub(crate) const fn is_symbol(self) -> bool {
        matches!(self, Self::Equal | Self::Less | Self::Greater | Self::Bang)
    }
}

const CLASSES: [ByteClass; 256] = {
    let mut classes = [ByteClass::NotAscii; 256];
    let mut byte = 0_u8;
    while byte.is_ascii() {
        #[expect(clippy::as_conversions, clippy::indexing_slicing, reason = "within the table, and const")]
        let class = &mut classes[byte as usize];
        *class = ByteClass::of_ascii(byte);
        byte += 1;
    }
    classes
};

/// Whether a character is not part of a word: white space, a quote, a symbol, a parenthesis, a comma.
pub(crate) fn ends_word(c: char) -> bool {
    u8::try_from(c)
        .ok()
        .filter(u8::is_ascii)
        .map_or_else(|| c.is_whitespace(), |byte| ByteClass::of_ascii(byte) != ByteClass::Word)
}

/// Whether a character is part of a symbol operator.
pub(crate) fn is_symbol(c: char) -> bool {
    u8::try_from(c).is_ok_and(|byte| ByteClass::of(byte).is_symbol())
}

/// The words with a meaning in the grammar. All are contextual but `AND`, `OR` and `NOT`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keyword {
    And,
    Or,
    Not,
    Contains,
    Starts,
    With,
    Does,
    Contain,
    Is,
    Empty,
    In,
}

impl Keyword {
    /// The length of the longest one, in bytes.
    pub(crate) const LONGEST: usize = Self::Contains.as_str().len();

    /// The length of the longest one that is reserved, in bytes.
    pub(crate) const LONGEST_RESERVED: usize = 3;

    /// Its spelling in lower case, of at most eight bytes.
    const fn as_str(self) -> &'static str {
        match self {
            Self::And => "and",
            Self::Or => "or",
            Self::Not => "not",
            Self::Contains => "contains",
            Self::Starts => "starts",
            Self::With => "with",
            Self::Does => "does",
            Self::Contain => "contain",
            Self::Is => "is",
            Self::Empty => "empty",
            Self::In => "in",
        }
    }

    const fn folded(self) -> (usize, u64) {
        folded(self.as_str().as_bytes())
    }

    /// The keyword that a word is, in any ASCII case.
    #[inline]
    pub(crate) fn of(word: &[u8]) -> Option<Self> {
        const AND: (usize, u64) = Keyword::And.folded();
        const OR: (usize, u64) = Keyword::Or.folded();
        const NOT: (usize, u64) = Keyword::Not.folded();
        const CONTAINS: (usize, u64) = Keyword::Contains.folded();
        const STARTS: (usize, u64) = Keyword::Starts.folded();
        const WITH: (usize, u64) = Keyword::With.folded();
        const DOES: (usize, u64) = Keyword::Does.folded();
        const CONTAIN: (usize, u64) = Keyword::Contain.folded();
        const IS: (usize, u64) = Keyword::Is.folded();
        const EMPTY: (usize, u64) = Keyword::Empty.folded();
        const IN: (usize, u64) = Keyword::In.folded();
        match folded(word) {
            AND => Some(Self::And),
            OR => Some(Self::Or),
            NOT => Some(Self::Not),
            CONTAINS => Some(Self::Contains),
            STARTS => Some(Self::Starts),
            WITH => Some(Self::With),
            DOES => Some(Self::Does),
            CONTAIN => Some(Self::Contain),
            IS => Some(Self::Is),
            EMPTY => Some(Self::Empty),
            IN => Some(Self::In),
            _ => None,
        }
    }

    /// Whether a word is this keyword.
    #[inline]
    pub(crate) fn is(self, word: &[u8]) -> bool {
        folded(word) == self.folded()
    }

    /// Whether its first letter is this one, in any case.
    #[inline]
    pub(crate) fn begins_with(self, letter: u8) -> bool {
        self.as_str().as_bytes().first().is_some_and(|first| first.eq_ignore_ascii_case(&letter))
    }

    /// Whether it is a keyword wherever an operand or a value may start.
    #[inline]
    pub(crate) const fn is_reserved(self) -> bool {
        matches!(self, Self::And | Self::Or | Self::Not)
    }

    /// Whether it begins an operator.
    pub(crate) const fn begins_operator(self) -> bool {
        matches!(self, Self::Contains | Self::Starts | Self::Does | Self::Is | Self::In | Self::Not)
    }

    /// The connective that it is.
    #[inline]
    pub(crate) const fn connective(self) -> Option<Connective> {
        match self {
            Self::And => Some(Connective::And),
            Self::Or => Some(Connective::Or),
            _ => None,
        }
    }
}

/// The length of a word and, if that is at most eight bytes, all of it as one number, in which the case of ASCII letters
/// makes no difference.
///
/// The bit that lower case sets turns no other character into a letter, so no other word has the number of a keyword.
#[inline]
const fn folded(word: &[u8]) -> (usize, u64) {
    // The first bytes and the last ones, which overlap in a shorter word. No longer word has the length of a keyword.
    let number = if let (Some(first), Some(last)) = (word.first_chunk(), word.last_chunk()) {
        wide(u32::from_le_bytes(*first)) | (wide(u32::from_le_bytes(*last)) << u32::BITS)
    } else if let (Some([a, b]), Some([c, d])) = (word.first_chunk(), word.last_chunk()) {
        wide(u32::from_le_bytes([*a, *b, *c, *d]))
    } else {
        0
    };
    (word.len(), number | u64::from_le_bytes([0x20; 8]))
}

#[expect(clippy::as_conversions, reason = "no `From` in a const fn")]
const fn wide(number: u32) -> u64 {
    number as u64
}

/// The operator that may be in quotes, and is.
pub(crate) fn quotable_operator(body: &str) -> Option<Operator> {
    Operator::ALL
        .into_iter()
        .find(|operator| operator.is_textual() && body.eq_ignore_ascii_case(operator.as_str()))
}

/// `name = `: a name in quotes that close only after the operator, where those of the value open.
pub(crate) fn name_and_operator(body: &str) -> Option<(&str, Operator)> {
    let body = body.trim_end();
    let name = |operator: Operator| {
        let mut words = operator.as_str().rsplit(' ');
        words
            .try_fold(body, |body, word| body.strip_suffix(word).map(str::trim_end))
            .map(|name| (name, operator))
    };
    // Of `<` and `<=` the longer one comes to the same end last.
    let found = Operator::ALL.into_iter().filter_map(name).min_by_key(|(name, _)| name.len());
    found.filter(|(name, _)| !name.is_empty())
}

/// The name at the start of a text, up to the first operator.
pub(crate) fn name_before_operator(body: &str) -> &str {
    let mut end = 0_usize;
    for word in body.split_inclusive(|c: char| c.is_whitespace() || is_symbol(c)) {
        let plain = word.trim_end_matches(|c: char| c.is_whitespace() || is_symbol(c));
        let operator = Keyword::of(plain.as_bytes()).is_some_and(Keyword::begins_operator);
        if end > 0 && operator {
            break;
        }
        end = end.saturating_add(word.len());
        if word.ends_with(is_symbol) {
            break;
        }
    }
    let name = body.get(..end).unwrap_or(body);
    name.trim_end_matches(|c: char| c.is_whitespace() || is_symbol(c))
}

/// Whether the test for a value that is in quotes, and may be, is negated: `is empty`, `is not empty`.
pub(crate) fn quotable_test(body: &str) -> Option<bool> {
    match body {
        test if test.eq_ignore_ascii_case("is empty") => Some(false),
        test if test.eq_ignore_ascii_case("is not empty") => Some(true),
        _ => None,
    }
}

/// Whether a word is `AND`, `OR` or `NOT`.
#[inline]
pub(crate) fn is_reserved(word: &[u8]) -> bool {
    // Most words are longer, and the length is at hand.
    word.len() <= Keyword::LONGEST_RESERVED && Keyword::of(word).is_some_and(Keyword::is_reserved)
}

/// The connective of other languages that a word is.
pub(crate) fn symbolic_connective(word: &str) -> Option<Connective> {
    match word {
        word if word == "&&" || word.eq_ignore_ascii_case("-and") => Some(Connective::And),
        word if word == "||" || word.eq_ignore_ascii_case("-or") => Some(Connective::Or),
        _ => None,
    }
}

/// Whether a word means in another language that there is no value.
pub(crate) fn means_null(word: &str) -> bool {
    is_one_of(word, &["null", "nil", "none", "blank", "missing", "nothing"])
}

/// Whether the words of an operator of other languages end with one that takes a pattern: `not like`.
pub(crate) fn takes_pattern(words: &str) -> bool {
    let last = words.split_whitespace().next_back().unwrap_or_default();
    is_one_of(last.trim_start_matches(['-', '!']), &["like", "ilike", "notlike"])
}

/// Whether a word is one of these, in any ASCII case.
pub(crate) fn is_one_of(word: &str, words: &[&str]) -> bool {
    words.iter().any(|other| other.eq_ignore_ascii_case(word))
}

/// Whether a word begins with a quote that is not `"`.
#[inline(always)]
pub(crate) fn opens_wrong_quote(word: &[u8]) -> bool {
    // Nearly every word begins with a letter or a digit.
    !word.first().is_some_and(u8::is_ascii_alphanumeric) && begins_with_quote(word)
}

#[cold]
fn begins_with_quote(word: &[u8]) -> bool {
    std::str::from_utf8(word).is_ok_and(|word| quote_marks::opening(word).is_some())
}
