//! How a table fits a terminal.

use std::collections::HashMap;

use coreql::text::fold::fold;

/// The names of columns without `common.`, where no other column has that name in another group.
pub(super) fn short_names(columns: &[String]) -> Vec<String> {
    let last = |name: &str| fold(name.split_once('.').map_or(name, |(_, name)| name)).into_owned();
    let mut counts: HashMap<String, usize> = HashMap::new();
    for column in columns {
        *counts.entry(last(column)).or_default() += 1;
    }
    let short = |column: &String| match column.strip_prefix("common.") {
        Some(name) if counts.get(&last(column)) == Some(&1) => name.to_owned(),
        _ => column.clone(),
    };
    columns.iter().map(short).collect()
}

/// Narrows the widest columns until all of them, with two blanks between, fit. No column becomes narrower than eight.
pub(super) fn fit(widths: &mut [usize], terminal: usize) {
    const LEAST: usize = 8;
    const GAP: usize = 2;
    let mut excess =
        (widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1)).saturating_sub(terminal);
    while excess > 0 {
        let widest = widths.iter().copied().max().unwrap_or_default();
        if widest <= LEAST {
            return;
        }
        // All columns of this width, to that of the next one.
        let next =
            widths.iter().copied().filter(|width| *width < widest).max().unwrap_or_default().max(LEAST);
        let count = widths.iter().filter(|width| **width == widest).count();
        let cut = (widest - next).min(excess.div_ceil(count.max(1)));
        for width in widths.iter_mut().filter(|width| **width == widest) {
            *width -= cut;
            excess = excess.saturating_sub(cut);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails is meant to panic")]

    use super::{fit, short_names};

    #[test]
    fn names_are_short_where_unambiguous() {
        for (columns, expected) in [
            ("common.id common.platform ios.DeviceName", "id platform ios.DeviceName"),
            ("common.uuid user.uuid common.id", "common.uuid user.uuid id"),
            ("custom.device.id common.id", "custom.device.id id"),
        ] {
            let columns: Vec<String> = columns.split(' ').map(str::to_owned).collect();
            assert_eq!(short_names(&columns).join(" "), expected);
        }
    }

    #[test]
    fn the_widest_columns_are_narrowed() {
        for (widths, terminal, expected) in [
            (vec![10, 10], 22, vec![10, 10]),
            (vec![10, 40], 32, vec![10, 20]),
            (vec![30, 40, 5], 49, vec![20, 20, 5]),
            (vec![40, 40], 10, vec![8, 8]),
            (vec![], 10, vec![]),
        ] {
            let mut fitted = widths;
            fit(&mut fitted, terminal);
            assert_eq!(fitted, expected);
        }
    }
}
