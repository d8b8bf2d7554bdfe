//! The rows of a data set as blocks of bytes, in one order whatever that of the file, and back.

use super::error::StateError;
use super::numbers::{Reader, Writer};
use crate::dataset::{Dataset, Heading, RowColumns, UserIdx};
use crate::number::{to_index, to_u32};
use crate::stats::kinds::Kinds;

/// The number of blocks: users, items, the rows of each user, and of each row the time, the item, the event type, the
/// event value and the hash of other columns.
pub(super) const BLOCKS: usize = 8;

/// Counts and names without which the blocks say nothing.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(super) struct Outline {
    rows: u64,
    users: u64,
    items: u64,
    event_types: Vec<String>,
    heading: Heading,
}

/// The bits of the value of a row that has none; no number has them.
const NO_VALUE: u32 = u32::MAX;

/// A row of a user; rows are in this order.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    instant_s: i64,
    item: u32,
    event: u32,
    value: u32,
    rest: u32,
}

/// The columns of the rows, user by user.
#[derive(Default)]
struct Blocks {
    rows_of: Writer,
    instants: Writer,
    items: Writer,
    events: Writer,
    values: Vec<u32>,
    rests: Vec<u32>,
    /// The first instant of the user before.
    first_s: i64,
}

impl Blocks {
    /// Adds the rows of a user, which are in their order.
    fn add(&mut self, rows: &[Row]) {
        self.rows_of.number(rows.len() as u64);
        let mut before = self.first_s;
        for (at, row) in rows.iter().enumerate() {
            let step = row.instant_s.wrapping_sub(before);
            // A user may begin before the one that comes before.
            self.instants.number(if at == 0 { zigzag(step) } else { step.cast_unsigned() });
            before = row.instant_s;
            self.items.number(u64::from(row.item));
            self.events.number(u64::from(row.event));
            self.values.push(row.value);
            self.rests.push(row.rest);
        }
        self.first_s = rows.first().map_or(self.first_s, |row| row.instant_s);
    }

    fn finish(self, users: Writer, items: Writer) -> [Vec<u8>; BLOCKS] {
        let words = |words: &[u32], absent: u32| {
            let mut writer = Writer::default();
            writer.words(if words.iter().all(|&word| word == absent) { &[] } else { words });
            writer.0
        };
        let (values, rests) = (words(&self.values, NO_VALUE), words(&self.rests, 0));
        let [rows_of, instants] = [self.rows_of.0, self.instants.0];
        [users.0, items.0, rows_of, instants, self.items.0, self.events.0, values, rests]
    }
}

/// The rows of `dataset` as blocks. Items without a row are left out.
pub(super) fn blocks(dataset: &Dataset) -> (Outline, [Vec<u8>; BLOCKS]) {
    let kinds = Kinds::of(dataset);
    let (items, item_number) = items_with_rows(dataset);
    let mut users = Writer::default();
    let mut blocks = Blocks::default();
    let mut scratch = Vec::new();
    for user in 0..to_u32(dataset.users().len()) {
        users.text(dataset.users().id(to_index(user)));
        scratch.clear();
        scratch.extend(dataset.rows_of(UserIdx(user)).iter().map(|&row| Row {
            instant_s: dataset.timestamp_s(row),
            item: item_number[dataset.item(row).index()],
            event: to_u32(kinds.place[to_index(dataset.event(row))]),
            // Minus zero is the same value as zero.
            value: dataset.event_value(row).map_or(NO_VALUE, |value| (value + 0.0).to_bits()),
            rest: dataset.rest(row),
        }));
        scratch.sort_unstable();
        blocks.add(&scratch);
    }
    let mut names = Writer::default();
    for &item in &items {
        names.text(dataset.items().id(item));
    }
    let outline = Outline {
        rows: dataset.n_rows() as u64,
        users: dataset.users().len() as u64,
        items: items.len() as u64,
        event_types: kinds.rows.into_iter().map(|(name, _)| name).collect(),
        heading: dataset.heading(),
    };
    (outline, blocks.finish(users, names))
}

