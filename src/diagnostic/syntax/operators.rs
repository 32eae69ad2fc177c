//! Operators that are missing, incomplete, or from another language.

use super::{FIELD_FIRST, Told, Words, offset, remove};
use crate::diagnostic::fix::{Applicability, Fix};
use crate::diagnostic::nearby::{
    before, ends_comparison, first_word, is_reserved, last_word, starts_operator,
};
use crate::syntax::ast::Operator;
use crate::syntax::{Expectation, ForeignOperator, TokenKind, quoted};
use crate::text::{Span, excerpt};

impl Words<'_, '_> {
    pub(super) fn foreign_operator(&self, meant: ForeignOperator) -> Told {
        let message = format!("{} is not an operator", excerpt(self.related()));
        // `… AND is not empty`: the words are an operator, and it is the field that is missing.
        let word = last_word(before(self.source, self.error.related.start));
        if ["is", "does"].iter().any(|first| first.eq_ignore_ascii_case(word)) {
            return (message, Some(FIELD_FIRST.to_owned()), None);
        }
        let fix = self.replace_related(foreign_applicability(self.related()), meant.as_str());
        (message, Some(format!("write `{}`", meant.as_str())), Some(fix))
    }

    pub(super) fn quoted_operator(&self, meant: ForeignOperator) -> Told {
        let body = self.error.token.text(self.source);
        let message = format!("quoted operator {}", excerpt(body));
        // White space within the quotes: they are those of the name before and of the value after.
        if body.trim() != body {
            let help = "is a quotation mark missing before the name?".to_owned();
            return (message, Some(help), None);
        }
        let help = "only `contains`, `starts with` and `does not contain` may be quoted".to_owned();
        (message, Some(help), Some(self.replace_related(Applicability::Automatic, meant.as_str())))
    }

    pub(super) fn missing_operator(&self) -> Told {
        let token = self.error.token;
        let found = self.found();
        let (field, run) = (self.error.related, self.related());
        if ["&&", "||"].contains(&first_word(run)) && field.end > token.span.start {
            let start = Span::new(field.start, token.span.start);
            let message = format!("expected an operator, found {found}");
            return (message, Some(FIELD_FIRST.to_owned()), Some(remove(start, first_word(run))));
        }
        if run.contains(char::is_whitespace) && !run.starts_with('"') && field.end > token.span.start {
            let help = format!("if {} is a single field name, put it in quotes", excerpt(run));
            let fix = Fix::new(Applicability::Suggestion, "put the name in quotes", [(field, quoted(run))]);
            return (format!("expected an operator, found {found}"), Some(help), Some(fix));
        }
        if let Some((name, operator)) = name_and_operator(run) {
            let help = format!("if the name is {}, its closing quotation mark is missing", excerpt(name));
            let mended = format!("{} {operator} \"", quoted(name));
            let fix = Fix::new(Applicability::Suggestion, "close the quotes", [(field, mended)]);
            return (format!("expected an operator, found {found}"), Some(help), Some(fix));
        }
        // `not` alone: the token itself in Core syntax, the word before it in extended syntax.
        let (word, place) = self.word_before();
        let not = if self.error.expected.contains(Expectation::In) {
            Some((place, self.at_value()))
        } else if token.kind == TokenKind::Word && token.text(self.source).eq_ignore_ascii_case("not") {
            let next = first_word(self.after());
            Some((token.span, self.after().starts_with('"') || !(next.is_empty() || is_reserved(next))))
        } else {
            None
        };
        if let Some((span, value_follows)) = not {
            let behind = if span == place { word } else { self.related() };
            let message =
                format!("expected {} after {}, found {found}", self.error.expected, excerpt(behind));
            let fix = value_follows.then(|| {
                Fix::new(Applicability::Suggestion, "write `!=`", [(span, Operator::NotEqual.to_string())])
            });
            return (message, Some("to match any other value, write `!=`".to_owned()), fix);
        }
        let message = format!("expected an operator after {}, found {found}", excerpt(run));
        if self.stands_before_a_value() {
            let help = format!("to compare the two, write `=` in place of {found}");
            return (message, Some(help), Some(self.replace_token("write `=`", "=".to_owned())));
        }
        if !self.at_value() {
            return (
                message,
                Some("write an operator, such as `=`, `contains` or `is empty`".to_owned()),
                None,
            );
        }
        if starts_operator(run) {
            return (message, Some(FIELD_FIRST.to_owned()), None);
        }
        if token.kind == TokenKind::Word && !ends_comparison(self.after()) {
            return (message, Some(unknown_operator(token.text(self.source)).to_owned()), None);
        }
        let help = "to compare the two, write `=` between them".to_owned();
        (message, Some(help), Some(self.insert("=")))
    }

