//! All pairs of queries.

use super::verdict::Reason;
use super::witness::device;
use super::{Analysis, Found};

/// Whether two queries have a device in common.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Overlap {
    /// A device exists that both match.
    Shared,
    /// None does: proved.
    Disjoint,
    /// It could not be decided.
    Unknown(Reason),
}

/// For each pair of queries, whether they have a device in common.
///
/// ```
/// use coreql::Query;
/// use coreql::analysis::{Analysis, Limits, Overlap};
///
/// let queries: Vec<Query> =
///     vec!["battery_level < 20".parse()?, "battery_level > 80".parse()?, "platform = \"iOS\"".parse()?];
/// let overlaps = Analysis::new(&queries, Limits::new())?.overlaps();
/// assert_eq!(overlaps.get(0, 1), Some(&Overlap::Disjoint));
/// assert_eq!(overlaps.get(1, 2), Some(&Overlap::Shared));
/// // A query and itself: whether any device matches.
/// assert_eq!(overlaps.get(0, 0), Some(&Overlap::Shared));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Overlaps {
    /// A row for each query, as long as its index and one.
    rows: Vec<Vec<Overlap>>,
}

impl Overlaps {
    /// How many queries there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The answer for a pair, in either order; `None` for an index beyond the queries.
    pub fn get(&self, query: usize, other: usize) -> Option<&Overlap> {
        self.rows.get(query.max(other))?.get(query.min(other))
    }
}

/// Which queries share a device with each, a bit a query.
struct Shared(Vec<Vec<u64>>);

impl Shared {
    fn has(&self, query: usize, other: usize) -> bool {
        let word = self.0.get(query).and_then(|row| row.get(other / 64));
        word.is_some_and(|word| word >> (other % 64) & 1 == 1)
    }

    /// All of these match one device.
    fn add(&mut self, matching: &[u64]) {
        for (query, row) in self.0.iter_mut().enumerate() {
            if matching.get(query / 64).is_some_and(|word| word >> (query % 64) & 1 == 1) {
                for (word, more) in row.iter_mut().zip(matching) {
                    *word |= more;
                }
            }
        }
    }
}

pub(super) fn of(analysis: &mut Analysis) -> Overlaps {
    let count = analysis.len();
    let words = count.div_ceil(64);
    let mut shared = Shared(vec![vec![0; words]; count]);
    let mut rows = Vec::with_capacity(count);
    // A device for each query alone settles most pairs.
    let alone: Vec<Overlap> = (0..count).map(|query| pair(analysis, &mut shared, query, query)).collect();
    for (query, own) in alone.iter().enumerate() {
        let mut row = Vec::with_capacity(query + 1);
        for (other, others) in alone.iter().enumerate().take(query) {
            row.push(match (own, others) {
                // What matches nothing shares nothing.
                (Overlap::Disjoint, _) | (_, Overlap::Disjoint) => Overlap::Disjoint,
                _ => pair(analysis, &mut shared, query, other),
            });
        }
        row.push(own.clone());
        rows.push(row);
    }
    Overlaps { rows }
}

fn pair(analysis: &mut Analysis, shared: &mut Shared, query: usize, other: usize) -> Overlap {
    if shared.has(query, other) {
        return Overlap::Shared;
    }
    match analysis.search(&[(query, true), (other, true)]) {
        Found::Nothing => Overlap::Disjoint,
        Found::Unknown(reason) => Overlap::Unknown(reason),
        Found::Model => {
            let device = device(analysis, |_| true);
            let mut matching = vec![0u64; analysis.len().div_ceil(64)];
            for (index, analysed) in analysis.queries.iter().enumerate() {
                if analysed.matcher.matches(&device)
                    && let Some(word) = matching.get_mut(index / 64)
                {
                    *word |= 1 << (index % 64);
                }
            }
            shared.add(&matching);
            if shared.has(query, other) { Overlap::Shared } else { Overlap::Unknown(Reason::Unconfirmed) }
        }
    }
}