/// The items that have a row, and by item its number among them.
fn items_with_rows(dataset: &Dataset) -> (Vec<usize>, Vec<u32>) {
    let mut number = vec![0; dataset.items().len()];
    (0..to_u32(dataset.n_rows())).for_each(|row| number[dataset.item(row).index()] = 1);
    let items: Vec<usize> = (0..number.len()).filter(|&item| number[item] == 1).collect();
    for (at, &item) in items.iter().enumerate() {
        number[item] = to_u32(at);
    }
    (items, number)
}

/// The data set of these blocks.
pub(super) fn dataset(outline: Outline, blocks: &[Vec<u8>; BLOCKS]) -> Result<Dataset, StateError> {
    let [users, items, rows_of, instants, row_items, events, values, rests] =
        blocks.each_ref().map(|block| Reader(block));
    let odd = StateError::Damaged("its columns do not fit together");
    let n = u32::try_from(outline.rows).map_err(|_| odd.clone())?;
    let (user, timestamp_s) =
        users_and_instants((rows_of, instants), (outline.users, outline.rows))?;
    let values = whole(values, |values| values.words(to_index(n)))?;
    let columns = RowColumns {
        users: whole(users, |users| texts(users, outline.users))?,
        items: whole(items, |items| texts(items, outline.items))?,
        event_types: outline.event_types,
        user,
        item: whole(row_items, |items| (0..n).map(|_| items.small()).collect())?,
        event: whole(events, |events| (0..n).map(|_| events.small()).collect())?,
        timestamp_s,
        value: values.into_iter().map(f32::from_bits).collect(),
        rest: whole(rests, |rests| rests.words(to_index(n)))?,
        heading: outline.heading,
    };
    Dataset::of_columns(columns).map_err(|_| odd)
}

/// Reads a block, of which nothing may be left.
fn whole<'b, T>(
    mut block: Reader<'b>,
    read: impl FnOnce(&mut Reader<'b>) -> Result<T, StateError>,
) -> Result<T, StateError> {
    let found = read(&mut block)?;
    block.end().map(|()| found)
}

fn texts(block: &mut Reader<'_>, n: u64) -> Result<Vec<String>, StateError> {
    (0..n).map(|_| block.text()).collect()
}

/// The user and the instant of each row, of so many users and rows.
fn users_and_instants(
    (mut rows_of, mut instants): (Reader<'_>, Reader<'_>),
    (n_users, n_rows): (u64, u64),
) -> Result<(Vec<u32>, Vec<i64>), StateError> {
    let odd = StateError::Damaged("it has other rows than it says");
    let (mut users, mut times) = (Vec::new(), Vec::new());
    let mut first_s = 0_i64;
    for user in 0..n_users {
        let user = u32::try_from(user).map_err(|_| odd.clone())?;
        let mut now = first_s;
        let n = rows_of.number()?;
        if n == 0 || n > n_rows - users.len() as u64 {
            return Err(odd);
        }
        for at in 0..n {
            let step = instants.number()?;
            now = now.wrapping_add(if at == 0 { unzigzag(step) } else { step.cast_signed() });
            first_s = if at == 0 { now } else { first_s };
            users.push(user);
            times.push(now);
        }
    }
    rows_of.end().and(instants.end())?;
    if users.len() as u64 == n_rows { Ok((users, times)) } else { Err(odd) }
}

/// Small numbers of either sign as small ones without.
const fn zigzag(number: i64) -> u64 {
    (number.cast_unsigned() << 1) ^ (number >> 63).cast_unsigned()
}

const fn unzigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -((number & 1).cast_signed())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_sign_comes_back() {
        for number in [0, -1, 1, -2, i64::MAX, i64::MIN] {
            assert_eq!(unzigzag(zigzag(number)), number);
        }
        assert_eq!([0, -1, 1, -2].map(zigzag), [0, 1, 2, 3]);
    }
}
