//! The instants of all rows, in 32 bits where they fit.

/// Seconds since 1970-01-01 UTC, by row: in 32 bits up to the year 2106, in 64 bits from the first row on that is
/// before 1970 or after that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Times {
    Narrow(Vec<u32>),
    Wide(Vec<i64>),
}

impl Default for Times {
    fn default() -> Self {
        Self::Narrow(Vec::new())
    }
}

impl Times {
    /// Adds the instants of further rows.
    pub(super) fn extend(&mut self, times_s: &[i64]) {
        if let Self::Narrow(narrow) = self {
            let n_before = narrow.len();
            let fits =
                times_s.iter().all(|&at| u32::try_from(at).map(|at| narrow.push(at)).is_ok());
            if fits {
                return;
            }
            narrow.truncate(n_before);
            *self = Self::Wide(narrow.iter().copied().map(i64::from).collect());
        }
        if let Self::Wide(wide) = self {
            wide.extend_from_slice(times_s);
        }
    }

    /// The instant of row `row`.
    ///
    /// # Panics
    /// When there is no such row.
    pub(super) fn get(&self, row: u32) -> i64 {
        match self {
            Self::Narrow(narrow) => i64::from(narrow[row as usize]),
            Self::Wide(wide) => wide[row as usize],
        }
    }

    /// All instants in the order of rows.
    pub(super) fn iter(&self) -> impl Iterator<Item = i64> + '_ {
        let (narrow, wide) = match self {
            Self::Narrow(narrow) => (&narrow[..], &[][..]),
            Self::Wide(wide) => (&[][..], &wide[..]),
        };
        narrow.iter().map(|&at| i64::from(at)).chain(wide.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_instant_beyond_32_bits_widens_all() {
        let last = i64::from(u32::MAX);
        let mut times = Times::default();
        times.extend(&[0, last, 7]);
        assert_eq!(times, Times::Narrow(vec![0, u32::MAX, 7]));
        for beyond in [-1, last + 1, i64::MIN, i64::MAX] {
            let mut times = times.clone();
            times.extend(&[3, beyond]);
            times.extend(&[4]);
            let all = [0, last, 7, 3, beyond, 4];
            assert_eq!(times, Times::Wide(all.to_vec()));
            assert!(times.iter().eq(all));
            assert_eq!((0..6).map(|row| times.get(row)).collect::<Vec<_>>(), all);
        }
        assert!(times.iter().eq([0, last, 7]));
    }
}
