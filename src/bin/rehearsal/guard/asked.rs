//! The memory that a command asks for before it reads.

use anyhow::bail;
use rehearsal::memory::Room;
use rehearsal::model::bytes;
use rehearsal::source::door::{Origin, n_rows};

use super::room::room;
use crate::output::{Detail, Output};
use crate::readable::count;

/// A part of the program that holds the rows of its input in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holder {
    /// `stats`.
    Stats,
    /// `split`.
    Split,
    /// `eval`, without what a model takes.
    Eval,
    /// The general engine of `prep`.
    General,
}

/// From so many rows on the plan is printed before the work.
const MANY_ROWS: u64 = 10_000_000;

impl Holder {
    const fn name(self) -> &'static str {
        match self {
            Self::Stats => "`stats`",
            Self::Split => "`split`",
            Self::Eval => "`eval`",
            Self::General => "the general engine of `prep`",
        }
    }

    /// The least bytes for a row: three quarters of the least that was measured, as the difference of the peaks of
    /// 4,000,000 rows and of 1,000,000. `stats` took 22 to 45 bytes a row (without times; by random users),
    /// `split` 33 to 56, the general engine 83 (two ids and a time) to 198 (ratings of a release).
    const fn row_bytes(self) -> u64 {
        match self {
            Self::Stats => 16,
            // What `eval` holds before any model is what `split` holds.
            Self::Split | Self::Eval => 24,
            Self::General => 60,
        }
    }

    /// The most bytes that were measured for a row; of `eval` those that its models' limits leave for the data.
    const fn row_bytes_most(self) -> u64 {
        match self {
            Self::Stats => 45,
            Self::Split => 56,
            Self::Eval => 64,
            Self::General => 198,
        }
    }
}

/// Refuses an input of which it is sure that it does not fit into memory, before it is read, and says how much a long
/// one takes. Where nothing tells how many rows it has, or what the system leaves, nothing is refused or said.
pub(crate) fn expect_fits<'o>(
    holder: Holder,
    origin: impl Into<Origin<'o>>,
    output: &Output,
) -> anyhow::Result<()> {
    let origin = origin.into();
    let Some((room, n)) = room().zip(n_rows(origin)) else { return Ok(()) };
    if let Some(refusal) = refusal(holder, n, room) {
        bail!("`{}` {refusal}", origin.path.display());
    }
    // `prep` has `--dry-run` for the plan of a short run.
    let is_asked = holder != Holder::General && output.detail() == Detail::Full;
    if n >= MANY_ROWS || is_asked {
        output.note(&plan(holder, n, room));
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

fn rows(n_rows: u64) -> String {
    count(usize::try_from(n_rows).unwrap_or(usize::MAX))
}

/// The memory that the rows take, before they are read.
fn plan(holder: Holder, n_rows: u64, room: Room) -> String {
    format!(
        "plan: about {} rows, for which {} takes {} to {}; {} is {}",
        rows(n_rows),
        holder.name(),
        bytes(n_rows.saturating_mul(holder.row_bytes())),
        bytes(n_rows.saturating_mul(holder.row_bytes_most())),
        room.name(),
        bytes(room.bytes)
    )
}

/// The rows that fit for certain, to two digits.
fn fitting(holder: Holder, room: Room) -> u64 {
    let n_rows = room.bytes / holder.row_bytes_most();
    let unit = 10_u64.pow(n_rows.checked_ilog10().unwrap_or(0).saturating_sub(1));
    n_rows / unit * unit
}

fn refusal(holder: Holder, n_rows: u64, room: Room) -> Option<String> {
    let least = n_rows.saturating_mul(holder.row_bytes());
    (least > room.bytes).then(|| {
        format!(
            "has about {} rows, for which {} takes at least {}; {} is {}: give it more memory, or \
             about {} rows",
            rows(n_rows),
            holder.name(),
            bytes(least),
            room.name(),
            bytes(room.bytes),
            rows(fitting(holder, room))
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
             leaves is 1.0 GiB: give it more memory, or about 19,000,000 rows"
        );
        assert_eq!(
            plan(Holder::Eval, 100_000_000, Room::given(16 << 30)),
            "plan: about 100,000,000 rows, for which `eval` takes 2.2 GiB to 6.0 GiB; the limit is 16.0 GiB"
        );
        assert!(refusal(Holder::General, 18_000_000, room).is_some());
    }
}
