//! Quotation marks other than `"` (language, rule 2.14): which characters they are, and where a text in them ends
//! (rule 2.18).

use std::borrow::Cow;

use super::ast::Connective;
use super::lexical::{self, Keyword};

/// Marks that close one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    Single,
    Double,
    Corner,
}

/// The family of a quotation mark other than `"`.
pub(crate) const fn family(c: char) -> Option<Family> {
    match c {
        '\'' | '`' | '´' | '‘'..='‛' | '‹' | '›' | '′' | '‵' | '\u{ff07}' => {
            Some(Family::Single)
        }
        '«' | '»' | '“'..='‟' | '″' | '‴' | '‶' | '‷' | '⹂' | '〝'..='〟' | '\u{ff02}' => {
            Some(Family::Double)
        }
        '「'..='』' | '﹁'..='﹄' | '｢' | '｣' => Some(Family::Corner),
        _ => None,
    }
}

/// The family of the mark that a text begins with.
pub(crate) fn opening(text: &str) -> Option<Family> {
    text.chars().next().and_then(family)
}

/// What a text in wrong quotes is part of: what may follow it right after its closing quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Where a field may be, so that an operator may follow.
    Field,
    Other,
}

/// The length of a text up to and with its closing quote, if it begins with a wrong quote and one closes it.
///
/// The closing quote is a mark of the same family, or `"`, with something behind it that may follow a string. A quote
/// that opens another text of the family ends the search.
pub(crate) fn closed(text: &str, place: Place) -> Option<usize> {
    let own = opening(text)?;
    let mut straight = Straight::Outside;
    let mut before: Option<char> = None;
    let first = text.chars().next()?.len_utf8();
    for (at, c) in text.char_indices() {
        let Some(before) = before.replace(c) else { continue };
        let end = at.saturating_add(c.len_utf8());
        let rest = text.get(end..).unwrap_or_default();
        // An empty text is not followed by an operator: `''is''`.
        let empty = at == first;
        let closes = may_follow(rest, if empty { Place::Other } else { place });
        // As a word can; so no text is searched twice for one family.
        let doubled = rest.strip_prefix(c).is_some_and(|rest| may_follow(rest, place));
        let opens =
            lexical::ends_word(before) && rest.starts_with(|c: char| !lexical::ends_word(c)) && !doubled;
        if family(c) == Some(own) {
            if closes {
                return Some(end);
            }
            if opens {
                return straight.closed();
            }
        } else if c == '"' {
            straight = match straight {
                Straight::Outside if closes && empty && own == Family::Double => Straight::Closed(end),
                Straight::Outside if closes && !empty && !lexical::ends_word(before) => Straight::Closed(end),
                Straight::Outside => Straight::Inside,
                Straight::Inside => Straight::Outside,
                Straight::Closed(_) => return straight.closed(),
            };
        } else if let Straight::Closed(end) = straight
            && (lexical::is_symbol(c) || (before.is_whitespace() && begins_with_connective(text.get(at..)?)))
        {
            return Some(end);
        }
    }
    straight.closed()
}

/// The straight quotes within other quotes.
#[derive(Clone, Copy)]
enum Straight {
    Outside,
    /// One is open, as in `“say "hi" to him”`.
    Inside,
    /// One that nothing opened ends the text here, unless the right one follows: `“iOS"`, but `“5" screen”`.
    Closed(usize),
}

impl Straight {
    const fn closed(self) -> Option<usize> {
        match self {
            Self::Outside | Self::Inside => None,
            Self::Closed(end) => Some(end),
        }
    }
}

/// Whether a text may follow a string: white space, the end, `)`, `,`, a symbol, or a keyword that ends there.
pub(crate) fn may_follow(rest: &str, place: Place) -> bool {
    match rest.chars().next() {
        None | Some(')' | ',') => true,
        Some(';') => rest.len() == 1,
        Some(c) if c.is_whitespace() || lexical::is_symbol(c) => true,
        Some(':' | '"') if place == Place::Field => true,
        Some(_) => begins_with_connective(rest) || (place == Place::Field && begins_with_operator(rest)),
    }
}

/// Whether an operator may begin a text.
pub(crate) fn operator_may_follow(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.starts_with(lexical::is_symbol) || begins_with_operator(rest)
}

/// Where a text ends that has a wrong double quote where it should have `"`: `iPad” AND …`.
pub(crate) fn closed_by_mistake(text: &str) -> Option<usize> {
    text.char_indices().find_map(|(at, c)| {
        let end = at.saturating_add(c.len_utf8());
        let closes = family(c) == Some(Family::Double) && may_follow(text.get(end..)?, Place::Other);
        closes.then_some(end)
    })
}

fn begins_with_connective(rest: &str) -> bool {
    rest.starts_with("&&") || rest.starts_with("||") || keyword(rest).and_then(Keyword::connective).is_some()
}

fn begins_with_operator(rest: &str) -> bool {
    let letters = rest.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    keyword(rest).is_some_and(Keyword::begins_operator)
        && letters.chars().next().is_none_or(lexical::ends_word)
}

/// The connective at the start of a word that goes on with a wrong quote, and its length: `OR“model”`.
pub(crate) fn connective_before_quote(word: &str) -> Option<(Connective, usize)> {
    let length = word.bytes().take_while(u8::is_ascii_alphabetic).take(Keyword::LONGEST).count();
    opening(word.get(length..)?)?;
    Some((keyword(word).and_then(Keyword::connective)?, length))
}

