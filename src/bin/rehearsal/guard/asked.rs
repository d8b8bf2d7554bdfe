//! The memory that a command asks for before it reads.

use anyhow::bail;
use rehearsal::memory::Room;
use rehearsal::model::bytes;
use rehearsal::source::door::{Origin, n_rows};

use super::room::room;
use crate::readable::count;

/// A part of the program that holds the rows of its input in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holder {
    /// `stats`.
    Stats,
    /// `split`.
    Split,
    /// The general engine of `prep`.
    General,
}

impl Holder {
    const fn name(self) -> &'static str {
        match self {
            Self::Stats => "`stats`",
            Self::Split => "`split`",
            Self::General => "the general engine of `prep`",
        }
    }

    /// The least bytes for a row: three quarters of the least that was measured, as the difference of the peaks of
    /// 4,000,000 rows and of 1,000,000. `stats` took 22 to 45 bytes a row (without times; by random users),
    /// `split` 33 to 56, the general engine 83 (two ids and a time) to 198 (ratings of a release).
    const fn row_bytes(self) -> u64 {
        match self {
            Self::Stats => 16,
            Self::Split => 24,
            Self::General => 60,
        }
    }
}

/// Refuses an input of which it is sure that it does not fit into memory, before it is read. Where nothing tells
/// how many rows it has, or what the system leaves, nothing is refused.
pub(crate) fn expect_fits<'o>(holder: Holder, origin: impl Into<Origin<'o>>) -> anyhow::Result<()> {
    let origin = origin.into();
    let Some((room, n)) = room().zip(n_rows(origin)) else { return Ok(()) };
    if let Some(refusal) = refusal(holder, n, room) {
        bail!("`{}` {refusal}", origin.path.display());
    }
    Ok(())
}

/// Refuses to hold so many rows in memory if it is sure that they do not fit; `name` says what has them.
pub(crate) fn expect_rows_fit(holder: Holder, n_rows: u64, name: &str) -> anyhow::Result<()> {
    if let Some(refusal) = room().and_then(|room| refusal(holder, n_rows, room)) {
        bail!("{name} {refusal}");
    }
    Ok(())
}

fn refusal(holder: Holder, n_rows: u64, room: Room) -> Option<String> {
    let least = n_rows.saturating_mul(holder.row_bytes());
    (least > room.bytes).then(|| {
        format!(
            "has about {} rows, for which {} takes at least {}; {} is {}: give it more memory, or fewer rows",
            count(usize::try_from(n_rows).unwrap_or(usize::MAX)),
            holder.name(),
            bytes(least),
            room.name(),
            bytes(room.bytes)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_surely_does_not_fit_is_refused_in_one_sentence() {
        let room = Room { bytes: 1 << 30, of: "`ulimit -v`" };
        assert_eq!(refusal(Holder::Stats, 1 << 26, room), None);
        let refused = refusal(Holder::Split, 50_000_000, room).expect("1.2 GB");
        assert_eq!(
            refused,
            "has about 50,000,000 rows, for which `split` takes at least 1.1 GiB; 80 % of what `ulimit -v` \
             leaves is 1.0 GiB: give it more memory, or fewer rows"
        );
        assert!(refusal(Holder::General, 18_000_000, room).is_some());
    }
}
