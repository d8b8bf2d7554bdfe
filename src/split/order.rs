//! The order of rows that share a second.

use rayon::prelude::*;

use super::hold_out::RowOrder;
use crate::dataset::{Dataset, UserIdx};
use crate::number::to_u32;
use crate::seed;

/// Every user's rows in time order; rows with the same timestamp as [`RowOrder`] says.
#[derive(Debug)]
pub(super) struct Rows<'a> {
    dataset: &'a Dataset,
    /// The rows of each user, where the order is drawn.
    drawn: Option<Vec<Vec<u32>>>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(dataset: &'a Dataset, order: RowOrder) -> Self {
        let drawn = match order {
            RowOrder::File => None,
            RowOrder::Drawn(seed) => Some(draw(dataset, seed)),
        };
        Self { dataset, drawn }
    }

    pub(super) fn of(&self, user: UserIdx) -> &[u32] {
        match &self.drawn {
            Some(drawn) => &drawn[user.index()],
            None => self.dataset.rows_of(user),
        }
    }
}

/// All rows by user, each user's in time order, rows with the same timestamp as `order` says.
#[must_use]
pub fn ordered_rows(dataset: &Dataset, order: RowOrder) -> Vec<u32> {
    let rows = Rows::new(dataset, order);
    let users = (0..to_u32(dataset.users().len())).map(UserIdx);
    users.flat_map(|user| rows.of(user)).copied().collect()
}

/// The key that a row is drawn by: two rows that are equal in it are equal in all that a model sees.
type Key = (i64, u64, u32, usize, u32);

/// Rows of one second stand by a hash of seed, user, second and item, so that rows of one item stay
/// together; those of one item by the name of the event type, then by value.
fn draw(dataset: &Dataset, seed: u64) -> Vec<Vec<u32>> {
    let items: Vec<u64> =
        (0..dataset.items().len()).map(|item| seed::hash(seed, dataset.items().id(item))).collect();
    let places = places(dataset.event_types());
    let users = (0..to_u32(dataset.users().len())).into_par_iter();
    users
        .map(|user| {
            let own = seed::hash(seed, dataset.users().id(user as usize));
            let key = |&row: &u32| -> Key {
                let (item, at) = (dataset.item(row), dataset.timestamp_s(row));
                let drawn = mixed(own, at, items[item.index()]);
                let value = dataset.event_value(row).map_or(0, f32::to_bits);
                (at, drawn, item.0, places[dataset.event(row) as usize], value)
            };
            let mut rows = dataset.rows_of(UserIdx(user)).to_vec();
            rows.sort_by_cached_key(key);
            rows
        })
        .collect()
}

fn mixed(user: u64, at: i64, item: u64) -> u64 {
    let mut bytes = [0; 24];
    for (part, number) in bytes.chunks_exact_mut(8).zip([user, at.cast_unsigned(), item]) {
        part.copy_from_slice(&number.to_le_bytes());
    }
    xxhash_rust::xxh3::xxh3_64(&bytes)
}

/// The place of each event type among their names, since their numbers follow the file.
fn places(event_types: &[String]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..event_types.len()).collect();
    order.sort_by_key(|&number| &event_types[number]);
    let mut places = vec![0; order.len()];
    for (place, number) in order.into_iter().enumerate() {
        places[number] = place;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_draw_knows_neither_the_file_nor_another_second() {
        let rows = [
            ("1", "a", "view", 1),
            ("1", "b", "view", 2),
            ("1", "c", "view", 2),
            ("1", "c", "buy", 2),
            ("1", "d", "view", 2),
            ("1", "e", "view", 3),
        ];
        let named = |rows: &[(&str, &str, &str, i64)], seed: u64| -> Vec<(String, String)> {
            let dataset = Dataset::from_rows(rows);
            let name = |&row: &u32| {
                let item = dataset.items().id(dataset.item(row).index()).to_owned();
                (item, dataset.event_types()[dataset.event(row) as usize].clone())
            };
            let ordered = Rows::new(&dataset, RowOrder::Drawn(seed));
            ordered.of(UserIdx(0)).iter().map(name).collect()
        };
        let mut turned = rows;
        turned[1..5].reverse();
        let mut orders = std::collections::HashSet::new();
        for seed in 0..50 {
            let order = named(&rows, seed);
            assert_eq!(order, named(&turned, seed));
            assert_eq!((order[0].0.as_str(), order[5].0.as_str()), ("a", "e"));
            let of_c: Vec<usize> = (0..6).filter(|&at| order[at].0 == "c").collect();
            assert_eq!(of_c[1], of_c[0] + 1, "rows of one item stay together");
            assert_eq!(order[of_c[0]].1, "buy", "by name");
            orders.insert(order);
        }
        assert_eq!(orders.len(), 6, "all orders of three items come");
    }
}
