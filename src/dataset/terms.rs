//! The words of the catalogue's items.

use std::collections::BTreeMap;

use super::ItemIdx;

/// The number of times each word stands in each item's text; words are numbered in their order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Terms {
    names: Vec<String>,
    offsets: Vec<usize>,
    /// Number and count of each item's words, by rising number.
    entries: Vec<(u32, u32)>,
}

impl Terms {
    /// The words of each text by item index: runs of letters and digits, in lower case.
    #[must_use]
    pub fn new(by_item: &[&str]) -> Self {
        let mut numbers: BTreeMap<String, u32> =
            by_item.iter().flat_map(|text| words(text)).map(|word| (word, 0)).collect();
        for (number, place) in (0..).zip(numbers.values_mut()) {
            *place = number;
        }
        let (mut offsets, mut entries) = (vec![0], Vec::new());
        for text in by_item {
            let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
            for word in words(text) {
                *counts.entry(numbers[&word]).or_default() += 1;
            }
            entries.extend(counts);
            offsets.push(entries.len());
        }
        Self { names: numbers.into_keys().collect(), offsets, entries }
    }

    /// Number and count of each word of `item`, by rising number.
    ///
    /// # Panics
    /// When the item lies beyond the catalogue.
    #[must_use]
    pub fn of(&self, item: ItemIdx) -> &[(u32, u32)] {
        &self.entries[self.offsets[item.index()]..self.offsets[item.index() + 1]]
    }

    /// All words, by number.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }
}

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    let parts = text.split(|letter: char| !letter.is_alphanumeric());
    parts.filter(|word| !word.is_empty()).map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_without_regard_to_case() {
        let terms = Terms::new(&["Dark comedy, dark", "", "comedy"]);
        assert_eq!(terms.names(), ["comedy", "dark"]);
        let of = |item| terms.of(ItemIdx(item)).to_vec();
        assert_eq!([of(0), of(1), of(2)], [vec![(0, 1), (1, 2)], vec![], vec![(0, 1)]]);
    }
}
