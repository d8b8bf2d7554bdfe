//! The genres and their sets per film.

/// The number of genres.
pub(super) const GENRES: usize = 19;

/// The genres in the order they are listed, with the share of films that have each and
/// the years by which their films lie before or after the other ones.
pub(super) const TABLE: [(&str, f64, f64); GENRES] = [
    ("Action", 0.1876, 2.0),
    ("Adventure", 0.1296, 0.0),
    ("Animation", 0.0627, 4.0),
    ("Children", 0.0682, 0.0),
    ("Comedy", 0.3855, 0.0),
    ("Crime", 0.1231, 0.0),
    ("Documentary", 0.0452, 8.0),
    ("Drama", 0.4476, 0.0),
    ("Fantasy", 0.08, 1.0),
    ("Film-Noir", 0.0089, -60.0),
    ("Horror", 0.1004, 0.0),
    ("IMAX", 0.0162, 18.0),
    ("Musical", 0.0343, -20.0),
    ("Mystery", 0.0588, -4.0),
    ("Romance", 0.1638, -2.0),
    ("Sci-Fi", 0.1006, 1.0),
    ("Thriller", 0.1944, 1.0),
    ("War", 0.0392, -10.0),
    ("Western", 0.0171, -30.0),
];

/// A set of genres, one bit each in the order of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct GenreSet(u32);

impl GenreSet {
    /// The positions of the genres in the set, rising.
    pub(super) fn iter(self) -> impl Iterator<Item = usize> {
        (0..GENRES).filter(move |genre| self.0 >> genre & 1 == 1)
    }

    /// Tells whether the film has no genre.
    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The mean of a value over the genres of the set; 0 for an empty set.
    pub(super) fn mean(self, value: impl Fn(usize) -> f64) -> f64 {
        let sum: f64 = self.iter().map(value).sum();
        sum / f64::from(self.0.count_ones().max(1))
    }

    /// The set and one more genre.
    pub(super) fn with(self, genre: usize) -> Self {
        Self(self.0 | 1 << genre)
    }
}

/// The set as it is written: names joined by `|`.
pub(super) fn listed(set: GenreSet) -> String {
    if set.is_empty() {
        return "(no genres listed)".to_owned();
    }
    let names: Vec<&str> = set.iter().map(|genre| TABLE[genre].0).collect();
    names.join("|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_in_the_usual_form() {
        assert_eq!(listed(GenreSet::default()), "(no genres listed)");
        assert_eq!(listed(GenreSet::default().with(4).with(0)), "Action|Comedy");
    }
}
