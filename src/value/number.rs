//! Numbers.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// A number: a 64-bit integer exactly, any other as the nearest IEEE double
/// (language, rules 6.8 to 6.10).
///
/// Numbers are compared by value, an integer with a double too, without rounding.
///
/// ```
/// use coreql::value::Number;
///
/// assert_eq!(Number::parse("1e3"), Number::parse("1000"));
/// assert!(Number::parse("9007199254740993") > Number::parse("9007199254740992.0"));
/// assert_eq!(Number::parse("+1"), None);
/// ```
#[derive(Clone, Copy, Debug)]
pub enum Number {
    /// A signed integer of 64 bits.
    Integer(i64),
    /// A finite double.
    Double(f64),
}

impl Number {
    /// Reads `-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?`. An integer beyond 64 bits is the nearest double; what is not
    /// finite is unreadable.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return match text.parse() {
                Ok(integer) => Some(Self::Integer(integer)),
                Err(_) => Self::of_double(text.parse().ok()?),
            };
        }
        if is_decimal(digits.as_bytes()) { Self::of_double(text.parse().ok()?) } else { None }
    }

    /// The number of a double; `None` if that is not finite.
    pub fn of_double(value: f64) -> Option<Self> {
        value.is_finite().then_some(Self::Double(value))
    }
}

impl Number {
    /// The lowest number above this one, of all integers of 64 bits and all finite doubles.
    #[cfg(feature = "analysis")]
    pub(crate) fn next_above(self) -> Option<Self> {
        self.neighbour(f64::next_up, 1, Ordering::Greater)
    }

    /// The highest number below this one, of all integers of 64 bits and all finite doubles.
    #[cfg(feature = "analysis")]
    pub(crate) fn next_below(self) -> Option<Self> {
        self.neighbour(f64::next_down, -1, Ordering::Less)
    }

    /// The nearest number on one side: `beyond` is its order relative to this one.
    #[cfg(feature = "analysis")]
    fn neighbour(self, step: fn(f64) -> f64, unit: i64, beyond: Ordering) -> Option<Self> {
        #[expect(
            clippy::as_conversions,
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "both round, and the loops go on from there"
        )]
        let (mut double, mut integer) = match self {
            Self::Integer(integer) => (integer as f64, integer.checked_add(unit)),
            Self::Double(double) => (double, Some(double as i64)),
        };
        // An integer is rounded by less than the distance of two doubles.
        while order_of(double, self) != Some(beyond) && double.is_finite() {
            double = step(double);
        }
        // A double's integer part is beyond it already, or its neighbour is.
        while let Some(near) = integer
            && Self::Integer(near).cmp(&self) != beyond
            && order_of(BEYOND, self) != Some(Ordering::Less)
            && order_of(-BEYOND, self) != Some(Ordering::Greater)
        {
            integer = near.checked_add(unit);
        }
        let integer = integer.map(Self::Integer).filter(|near| near.cmp(&self) == beyond);
        let candidates = [Self::of_double(double), integer].into_iter().flatten();
        match beyond {
            Ordering::Greater => candidates.min(),
            Ordering::Less | Ordering::Equal => candidates.max(),
        }
    }
}

/// The order of a double relative to a number; `None` if it is not finite.
#[cfg(feature = "analysis")]
fn order_of(double: f64, number: Number) -> Option<Ordering> {
    Number::of_double(double).map(|double| double.cmp(&number))
}

fn is_decimal(text: &[u8]) -> bool {
    let after_integer = skip_digits(text);
    let after_fraction = match after_integer {
        Some([b'.', rest @ ..]) => skip_digits(rest),
        other => other,
    };
    let after_exponent = match after_fraction {
        Some([b'e' | b'E', b'+' | b'-', rest @ ..]) | Some([b'e' | b'E', rest @ ..]) => skip_digits(rest),
        other => other,
    };
    after_exponent == Some(&[])
}

/// What follows one or more digits.
fn skip_digits(text: &[u8]) -> Option<&[u8]> {
    let end = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    if end == 0 { None } else { text.get(end..) }
}

impl Ord for Number {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Integer(a), Self::Integer(b)) => a.cmp(b),
            (Self::Double(a), Self::Double(b)) => compare_doubles(*a, *b),
            (Self::Integer(a), Self::Double(b)) => compare_mixed(*a, *b),
            (Self::Double(a), Self::Integer(b)) => compare_mixed(*b, *a).reverse(),
        }
    }
}

fn compare_doubles(a: f64, b: f64) -> Ordering {
    // Both are finite, so they are always comparable; zeros of both signs are equal.
    a.partial_cmp(&b).unwrap_or(Ordering::Equal)
}

/// 2⁶³, the first double beyond all 64-bit integers; -2⁶³ is the lowest of them.
const BEYOND: f64 = 9_223_372_036_854_775_808.0;

fn compare_mixed(integer: i64, double: f64) -> Ordering {
    if double >= BEYOND {
        return Ordering::Less;
    }
    if double < -BEYOND {
        return Ordering::Greater;
    }
    let whole = double.trunc();
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        reason = "a whole double within 64 bits converts exactly"
    )]
    let floor = whole as i64;
    // Where the whole parts are equal, the fraction decides.
    integer.cmp(&floor).then_with(|| compare_doubles(0.0, double - whole))
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Number {}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Self::Integer(integer) => integer.hash(state),
            // A double that equals an integer must have the same hash.
            Self::Double(double) if *double >= -BEYOND && *double < BEYOND && double.fract() == 0.0 => {
                #[expect(
                    clippy::as_conversions,
                    clippy::cast_possible_truncation,
                    reason = "a whole double within 64 bits converts exactly"
                )]
                let integer = *double as i64;
                integer.hash(state);
            }
            Self::Double(double) => double.to_bits().hash(state),
        }
    }
}

impl fmt::Display for Number {
    /// As JSON writes it: the shortest text that reads back the same, a double always with a point or an exponent.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(integer) => write!(f, "{integer}"),
            Self::Double(double) => f.write_str(zmij::Buffer::new().format_finite(*double)),
        }
    }
}
