//! The data on items that metrics beyond accuracy use.

/// The facts of a catalogue's items, from the training set and the items file.
#[derive(Debug, Clone, Copy)]
pub struct Catalogue<'a> {
    /// Distinct training users of each item; its length is the size of the catalogue.
    pub users_per_item: &'a [u32],
    /// Users of the training set.
    pub n_users: usize,
    /// The genres of each item, if they are known.
    pub genres: Option<&'a crate::dataset::Genres>,
}
