//! Puts rows with equal keys side by side.

use crate::validate::whole::keyed_row::KeyedRow;

/// The rows of a bucket, on average: so few that sorting them is nearly nothing.
const BUCKET_ROWS: usize = 2;

/// Puts rows with equal keys side by side; keeps its room for the next ones.
#[derive(Debug, Default)]
pub(super) struct Gathering {
    ends: Vec<u32>,
    dealt: Vec<KeyedRow>,
}

impl Gathering {
    /// Puts rows into the order of [`KeyedRow::order`] within each key, equal keys side by side.
    ///
    /// Hashes are spread evenly, so that dealing the rows to small buckets leaves little to sort.
    pub(super) fn gather(&mut self, rows: &mut Vec<KeyedRow>) {
        let n_buckets = (rows.len() / BUCKET_ROWS).next_power_of_two();
        self.ends.clear();
        self.ends.resize(n_buckets, 0);
        for row in rows.iter() {
            self.ends[row.bucket(n_buckets)] += 1;
        }
        let mut sum = 0;
        for end in &mut self.ends {
            let count = *end;
            *end = sum;
            sum += count;
        }
        self.dealt.clear();
        self.dealt.resize(rows.len(), KeyedRow::NONE);
        for row in rows.iter() {
            let at = &mut self.ends[row.bucket(n_buckets)];
            self.dealt[*at as usize] = *row;
            *at += 1;
        }
        let mut start = 0;
        for &end in &self.ends {
            let end = end as usize;
            if end - start > 1 {
                self.dealt[start..end].sort_unstable_by_key(KeyedRow::order);
            }
            start = end;
        }
        std::mem::swap(rows, &mut self.dealt);
    }
}
