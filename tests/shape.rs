//! The shape of the synthetic ml-latest-small, against figures of the real one.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::collections::HashMap;

use rehearsal::experiment::Seen;
use rehearsal::generate::{Config, SyntheticRelease};
use rehearsal::metric::Convention;
use rehearsal::split::HoldOut;

const SEEDS: [u64; 3] = [1, 7, 42];

struct Row {
    user: u32,
    item: u32,
    half_stars: usize,
    time: i64,
}

fn release(seed: u64) -> SyntheticRelease {
    let config = Config::like("ml-latest-small").unwrap();
    SyntheticRelease::plan(&Config { seed, ..config }).unwrap()
}

fn rows(release: &SyntheticRelease) -> Vec<Row> {
    let mut bytes = Vec::new();
    release.write_ratings(&mut bytes, &|_| ()).unwrap();
    let row = |line: &str| {
        let fields: Vec<&str> = line.split(',').collect();
        let (whole, half) = fields[2].split_once('.').unwrap();
        Row {
            user: fields[0].parse().unwrap(),
            item: fields[1].parse().unwrap(),
            half_stars: 2 * whole.parse::<usize>().unwrap() + usize::from(half == "5"),
            time: fields[3].parse().unwrap(),
        }
    };
    String::from_utf8(bytes).unwrap().lines().skip(1).map(row).collect()
}

fn counts<K: std::hash::Hash + Eq>(keys: impl Iterator<Item = K>) -> Vec<u32> {
    let mut counts: HashMap<K, u32> = HashMap::new();
    for key in keys {
        *counts.entry(key).or_default() += 1;
    }
    let mut counts: Vec<u32> = counts.into_values().collect();
    counts.sort_unstable();
    counts
}

fn length(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap())
}

/// The Gini coefficient of rising counts.
fn gini(counts: &[u32]) -> f64 {
    let total: f64 = counts.iter().map(|&count| f64::from(count)).sum();
    let ranked =
        counts.iter().enumerate().map(|(rank, &count)| length(rank + 1) * f64::from(count));
    let n = length(counts.len());
    2.0 * ranked.sum::<f64>() / (n * total) - (n + 1.0) / n
}

fn share(counts: &[u32], wished: impl Fn(u32) -> bool) -> f64 {
    length(counts.iter().filter(|&&count| wished(count)).count()) / length(counts.len())
}

fn near(what: &str, found: f64, expected: f64, tolerance: f64) {
    let distance = (found - expected).abs();
    assert!(distance <= tolerance, "{what}: {found:.4} for {expected} ± {tolerance}");
}

#[test]
fn ratings_have_the_measured_shape() {
    for seed in SEEDS {
        let rows = rows(&release(seed));
        assert_eq!(rows.len(), 100_836);
        let items = counts(rows.iter().map(|row| row.item));
        let users = counts(rows.iter().map(|row| row.user));
        assert_eq!((items.len(), users.len(), users[0]), (9_724, 610, 20));
        near("Gini of items", gini(&items), 0.716, 0.02);
        near("Gini of users", gini(&users), 0.604, 0.02);
        near("items with 1 rating", share(&items, |count| count == 1), 0.354, 0.05);
        near("items with < 5 ratings", share(&items, |count| count < 5), 0.625, 0.05);
        near("most popular item", f64::from(items[items.len() - 1]), 329.0, 50.0);
        near("most active user", f64::from(users[users.len() - 1]), 2_698.0, 100.0);
        let seconds = counts(rows.iter().map(|row| (row.user, row.time)));
        let alone = length(seconds.iter().filter(|&&count| count == 1).count());
        near("same second", 1.0 - alone / length(rows.len()), 0.23, 0.03);
    }
}

#[test]
fn stars_have_the_measured_shape() {
    const REAL: [f64; 10] = [
        1_370.0, 2_811.0, 1_791.0, 7_551.0, 5_550.0, 20_047.0, 13_136.0, 26_818.0, 8_551.0,
        13_211.0,
    ];
    for seed in SEEDS {
        let rows = rows(&release(seed));
        for (value, expected) in (1..).zip(REAL) {
            let found = rows.iter().filter(|row| row.half_stars == value).count();
            let name = format!("{value} half stars, seed {seed}");
            near(&name, length(found) / 100_836.0, expected / 100_836.0, 0.01);
        }
    }
}

#[test]
fn genres_have_the_measured_shape() {
    const REAL: [(&str, f64); 19] = [
        ("Drama", 0.4476),
        ("Comedy", 0.3855),
        ("Thriller", 0.1944),
        ("Action", 0.1876),
        ("Romance", 0.1638),
        ("Adventure", 0.1296),
        ("Crime", 0.1231),
        ("Sci-Fi", 0.1006),
        ("Horror", 0.1004),
        ("Fantasy", 0.08),
        ("Children", 0.0682),
        ("Animation", 0.0627),
        ("Mystery", 0.0588),
        ("Documentary", 0.0452),
        ("War", 0.0392),
        ("Musical", 0.0343),
        ("Western", 0.0171),
        ("IMAX", 0.0162),
        ("Film-Noir", 0.0089),
    ];
    let mut bytes = Vec::new();
    release(42).write_movies(&mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let genres: Vec<&str> =
        text.lines().skip(1).map(|line| line.rsplit(',').next().unwrap()).collect();
    assert_eq!(genres.len(), 9_742);
    let with = |count: usize| genres.iter().filter(|own| own.split('|').count() == count).count();
    assert_eq!([1, 2, 3, 4, 5].map(with), [2_851, 3_218, 2_338, 987, 271]);
    assert_eq!(genres.iter().filter(|own| **own == "(no genres listed)").count(), 34);
    for (name, expected) in REAL {
        let found = genres.iter().filter(|own| own.split('|').any(|genre| genre == name)).count();
        near(name, length(found) / 9_742.0, expected, 0.02);
    }
}

#[test]
fn titles_are_unique_and_mostly_have_a_year() {
    let mut bytes = Vec::new();
    release(42).write_movies(&mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let mut titles: Vec<&str> = text
        .lines()
        .skip(1)
        .map(|line| line.split_once(',').unwrap().1.rsplit_once(',').unwrap().0.trim_matches('"'))
        .collect();
    assert_eq!(titles.iter().filter(|title| !title.ends_with(')')).count(), 12);
    assert_eq!(titles.iter().filter(|title| title.contains('–')).count(), 1);
    titles.sort_unstable();
    titles.dedup();
    assert_eq!(titles.len(), 9_742);
}

/// On ml-latest-small the ratio is 1.46 by the same measure.
#[test]
fn personal_models_beat_popularity_without_a_leak() {
    let folder = tempfile::tempdir().unwrap();
    let release = release(42);
    let mut file = std::fs::File::create(folder.path().join("ratings.csv")).unwrap();
    release.write_ratings(&mut file, &|_| ()).unwrap();
    let data = support::dataset(&support::interactions(folder.path(), 1.0, 3.0));
    let question = support::Question {
        protocol: support::TEN_FOLDS,
        hold_out: HoldOut::Items,
        seen: Seen::Exclude,
        convention: Convention::Service,
        models: &["popularity", "item-knn"],
    };
    let result = support::evaluate(&data, &question);
    let (popularity, knn) = (support::ndcg_at_25(&result, 0), support::ndcg_at_25(&result, 1));
    assert!(knn >= 1.3 * popularity, "popularity {popularity:.4}, item-knn {knn:.4}");
}
