//! BETWEEN, and dates relative to now.

use super::{Message, MessageBuilder};
use crate::diagnostic::fix::{Applicability, Fix};
use crate::syntax::{BetweenParts, Extension};

/// `between 1` and something else than `and`.
pub(super) fn missing_and(builder: &MessageBuilder<'_, '_>) -> Message {
    Message::new(format!("expected `AND` and the highest value, found {}", builder.found()))
        .help("write `BETWEEN lowest AND highest`")
}

/// `now -` and no amount.
pub(super) fn missing_amount(builder: &MessageBuilder<'_, '_>) -> Message {
    Message::new(format!(
        "expected an amount such as `30d` after `{}`, found {}",
        builder.related(),
        builder.found()
    ))
    .help("the units are `m`, `h`, `d`, `w`, `mo` and `y`: minutes, hours, days, weeks, months and years")
}

/// `between` in Core syntax, with all that belongs to it.
pub(super) fn core_between(builder: &MessageBuilder<'_, '_>, parts: BetweenParts) -> Message {
    let BetweenParts { negated, field, low, high } = parts;
    let [name, from, to] = [field, low, high].map(|span| builder.text(span));
    let (extension, applicability, text) = if negated {
        // Of text and versions that is not the complement.
        let text = format!("({name} < {from} OR {name} > {to} OR {name} is empty)");
        (Extension::NotBetween, Applicability::Suggestion, text)
    } else {
        (Extension::Between, Applicability::Automatic, format!("({name} >= {from} AND {name} <= {to})"))
    };
    let edit = builder.editor.replace(field.join(high), &text);
    builder.extended_only(extension).fix(Fix::new(applicability, "write two comparisons", [edit]))
}
