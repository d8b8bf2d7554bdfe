//! Data sets from columns of indices, and several put together.

use super::builder::{Builder, Chunk};
use super::heading::Heading;
use super::interactions::Dataset;
use crate::number::to_index;

/// Rows as columns of equal length. Users, items and event types are numbers of ids, in any order. Each user has a row;
/// items and event types need none.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RowColumns {
    /// The ids of users.
    pub users: Vec<String>,
    /// The ids of items.
    pub items: Vec<String>,
    /// The event types; one empty text where the rows have none.
    pub event_types: Vec<String>,
    /// The user of each row.
    pub user: Vec<u32>,
    /// The item of each row.
    pub item: Vec<u32>,
    /// The event type of each row.
    pub event: Vec<u32>,
    /// The seconds since 1970-01-01 UTC of each row.
    pub timestamp_s: Vec<i64>,
    /// The event value of each row, NaN where it has none; empty where no row has one.
    pub value: Vec<f32>,
    /// [`Dataset::rest`] of each row; empty where every one is 0.
    pub rest: Vec<u32>,
    /// The columns that the rows were read from.
    pub heading: Heading,
}

/// The reason that columns or data sets make no data set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RowColumnsError {
    /// Columns of other lengths, or numbers that no id has, or ids of users without a row.
    #[error("its columns do not fit together")]
    Unfit,
    /// More than can be numbered.
    #[error("expected at most {most} {what}, found more")]
    TooMany {
        /// The largest number allowed.
        most: u64,
        /// The things counted.
        what: &'static str,
    },
}

impl RowColumns {
    /// Tells whether all columns are as long as that of users, and every number has an id.
    fn fit(&self) -> bool {
        let n = self.user.len();
        let numbers = [&self.user, &self.item, &self.event];
        let ids = [&self.users, &self.items, &self.event_types];
        let have_ids = numbers.iter().zip(ids).all(|(numbers, ids)| {
            numbers.len() == n && numbers.iter().all(|&number| to_index(number) < ids.len())
        });
        let are_optional =
            [self.value.len(), self.rest.len()].iter().all(|&len| len == 0 || len == n);
        have_ids && self.timestamp_s.len() == n && are_optional && self.users_have_rows()
    }

    fn users_have_rows(&self) -> bool {
        let mut has_row = vec![false; self.users.len()];
        self.user.iter().for_each(|&user| has_row[to_index(user)] = true);
        has_row.into_iter().all(|has| has)
    }
}

impl Dataset {
    /// The data set of these rows.
    ///
    /// # Errors
    /// When the columns do not fit together, or are too long.
    pub fn of_columns(columns: RowColumns) -> Result<Self, RowColumnsError> {
        if !columns.fit() {
            return Err(RowColumnsError::Unfit);
        }
        let mut builder = Builder::default();
        builder.have_heading(columns.heading);
        let ids = [columns.users, columns.items, columns.event_types];
        let chunk =
            Chunk::of_columns([columns.user, columns.item, columns.event], columns.timestamp_s)
                .with(columns.value, columns.rest);
        add(&mut builder, &ids, &chunk)?;
        Ok(builder.finish(None))
    }

    /// The data set of the rows of all `parts`, in their order: an id that several have is one. Rewards, and what an items
    /// file said, are left out.
    ///
    /// # Errors
    /// When there are too many rows or event types.
    pub fn join(parts: Vec<Self>) -> Result<Self, RowColumnsError> {
        let mut builder = Builder::default();
        for part in parts {
            builder.have_heading(part.heading());
            let ids = [part.users.into_ids(), part.items.into_ids(), part.event_types];
            let user = part.row_user.into_iter().map(|user| user.0).collect();
            let item = part.row_item.into_iter().map(|item| item.0).collect();
            let event = part.row_event.into_iter().map(u32::from).collect();
            let chunk =
                Chunk::of_columns([user, item, event], part.row_timestamp_s.iter().collect())
                    .with(part.row_value, part.row_rest);
            add(&mut builder, &ids, &chunk)?;
        }
        Ok(builder.finish(None))
    }
}

/// Adds rows whose numbers are those of `ids`.
fn add(
    builder: &mut Builder,
    ids: &[Vec<String>; 3],
    chunk: &Chunk,
) -> Result<(), RowColumnsError> {
    let n_rows = u32::try_from(builder.n_rows() + chunk.n_rows());
    if n_rows.is_err() {
        return Err(RowColumnsError::TooMany { most: u64::from(u32::MAX), what: "rows" });
    }
    let mut numbers: [Vec<u32>; 3] = Default::default();
    for ((numbers, ids), interner) in numbers.iter_mut().zip(ids).zip(builder.interners()) {
        numbers.extend(ids.iter().map(|id| interner.intern(id)));
    }
    if builder.has_too_many_event_types() {
        return Err(RowColumnsError::TooMany { most: u64::from(u16::MAX), what: "event types" });
    }
    builder.append(chunk, &numbers);
    builder.end_part();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_several_parts_is_one_and_rows_keep_what_they_have() {
        let first = Dataset::from_rows(&[("2", "a", "view", 1), ("10", "b", "view", 2)]);
        let columns = RowColumns {
            users: vec!["10".into(), "1".into()],
            items: vec!["a".into()],
            event_types: vec!["buy".into(), "view".into()],
            user: vec![0, 1],
            item: vec![0, 0],
            event: vec![1, 0],
            timestamp_s: vec![3, 4],
            value: vec![2.5, f32::NAN],
            rest: vec![0, 7],
            heading: Heading { has_time: true, ..Heading::default() },
        };
        let second = Dataset::of_columns(columns.clone()).expect("columns that fit");
        let joined = Dataset::join(vec![first, second]).expect("few rows");
        assert_eq!((joined.n_rows(), joined.users().len(), joined.items().len()), (4, 3, 2));
        assert_eq!(joined.users().id(joined.user(2).index()), "10");
        assert_eq!([0, 1, 2, 3].map(|row| joined.event_value(row)), [None, None, Some(2.5), None]);
        assert_eq!([1, 3].map(|row| joined.rest(row)), [0, 7]);
        assert_eq!(
            (joined.event_types(), joined.n_parts()),
            (&["view", "buy"].map(String::from)[..], 2)
        );
        let wrong = RowColumns { item: vec![0, 1], ..columns };
        assert_eq!(Dataset::of_columns(wrong).err(), Some(RowColumnsError::Unfit));
    }
}
