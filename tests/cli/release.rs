//! A release in MovieLens' layout, small enough to follow by hand.

/// Every threshold's edge (1.0 is no click, 3.0 no watch), two ties in time between users, and an
/// id that sorts otherwise as text than as a number.
pub(crate) const RATINGS: &str = "\
userId,movieId,rating,timestamp
1,1,4.0,1000000000
1,2,3.0,1000000060
1,3,5.0,1000000120
1,4,1.0,1000000180
1,5,3.5,1000000240
2,1,5.0,1000000060
2,2,2.0,1000003600
2,4,4.5,1000003660
2,6,3.0,1000003720
2,5,0.5,1000003780
3,3,4.0,1000086400
3,1,3.5,1000086460
3,6,4.0,1000086520
3,2,4.0,1000086580
10,1,4.5,1000172800
10,6,2.5,1000172860
10,5,5.0,1000172920
10,3,3.0,1000172980
10,4,4.0,1000000120
";

/// A comma and quotes in titles, no year, two years, no genre, and a film that nobody rated.
pub(crate) const MOVIES: &str = r#"movieId,title,genres
1,Paper Lanterns (1994),Drama|Romance
2,"Quiet Engine, The (2001)",Sci-Fi
3,"The ""Second"" Harbour (1987)",Comedy
4,Winter Ledger,Drama
5,The Long Tide (2006–2007),Documentary
6,Nobody's Parade (2015),(no genres listed)
7,Glass Orchard (2010),Fantasy|Mystery
"#;

/// [`RATINGS`] with line `number` (from 1) replaced.
pub(crate) fn ratings_with(number: usize, line: impl AsRef<[u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (at, old) in (1..).zip(RATINGS.lines()) {
        bytes.extend_from_slice(if at == number { line.as_ref() } else { old.as_bytes() });
        bytes.push(b'\n');
    }
    bytes
}
