//! tmp
#![allow(missing_docs)]
use std::cmp::Ordering;
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Number {
    Integer(i64),
    Double(u64),
}
impl Number {
    pub fn parse(t: &str) -> Option<Self> {
        t.parse().ok().map(Self::Integer)
    }
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    pub start: i64,
    pub end: i64,
}
pub mod date {
    pub fn parse(t: &str) -> Option<super::Interval> {
        t.parse().ok().map(|s| super::Interval { start: s, end: s })
    }
}
pub mod boolean {
    pub fn parse(t: &str) -> Option<bool> {
        if t.eq_ignore_ascii_case("true") {
            Some(true)
        } else if t.eq_ignore_ascii_case("false") {
            Some(false)
        } else {
            None
        }
    }
}
pub mod version {
    pub fn compare(a: &str, b: &str) -> std::cmp::Ordering {
        a.cmp(b)
    }
}
pub trait Elements: std::fmt::Debug {
    fn len(&self) -> usize;
    fn element(&self, i: usize) -> Value<'_>;
}
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    Missing,
    Text(&'a str),
    Integer(i64),
    Double(f64),
    Boolean(bool),
    List(&'a dyn Elements),
    Unreadable,
}
pub struct TextBuffer;
impl TextBuffer {
    pub fn new() -> Self {
        Self
    }
}
pub fn as_text<'a>(v: Value<'a>, _: &'a mut TextBuffer) -> Option<&'a str> {
    match v {
        Value::Text(t) => Some(t),
        _ => None,
    }
}
pub fn number_of(v: Value<'_>) -> Option<Number> {
    match v {
        Value::Integer(i) => Some(Number::Integer(i)),
        _ => None,
    }
}
pub fn instant_of(v: Value<'_>) -> Option<i64> {
    match v {
        Value::Integer(i) => Some(i),
        _ => None,
    }
}
pub fn boolean_of(v: Value<'_>) -> Option<bool> {
    match v {
        Value::Boolean(i) => Some(i),
        _ => None,
    }
}
pub trait AsValue {
    fn as_value(&self) -> Value<'_>;
}
impl AsValue for String {
    fn as_value(&self) -> Value<'_> {
        Value::Text(self)
    }
}
impl AsValue for Option<i64> {
    fn as_value(&self) -> Value<'_> {
        self.map_or(Value::Missing, Value::Integer)
    }
}
fn _x() -> Ordering {
    Ordering::Less
}
