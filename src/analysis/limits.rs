//! Bounds of the work that an analysis may cost.

/// Bounds, so that no set of queries takes longer than a few seconds. What exceeds one is
/// [`Unknown`](super::Verdict::Unknown), never wrong.
///
/// ```
/// use coreql::analysis::Limits;
///
/// let limits = Limits::new().with_states(1_000).with_conflicts(1_000).with_evaluations(100_000);
/// assert_eq!(limits.states(), 1_000);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    states: usize,
    conflicts: u64,
    evaluations: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { states: 300_000, conflicts: 100_000, evaluations: 10_000_000 }
    }
}

impl Limits {
    /// 300,000 states a version field, 100,000 conflicts a question, 10 million evaluations a field.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how many states the search for versions may visit, for each field.
    #[must_use]
    pub const fn with_states(mut self, states: usize) -> Self {
        self.states = states;
        self
    }

    /// Sets how many conflicts the solver may run into, for each question.
    #[must_use]
    pub const fn with_conflicts(mut self, conflicts: u64) -> Self {
        self.conflicts = conflicts;
        self
    }

    /// Sets how many comparisons may be evaluated on made-up values, for each field. A long value counts as several.
    #[must_use]
    pub const fn with_evaluations(mut self, evaluations: u64) -> Self {
        self.evaluations = evaluations;
        self
    }

    /// How many states the search for versions may visit, for each field.
    pub const fn states(&self) -> usize {
        self.states
    }

    /// How many conflicts the solver may run into, for each question.
    pub const fn conflicts(&self) -> u64 {
        self.conflicts
    }

    /// How many comparisons may be evaluated on made-up values, for each field.
    pub const fn evaluations(&self) -> u64 {
        self.evaluations
    }
}
