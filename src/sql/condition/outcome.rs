//! A condition with its outcomes: as it is, negated, and with or without the rows that have no value.

use super::atom::{Atom, TextOperand, null_tests};
use crate::sql::plan::Outcomes;
use crate::sql::writer::Writer;

/// A condition without its negation: true if it holds, false or NULL if it does not or the value is missing.
#[derive(Debug)]
pub(in crate::sql) struct Condition<'m> {
    /// At least one of these holds.
    pub(super) any: Vec<Atom<'m>>,
    pub(super) present: Present<'m>,
}

/// When there is a value to compare.
#[derive(Debug)]
pub(super) enum Present<'m> {
    /// One of these columns is not NULL.
    Any(Vec<&'m str>),
    /// None of these columns is NULL.
    All(Vec<&'m str>),
    /// A plain column of versions, where `""` is as good as NULL.
    NotBlank(TextOperand<'m>),
    /// Always: presence is the condition itself.
    Always,
}

/// Operands of one parenthesis at most: engines read a long chain by recursion.
pub(in crate::sql) const LONGEST: usize = 64;

/// Any of the atoms, in parentheses of parentheses where they are many.
fn one_holds(atoms: &[Atom<'_>], writer: &mut Writer<'_>) {
    match atoms {
        [] => {
            writer.sql("1 = 0");
        }
        [one] => one.write(writer),
        several => {
            writer.sql("(");
            for (index, part) in several.chunks(several.len().div_ceil(LONGEST)).enumerate() {
                writer.sql(if index == 0 { "" } else { " OR " });
                one_holds(part, writer);
            }
            writer.sql(")");
        }
    }
}

impl Condition<'_> {
    /// Writes the test that has these outcomes.
    pub(in crate::sql) fn write(&self, outcomes: Outcomes, writer: &mut Writer<'_>) {
        match outcomes {
            Outcomes { on_match: true, on_mismatch: false, on_missing: false } => self.predicate(writer),
            Outcomes { on_match: false, on_mismatch: true, on_missing: true } => self.complement(writer),
            Outcomes { on_match: false, on_mismatch: true, on_missing: false } => match self.present {
                Present::Always => self.complement(writer),
                Present::Any(_) | Present::All(_) | Present::NotBlank(_) => {
                    writer.sql("(");
                    self.present.write(writer);
                    writer.sql(" AND ");
                    self.complement(writer);
                    writer.sql(")");
                }
            },
            Outcomes { on_match: true, on_mismatch: false, on_missing: true } => match self.present {
                Present::Always => self.predicate(writer),
                Present::Any(_) | Present::All(_) | Present::NotBlank(_) => {
                    writer.sql("(");
                    self.present.write_not(writer);
                    writer.sql(" OR ");
                    self.predicate(writer);
                    writer.sql(")");
                }
            },
            Outcomes { on_match: true, on_mismatch: true, on_missing: false } => self.present.write(writer),
            Outcomes { on_match: false, on_mismatch: false, on_missing: true } => {
                self.present.write_not(writer)
            }
            Outcomes { on_match, on_mismatch: _, on_missing: _ } => {
                writer.sql(if on_match { "1 = 1" } else { "1 = 0" });
            }
        }
    }

    fn predicate(&self, writer: &mut Writer<'_>) {
        one_holds(&self.any, writer);
    }

    fn complement(&self, writer: &mut Writer<'_>) {
        if self.any.is_empty() {
            writer.sql("1 = 1");
            return;
        }
        writer.template(writer.dialect().facts().is_not_true, &mut |writer, _| self.predicate(writer));
    }
}

impl Present<'_> {
    fn write(&self, writer: &mut Writer<'_>) {
        match self {
            Present::Always => {
                writer.sql("1 = 1");
            }
            Present::NotBlank(operand) => Atom::NotBlank(*operand).write(writer),
            Present::Any(columns) => null_tests(columns, " IS NOT NULL", " OR ", writer),
            Present::All(columns) => null_tests(columns, " IS NOT NULL", " AND ", writer),
        }
    }

    fn write_not(&self, writer: &mut Writer<'_>) {
        match self {
            Present::Always => {
                writer.sql("1 = 0");
            }
            Present::NotBlank(operand) => Atom::BlankText(*operand, &[""]).write(writer),
            Present::Any(columns) => null_tests(columns, " IS NULL", " AND ", writer),
            Present::All(columns) => null_tests(columns, " IS NULL", " OR ", writer),
        }
    }
}
