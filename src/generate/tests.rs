//! Tests of what holds for every release: exact counts, distinct pairs, order, the same bytes.

use std::collections::{BTreeMap, BTreeSet};

use super::config::{SPAN_END, SPAN_START};
use super::{Config, SyntheticRelease};

const NO_PROGRESS: &(dyn Fn(u64) + Sync) = &|_| ();

fn ratings(release: &SyntheticRelease) -> String {
    let mut bytes = Vec::new();
    release.write_ratings(&mut bytes, NO_PROGRESS).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn file(write: impl Fn(&mut (dyn std::io::Write + Send)) -> std::io::Result<()>) -> String {
    let mut bytes = Vec::new();
    write(&mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// (user, item, time) of each row.
fn rows(text: &str) -> Vec<(u64, u64, i64)> {
    let row = |line: &str| {
        let fields: Vec<&str> = line.split(',').collect();
        let rating: f64 = fields[2].parse().unwrap();
        assert!((0.5..=5.0).contains(&rating) && fields[2].len() == 3);
        let number = |field: usize| fields[field].parse::<u64>().unwrap();
        (number(0), number(1), fields[3].parse().unwrap())
    };
    text.lines().skip(1).map(row).collect()
}

fn check(config: &Config) {
    let release = SyntheticRelease::plan(config).unwrap();
    let rows = rows(&ratings(&release));
    let mut by_user: BTreeMap<u64, u64> = BTreeMap::new();
    for row in &rows {
        *by_user.entry(row.0).or_default() += 1;
    }
    let items: BTreeSet<u64> = rows.iter().map(|row| row.1).collect();
    assert_eq!(rows.len() as u64, config.ratings, "{config:?}");
    assert_eq!(by_user.len() as u64, u64::from(config.users), "{config:?}");
    assert_eq!(items.len() as u64, u64::from(config.rated_items), "{config:?}");
    assert!(rows.is_sorted_by(|a, b| (a.0, a.1) < (b.0, b.1)), "{config:?}");
    assert!(rows.iter().all(|row| (SPAN_START..=SPAN_END).contains(&row.2)));
    if config.ratings >= 20 * u64::from(config.users) && config.rated_items >= 20 {
        assert!(by_user.values().all(|&count| count >= 20), "{config:?}");
    }
    let years: BTreeMap<u64, u16> =
        release.plan.films.iter().map(|film| (u64::from(film.id), film.year)).collect();
    for row in &rows {
        let seconds_before = (i64::from(years[&row.1]) - 1970) * 31_556_952 - row.2;
        assert!(seconds_before < 2 * 86_400, "a film was rated before its year");
    }
    let movies = file(|out| release.write_movies(out));
    assert_eq!(movies.lines().count(), crate::number::to_index(config.items) + 1);
    let tags = file(|out| release.write_tags(out));
    let distinct: BTreeSet<(&str, &str, &str)> = tags
        .lines()
        .skip(1)
        .map(|line| {
            let mut fields = line.splitn(4, ',');
            let mut next = || fields.next().unwrap();
            (next(), next(), next())
        })
        .collect();
    assert_eq!(distinct.len() as u64, config.tags, "{config:?}");
}

#[test]
fn counts_hold_for_many_shapes() {
    let shapes = [
        (20, 50, 400),
        (1, 1, 1),
        (1, 50, 50),
        (1, 2_000, 2_000),
        (7, 3, 21),
        (40, 200, 8_000),
        (40, 200, 7_990),
        (40, 200, 7_000),
        (300, 200, 300),
        (10, 500, 500),
        (3_000, 100, 30_000),
        (200, 1_000, 20_000),
    ];
    for (users, items, ratings) in shapes {
        let rated_items = Config::new(users, items, ratings, 1).rated_items;
        let most = u64::from(users) * u64::from(rated_items);
        for seed in [1, 42] {
            check(&Config::new(users, items, ratings.min(most), seed));
        }
    }
}

#[test]
fn many_tags_and_unrated_films_are_exact() {
    let config = Config { rated_items: 60, tags: 4_000, ..Config::new(20, 200, 500, 3) };
    check(&config);
    check(&Config { tags: 0, ..config });
}

#[test]
fn the_same_bytes_on_any_number_of_threads() {
    let config = Config::new(900, 800, 90_000, 5);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let release = SyntheticRelease::plan(&config).unwrap();
            (ratings(&release), file(|out| release.write_tags(out)))
        })
    };
    let one = on(1);
    assert_eq!(one, on(2));
    assert_eq!(one, on(5));
    let other = SyntheticRelease::plan(&Config { seed: 6, ..config }).unwrap();
    assert_ne!(one.0, ratings(&other));
}

#[test]
fn progress_rises_to_the_ratings() {
    let release = SyntheticRelease::plan(&Config::new(900, 800, 90_000, 5)).unwrap();
    let told = std::sync::Mutex::new(Vec::new());
    let progress = |rows| told.lock().unwrap().push(rows);
    release.write_ratings(&mut std::io::sink(), &progress).unwrap();
    let told = told.into_inner().unwrap();
    assert!(told.len() > 1 && told.is_sorted());
    assert_eq!(told.last(), Some(&90_000));
}

#[test]
fn impossible_counts_are_refused_in_words() {
    let refused = |config: &Config| SyntheticRelease::plan(config).err().unwrap().to_string();
    assert_eq!(refused(&Config::new(0, 5, 5, 1)), "`users`: expected at least 1, found 0");
    assert_eq!(
        refused(&Config::new(2, 5, 11, 1)),
        "`ratings`: expected at most 10: 2 users can rate each of 5 items once, found 11"
    );
}

#[test]
fn a_failing_writer_is_reported() {
    struct Full;
    impl std::io::Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let release = SyntheticRelease::plan(&Config::new(20, 50, 400, 1)).unwrap();
    let error = release.write_ratings(&mut Full, NO_PROGRESS).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::StorageFull);
}

#[test]
fn the_other_files_say_what_they_are() {
    let release = SyntheticRelease::plan(&Config::new(20, 3_000, 3_000, 9)).unwrap();
    let readme = file(|out| release.write_readme(out));
    assert!(readme.contains("not MovieLens data") && readme.contains("seed:        9\n"));
    assert!(readme.contains("`rehearsal data generate`"));
    let movies = file(|out| release.write_movies(out));
    assert!(movies.starts_with("movieId,title,genres\n") && !movies.contains('\r'));
    assert_eq!(movies.matches('–').count(), 1);
    assert!(movies.contains("\"\"") && movies.contains(", The ("));
    let links = file(|out| release.write_links(out));
    assert_eq!(links.lines().count(), 3_001);
    assert!(links.lines().skip(1).all(|line| line.split(',').nth(1).unwrap().len() == 7));
}
