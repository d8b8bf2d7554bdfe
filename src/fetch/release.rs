//! The releases: their names, their address and their files.

/// The address at which GroupLens keeps its releases.
pub const BASE_URL: &str = "https://files.grouplens.org/datasets/movielens";

/// The releases, as they are named on the command line.
pub const NAMES: [&str; 8] = ["latest-small", "latest", "100k", "1m", "10m", "20m", "25m", "32m"];

/// Tells whether a file of this name lies in one of GroupLens's releases.
pub(super) fn is_release_file(name: &str) -> bool {
    const FILES: [&str; 24] = [
        "ratings.csv",
        "movies.csv",
        "tags.csv",
        "links.csv",
        "genome-scores.csv",
        "genome-tags.csv",
        "ratings.dat",
        "movies.dat",
        "users.dat",
        "tags.dat",
        "u.data",
        "u.item",
        "u.user",
        "u.info",
        "u.genre",
        "u.occupation",
        "allbut.pl",
        "mku.sh",
        "split_ratings.sh",
        "README",
        "README.txt",
        "README.html",
        "checksums.txt",
        "links.dat",
    ];
    // The cuts that come with ml-100k: u1.base, ua.test, …
    let is_cut = name
        .strip_prefix('u')
        .is_some_and(|rest| rest.len() == 6 && (rest[1..] == *".base" || rest[1..] == *".test"));
    FILES.contains(&name) || is_cut
}