/// The keyword that a text begins with: it ends with the word, or before a quote.
fn keyword(rest: &str) -> Option<Keyword> {
    let letters =
        rest.bytes().take_while(u8::is_ascii_alphabetic).take(Keyword::LONGEST.saturating_add(1)).count();
    let (word, behind) = rest.split_at_checked(letters)?;
    let ends = behind.chars().next().is_none_or(|c| lexical::ends_word(c) || family(c).is_some());
    if ends { Keyword::of(word.as_bytes()) } else { None }
}

/// What is in wrong quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unquoted<'t> {
    /// The text without the quotes, with one quote for each doubled or escaped one.
    pub(crate) text: Cow<'t, str>,
    /// Whether there is no doubt about where it ends and what it is.
    pub(crate) sure: bool,
}

/// A text without the wrong quotes around it. The closing quote may be missing.
pub(crate) fn unquoted(text: &str) -> Unquoted<'_> {
    let mut chars = text.chars();
    let Some((opening, own)) = chars.next().and_then(|c| Some((c, family(c)?))) else {
        return Unquoted { text: Cow::Borrowed(text), sure: false };
    };
    let after_opening = chars.as_str();
    let closing = chars.next_back();
    let closes = |c: char| c == '"' || family(c) == Some(own);
    let (mut body, closed) = match closing {
        Some(c) if closes(c) => (chars.as_str(), true),
        Some(_) | None => (after_opening, false),
    };
    // `''x''` is one pair.
    if closed && let Some(inner) = doubled(body, own) {
        body = inner;
    }
    let marks = !body.is_empty() && body.chars().all(|c| family(c) == Some(own));
    let sure = closed && (closing != Some('"') || own == Family::Double) && !body.ends_with('\\') && !marks;
    if own != Family::Single {
        return Unquoted { text: Cow::Borrowed(body), sure };
    }
    let twice: String = [opening; 2].iter().collect();
    let escaped: String = ['\\', opening].iter().collect();
    let sure = sure && !body.contains(&escaped);
    if !body.contains(&twice) && !body.contains(&escaped) {
        return Unquoted { text: Cow::Borrowed(body), sure };
    }
    let once = opening.to_string();
    Unquoted { text: Cow::Owned(body.replace(&twice, &once).replace(&escaped, &once)), sure }
}

/// What is between the inner quotes of a doubled pair.
fn doubled(body: &str, own: Family) -> Option<&str> {
    let mut chars = body.chars();
    let (first, last) = (chars.next()?, chars.next_back()?);
    let inner = chars.as_str();
    let lone = |c: char| family(c) == Some(own);
    (lone(first) && lone(last) && !inner.is_empty() && !inner.starts_with(lone) && !inner.ends_with(lone))
        .then_some(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text in quotes at the start of another.
    fn run(text: &str) -> Option<&str> {
        closed(text, Place::Other).and_then(|end| text.get(..end))
    }

    /// Rule 2.18.
    #[test]
    fn where_a_text_ends() {
        for (text, expected) in [
            ("'iOS'", Some("'iOS'")),
            ("'iOS' AND x = 'y'", Some("'iOS'")),
            ("'iOS'AND x", Some("'iOS'")),
            ("'iOS'ANDx", None),
            ("“GG7C”OR“common.SerialNumber”=“GG7D”", Some("“GG7C”")),
            ("'O'Brien'", Some("'O'Brien'")),
            ("'Ole''s iPhone'", Some("'Ole''s iPhone'")),
            ("''iPad''", Some("''iPad''")),
            ("'' AND x = ''", Some("''")),
            ("“iOS\" AND x = “y”", Some("“iOS\"")),
            ("“5\" screen”", Some("“5\" screen”")),
            ("“say \"hi\" to him”", Some("“say \"hi\" to him”")),
            ("„iOS“)", Some("„iOS“")),
            ("»iOS«,", Some("»iOS«")),
            ("「iOS」=", Some("「iOS」")),
            ("'a AND 'b'", None),
            ("'iPad\" AND x = \"y\"", Some("'iPad\"")),
            ("‘Tim’s iPad’", Some("‘Tim’s iPad’")),
        ] {
            assert_eq!(run(text), expected, "{text}");
        }
        assert_eq!(closed("'platform'is empty", Place::Other), None);
        assert_eq!(closed("'platform'is empty", Place::Field), Some("'platform'".len()));
    }

    #[test]
    fn what_is_in_the_quotes() {
        for (text, expected, sure) in [
            ("'iOS'", "iOS", true),
            ("''", "", true),
            ("''iPad''", "iPad", true),
            ("'Ole''s iPhone'", "Ole's iPhone", true),
            ("'O''Brien'''", "O'Brien'", true),
            ("`a``b`", "a`b", true),
            ("'Ole\\'s'", "Ole's", false),
            ("'C:\\temp\\'", "C:\\temp\\", false),
            ("“iOS\"", "iOS", true),
            ("'iOS\"", "iOS", false),
            ("'iOS", "iOS", false),
        ] {
            assert_eq!(unquoted(text), Unquoted { text: Cow::Borrowed(expected), sure }, "{text}");
        }
    }
}
