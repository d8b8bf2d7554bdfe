//! Drawing from a fixed discrete distribution in constant time.

use super::number::{real, real_length, whole};
use super::random::Random;

/// Walker's alias table over some items.
#[derive(Default)]
pub(super) struct AliasTable {
    columns: Vec<Column>,
}

struct Column {
    /// The 32-bit word below which the column means `item`, else `other`.
    keep: u32,
    item: u32,
    other: u32,
}

impl AliasTable {
    /// A table that draws each item in proportion to its weight (not negative).
    pub(super) fn new(weighted: &[(u32, f64)]) -> Self {
        let total: f64 = weighted.iter().map(|pair| pair.1).sum();
        if total <= 0.0 {
            return Self::default();
        }
        let factor = real_length(weighted.len()) / total;
        let mut share: Vec<f64> = weighted.iter().map(|pair| pair.1 * factor).collect();
        let mut alias: Vec<usize> = (0..weighted.len()).collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) =
            (0..weighted.len()).partition(|&column| share[column] < 1.0);
        while let (Some(&poor), Some(&rich)) = (small.last(), large.last()) {
            small.pop();
            alias[poor] = rich;
            share[rich] -= 1.0 - share[poor];
            if share[rich] < 1.0 {
                large.pop();
                small.push(rich);
            }
        }
        // What is left over differs from 1 only by rounding.
        for column in small.into_iter().chain(large) {
            share[column] = 1.0;
        }
        let column = |position: usize| Column {
            keep: u32::try_from(whole(share[position] * real(1 << 32))).unwrap_or(u32::MAX),
            item: weighted[position].0,
            other: weighted[alias[position]].0,
        };
        Self { columns: (0..weighted.len()).map(column).collect() }
    }

    /// Tells whether nothing can be drawn.
    pub(super) fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// One item; `None` only from an empty table.
    pub(super) fn draw(&self, random: &mut Random) -> Option<u32> {
        let column = self.columns.get(random.below(self.columns.len()))?;
        let keeps = random.word() <= column.keep;
        Some(if keeps { column.item } else { column.other })
    }
}

#[cfg(test)]
mod tests {
    use super::super::number::{index, short};
    use super::*;

    /// The weights of the items `0..` as pairs.
    fn numbered(weights: &[f64]) -> Vec<(u32, f64)> {
        weights.iter().enumerate().map(|(item, &weight)| (short(item), weight)).collect()
    }

    #[test]
    fn draws_in_proportion() {
        let table = AliasTable::new(&numbered(&[1.0, 0.0, 3.0, 6.0]));
        let mut random = Random::new(1, "test", 0);
        let mut seen = [0_u32; 4];
        for _ in 0..20_000 {
            seen[index(table.draw(&mut random).unwrap())] += 1;
        }
        assert!(seen[1] < 3);
        assert!(seen[0].abs_diff(2_000) < 200 && seen[3].abs_diff(12_000) < 300);
    }

    #[test]
    fn an_empty_table_draws_nothing() {
        let mut random = Random::new(1, "test", 0);
        assert!(AliasTable::new(&[]).is_empty());
        assert_eq!(AliasTable::new(&numbered(&[0.0])).draw(&mut random), None);
    }
}
