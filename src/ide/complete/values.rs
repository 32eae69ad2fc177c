//! Values that the type of a field and the operator take.

use super::anchor::Anchor;
use super::operators::operator_of;
use super::{Collector, ItemKind, Proposal, escaped};
use crate::catalog::FieldType;
use crate::ide::describe;
use crate::query::date_of;
use crate::syntax::ast::Operator;
use crate::syntax::quoted;
use crate::value::relative::{Clock, Relative, Unit};

impl Collector<'_, '_> {
    pub(super) fn values(&mut self, anchor: &Anchor<'_>) {
        let field_type = self.field_type(anchor);
        let operator = operator_of(anchor.automaton.relation);
        if matches!(field_type, FieldType::Boolean | FieldType::Untyped)
            && !operator.is_textual()
            && FieldType::Boolean.allows(operator)
        {
            self.add(anchor, Proposal::new(ItemKind::Value, "true"));
            self.add(anchor, Proposal::new(ItemKind::Value, "false"));
        }
        let field = anchor.automaton.catalog_field(anchor.source, self.options.query.catalog());
        // Of booleans there are no others.
        if let Some(field) = field.filter(|_| field_type != FieldType::Boolean) {
            for value in field.known_values() {
                self.value(anchor, (field_type, operator), ItemKind::Value, value, None);
            }
            if let Some(sample) =
                field.sample().filter(|sample| !field.known_values().iter().any(|v| v == sample))
            {
                let detail = Some("example".to_owned());
                self.value(anchor, (field_type, operator), ItemKind::Template, sample, detail);
            }
        }
        match field_type {
            FieldType::Date => self.dates(anchor),
            FieldType::Number => self.number(anchor),
            FieldType::Version if field.is_none_or(|field| field.sample().is_none()) => {
                let detail = Some("a version".to_owned());
                self.value(anchor, (field_type, operator), ItemKind::Template, "1.0", detail);
            }
            FieldType::String | FieldType::StringArray | FieldType::Untyped | FieldType::Version => {
                self.text(anchor);
            }
            FieldType::Boolean => {}
        }
    }

    /// A value as printers write it, if the field takes it.
    fn value(
        &mut self,
        anchor: &Anchor<'_>,
        (field_type, operator): (FieldType, Operator),
        kind: ItemKind,
        value: &str,
        detail: Option<String>,
    ) {
        let reading = field_type.read(operator, value, true);
        let Some(reading) = reading.filter(|reading| field_type.allows(operator) && reading.allows(operator))
        else {
            return;
        };
        let spelled = if reading.is_written_bare(value) { value.to_owned() } else { quoted(value) };
        let mut proposal = Proposal::new(kind, value);
        // The label of an empty value would be empty.
        if value.is_empty() {
            proposal.label = "\"\"";
            proposal.filter = Some("");
        }
        proposal.insert = &spelled;
        proposal.detail = detail;
        self.add(anchor, proposal);
    }

    fn number(&mut self, anchor: &Anchor<'_>) {
        let mut zero = Proposal::new(ItemKind::Template, "0");
        zero.detail = Some("a number".to_owned());
        zero.snippet = Some("${1:0}".to_owned());
        self.add(anchor, zero);
    }

    /// Quotes for a text.
    fn text(&mut self, anchor: &Anchor<'_>) {
        if anchor.typed.is_empty() {
            let mut text = Proposal::new(ItemKind::Template, "\"\"");
            text.filter = Some("");
            text.detail = Some("a text".to_owned());
            text.snippet = Some("\"$1\"".to_owned());
            self.add(anchor, text);
        }
    }

    fn dates(&mut self, anchor: &Anchor<'_>) {
        let clock = self.options.query.clock();
        match clock {
            Some(clock) if anchor.automaton.is_extended() => {
                for relative in relatives() {
                    self.relative(anchor, relative, clock);
                }
                if let Some(today) = date_of(Relative::TODAY, clock) {
                    self.date(anchor, &today, "today");
                }
            }
            Some(clock) => {
                for relative in relatives() {
                    if let Some(date) = date_of(relative, clock) {
                        self.date(anchor, &date, &relative.to_string());
                    }
                }
            }
            None => self.date(anchor, "2024-01-31", "a day"),
        }
        self.date(anchor, "2024-01-31T12:00:00Z", "a second, in UTC");
    }

    fn date(&mut self, anchor: &Anchor<'_>, date: &str, detail: &str) {
        let spelled = quoted(date);
        let mut snippet = "\"${1:".to_owned();
        snippet.push_str(&escaped(date));
        snippet.push_str("}\"");
        let mut proposal = Proposal::new(ItemKind::Template, date);
        proposal.insert = &spelled;
        proposal.snippet = Some(snippet);
        proposal.detail = Some(detail.to_owned());
        self.add(anchor, proposal);
    }

    /// A relative date, which is never in quotes.
    fn relative(&mut self, anchor: &Anchor<'_>, relative: Relative, clock: Clock) {
        let Some(interval) = relative.resolve(clock).filter(|_| !anchor.quoted) else { return };
        let spelled = relative.compact().to_string();
        let label = relative.to_string();
        let mut proposal = Proposal::new(ItemKind::Value, &label);
        proposal.insert = &spelled;
        proposal.filter = Some(&spelled);
        proposal.detail = Some(describe::interval(interval));
        self.add(anchor, proposal);
    }

    /// What may follow `now` and `now-` in a comparison with a date.
    pub(super) fn offsets(&mut self, anchor: &Anchor<'_>) {
        use crate::ide::automaton::{Date, Place};
        match anchor.automaton.place {
            Place::AfterValue(Date::Anchor) => self.amounts(anchor, "-"),
            Place::AfterValue(Date::Begun) => self.amounts(anchor, ""),
            _ => {}
        }
    }

    /// Amounts of a relative date.
    pub(super) fn amounts(&mut self, anchor: &Anchor<'_>, sign: &str) {
        if self.field_type(anchor) != FieldType::Date || self.options.query.clock().is_none() {
            return;
        }
        for amount in ["1d", "7d", "30d", "90d", "24h"] {
            let mut spelled = sign.to_owned();
            spelled.push_str(amount);
            self.add(anchor, Proposal::new(ItemKind::Value, &spelled));
        }
    }
}

/// The relative dates that are offered.
fn relatives() -> impl Iterator<Item = Relative> {
    let days = [1, 7, 30, 90].into_iter().filter_map(|days| Relative::TODAY.minus(days, Unit::Day));
    let hours = Relative::NOW.minus(24, Unit::Hour);
    [Relative::TODAY].into_iter().chain(days).chain(hours).chain([Relative::NOW])
}
