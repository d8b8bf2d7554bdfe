//! The genres of the catalogue's items.

use std::collections::BTreeMap;

/// The genres of each item, numbered in the order of their names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Genres {
    names: Vec<String>,
    /// The start of each item's genres in `numbers`, then the end of the last.
    offsets: Vec<usize>,
    /// Each item's genres, rising, by number.
    numbers: Vec<u32>,
}

impl Genres {
    /// The genres of each item by index, joined by `|` as in an items file; an item without any, or
    /// with nothing but `(no genres listed)`, has none.
    #[must_use]
    pub fn new(by_item: &[&str]) -> Self {
        let names_of = |text: &str| -> Vec<String> {
            let names = text.split('|').map(str::trim);
            let named = |name: &&str| !name.is_empty() && *name != "(no genres listed)";
            names.filter(named).map(str::to_owned).collect()
        };
        let all = by_item.iter().flat_map(|text| names_of(text));
        let mut numbers: BTreeMap<String, u32> = all.map(|name| (name, 0)).collect();
        for (number, place) in (0..).zip(numbers.values_mut()) {
            *place = number;
        }
        let (mut offsets, mut of_items) = (vec![0], Vec::new());
        for text in by_item {
            let mut own: Vec<u32> = names_of(text).iter().map(|name| numbers[name]).collect();
            own.sort_unstable();
            own.dedup();
            of_items.extend(own);
            offsets.push(of_items.len());
        }
        Self { names: numbers.into_keys().collect(), offsets, numbers: of_items }
    }

    /// The genres of `item`, rising.
    ///
    /// # Panics
    /// When the item lies beyond the catalogue.
    #[must_use]
    pub fn of(&self, item: super::ItemIdx) -> &[u32] {
        &self.numbers[self.offsets[item.index()]..self.offsets[item.index() + 1]]
    }

    /// All names, by number.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::ItemIdx;

    #[test]
    fn genres_are_numbered_by_name_and_none_listed_is_none() {
        let genres = Genres::new(&["Drama|Comedy|Drama", "", "(no genres listed)", "Comedy"]);
        assert_eq!(genres.names(), ["Comedy", "Drama"]);
        let of = |item| genres.of(ItemIdx(item)).to_vec();
        assert_eq!([of(0), of(1), of(2), of(3)], [vec![0, 1], vec![], vec![], vec![0]]);
    }
}