    pub(super) fn wrong_symbol(&self, meant: Option<Operator>) -> Told {
        let message = format!("{} is not an operator", excerpt(self.related()));
        match meant {
            Some(operator) => (
                message,
                Some(format!("write `{operator}`")),
                Some(self.replace_related(Applicability::Automatic, operator.as_str())),
            ),
            None => (
                message,
                Some("the symbolic operators are `=`, `!=`, `<`, `<=`, `>` and `>=`".to_owned()),
                None,
            ),
        }
    }

    /// An operator of several words, of which the last is missing or misspelt.
    pub(super) fn incomplete(&self, start: &str, operator: Operator) -> Told {
        let message = format!("expected {} after `{start}`, found {}", self.error.expected, self.found());
        let help = Some(format!("the operator is `{operator}`"));
        let token = self.error.token;
        let replaced = self.error.related.end > token.span.start;
        if !replaced && !self.at_value() {
            return (message, help, None);
        }
        let text = token.text(self.source);
        if replaced
            && token.kind == TokenKind::String
            && !operator.as_str().split(' ').any(|word| word == text)
        {
            // One of the two strings has no place, and it is not known which.
            return (message, help, None);
        }
        // A word that goes away must be a form of the right one, and a value not need another fix first.
        let sure = if replaced {
            let contain = text.get(.."contain".len());
            operator == Operator::DoesNotContain
                && contain.is_some_and(|word| word.eq_ignore_ascii_case("contain"))
        } else {
            !text.starts_with(['\'', '‘', '’', '“', '”'])
        };
        let applicability = if sure { Applicability::Automatic } else { Applicability::Suggestion };
        // `starts "x" with`: the last word stands behind the value.
        let last = operator.as_str().rsplit(' ').next().unwrap_or_default();
        let behind = first_word(self.after());
        if !replaced && behind.eq_ignore_ascii_case(last) {
            let end = offset(self.source.len() - self.after().len() + behind.len());
            let edits = [
                (Span::at(offset(self.before().len())), format!(" {last}")),
                (Span::new(token.span.end, end), String::new()),
            ];
            let fix =
                Fix::new(Applicability::Suggestion, format!("write `{operator}` before the value"), edits);
            return (message, help, Some(fix));
        }
        let words = if replaced {
            self.error.related
        } else {
            // All up to the offending token, which is no part of it.
            Span::new(self.error.related.start, offset(self.before().len()))
        };
        let fix = Fix::new(applicability, format!("write `{operator}`"), [(words, operator.to_string())]);
        (message, help, Some(fix))
    }

    /// `is is empty`: all but the first go.
    pub(super) fn repeated_word(&self) -> Told {
        let message = format!("repeated {}", self.found());
        let start = offset(self.before().len());
        let fix = Fix::new(
            Applicability::Automatic,
            format!("remove {}", self.found()),
            [(Span::new(start, self.error.related.end), String::new())],
        );
        (message, Some(format!("remove one {}", self.found())), Some(fix))
    }

    pub(super) fn missing_not(&self) -> Told {
        let message = format!("expected `not` after `does`, found {}", self.found());
        if self.error.related.end > self.error.token.span.start {
            // `does contain` may mean either, `does contain not` one of them.
            let both = self.related().split_whitespace().count() > 2;
            let meant = if both { Operator::DoesNotContain } else { Operator::Contains };
            let fix = self.replace_related(Applicability::Suggestion, meant.as_str());
            return (
                message,
                Some("the operators are `contains` and `does not contain`".to_owned()),
                Some(fix),
            );
        }
        (message, Some("the operator is `does not contain`".to_owned()), None)
    }

