//! Random numbers. The generator is part of this crate, so that no fleet changes with a dependency.

/// SplitMix64 (Steele, Lea, Flood 2014).
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    /// The generator of one device of one fleet.
    pub(super) fn new(seed: u64, index: u64) -> Self {
        let mut random = Self(seed);
        let mixed = random.next() ^ index.wrapping_mul(0xd134_2543_de82_ef95);
        Self(mixed)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 up to but not including `bound`; 0 if that is 0.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        // The bias of the remainder is negligible for bounds this small.
        self.next().checked_rem(bound).unwrap_or(0)
    }

    /// From `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = high.abs_diff(low).saturating_add(1);
        low.saturating_add_unsigned(self.below(span))
    }

    /// True with a chance of so many per cent.
    pub(super) fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    /// One of the choices, each equally likely.
    pub(super) fn pick<'t, T>(&mut self, choices: &'t Choices<T>) -> &'t T {
        let at = usize::try_from(self.below(u64::try_from(choices.rest.len()).unwrap_or(0) + 1)).unwrap_or(0);
        at.checked_sub(1).and_then(|at| choices.rest.get(at)).unwrap_or(&choices.first)
    }

    /// A string of `count` decimal digits.
    pub(super) fn digits(&mut self, count: usize) -> String {
        (0..count).filter_map(|_| char::from_digit(u32::try_from(self.below(10)).unwrap_or(0), 10)).collect()
    }

    /// A string of `count` hexadecimal digits.
    pub(super) fn hex(&mut self, count: usize) -> String {
        (0..count).filter_map(|_| char::from_digit(u32::try_from(self.below(16)).unwrap_or(0), 16)).collect()
    }
}

/// At least one value to choose from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choices<T: 'static> {
    pub(super) first: T,
    pub(super) rest: &'static [T],
}