    pub(super) fn missing_empty(&self) -> Told {
        let negated = self.related().chars().any(char::is_whitespace);
        let (words, operator, empty) = if negated {
            ("is not", Operator::NotEqual, "is not empty")
        } else {
            ("is", Operator::Equal, "is empty")
        };
        let message = format!("expected {} after `{words}`, found {}", self.error.expected, self.found());
        let behind = first_word(self.after());
        if self.at_symbol() && ends_comparison(self.after()) || behind.eq_ignore_ascii_case("empty") {
            // The token stands where `empty` should, or before it.
            let end = if self.at_symbol() {
                self.error.token.span.end
            } else {
                offset(self.source.len() - self.after().len() + behind.len())
            };
            let span = Span::new(self.error.related.start, end);
            let fix =
                Fix::new(Applicability::Suggestion, format!("write `{empty}`"), [(span, empty.to_owned())]);
            return (message, Some(format!("the operator is `{empty}`")), Some(fix));
        }
        let text = self.source.get(self.error.token.span.range()).unwrap_or_default();
        let another = ["contains", "starts"].iter().any(|word| word.eq_ignore_ascii_case(text));
        if self.at_symbol() || (another && !ends_comparison(self.after())) {
            let span = Span::new(self.error.related.start, self.error.token.span.start);
            let help = format!("`{words}` goes with `empty` only; remove it before another operator");
            return (message, Some(help), (!negated).then(|| remove(span, words)));
        }
        if self.after().starts_with('(') && self.error.token.text(self.source).eq_ignore_ascii_case("in") {
            let span = Span::new(self.error.related.start, self.error.token.span.start);
            let list = if negated { "not in" } else { "in" };
            let kept = if negated { "not " } else { "" };
            let title = format!("write `{list}`");
            let fix = Fix::new(Applicability::Suggestion, title, [(span, kept.to_owned())]);
            return (message, Some(format!("before a list, write `{list}`")), Some(fix));
        }
        let help = format!("to compare with a value, write `{operator}`");
        // `is named "x"`: the word before a string is no value.
        let misspelt = self.error.token.kind == TokenKind::Word && self.after().starts_with('"');
        let end = if misspelt { self.error.token.span.end } else { self.error.related.end };
        let span = Span::new(self.error.related.start, end);
        let fix = self.at_value().then(|| {
            let title = format!("write `{operator}`");
            Fix::new(Applicability::Suggestion, title, [(span, operator.to_string())])
        });
        (message, Some(help), fix)
    }
}

/// What to do about a word that is no operator, and that a value follows.
fn unknown_operator(word: &str) -> &'static str {
    let is = |others: &[&str]| others.iter().any(|other| other.eq_ignore_ascii_case(word));
    if is(&["ends", "endswith", "ends-with", "ends_with"]) {
        "there is no operator for the end of a text; `contains` is the closest"
    } else if is(&["matches", "match", "regex", "regexp", "rlike", "glob"]) {
        "patterns are not supported; write `contains` or `starts with`"
    } else if is(&["between"]) {
        "write two comparisons, with `>=` and with `<=`, joined by `AND`"
    } else {
        "replace it with an operator, such as `=`, `contains` or `starts with`"
    }
}

/// `"name = "`: a name in quotes that close only behind the operator, where those of the value open.
fn name_and_operator(run: &str) -> Option<(&str, Operator)> {
    let body = run.strip_prefix('"')?.strip_suffix('"')?.trim_end();
    let name =
        |operator: Operator| body.strip_suffix(operator.as_str()).map(|name| (name.trim_end(), operator));
    // Of `<` and `<=` the longer one comes to the same end last.
    let found = Operator::ALL.into_iter().filter_map(name).min_by_key(|(name, _)| name.len());
    found.filter(|(name, _)| !name.is_empty())
}

/// Words that mean the same in every language are taken as meant; `like` has patterns elsewhere, `null` is not "".
fn foreign_applicability(words: &str) -> Applicability {
    let risky = ["like", "ilike", "null", "nil", "none", "blank", "missing", "nothing", "has"];
    let said = |risk: &&str| words.split_whitespace().any(|word| word.eq_ignore_ascii_case(risk));
    if risky.iter().any(said) { Applicability::Suggestion } else { Applicability::Automatic }
}
