//! The hot paths, on a generated release of ml-latest-small's shape (100,836 ratings, seed 42).
//!
//! `cargo bench --bench evaluate`

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rehearsal::dataset::{Dataset, UserIdx};
use rehearsal::generate::{Config, SyntheticRelease};
use rehearsal::metric::{ACCURACY, Convention, Judged, REPORTED};
use rehearsal::model::{Event, ModelConfig, Request, Training, event, recommend_all};
use rehearsal::schema::check::check;
use rehearsal::schema::{DatasetType, Domain, builtin};
use rehearsal::validate::{Options, check_table};

/// The generated ratings as text.
fn ratings() -> String {
    let config = Config::like("ml-latest-small").expect("a known release");
    let mut bytes = Vec::new();
    let release = SyntheticRelease::plan(&config).expect("a possible shape");
    release.write_ratings(&mut bytes, &|_| ()).expect("a vector takes all");
    String::from_utf8(bytes).expect("digits")
}

/// Every rating as one interaction.
fn dataset(ratings: &str) -> Dataset {
    let rows: Vec<(&str, &str, &str, i64)> = ratings
        .lines()
        .skip(1)
        .map(|line| {
            let fields: Vec<&str> = line.split(',').collect();
            (fields[0], fields[1], "click", fields[3].parse().expect("seconds"))
        })
        .collect();
    Dataset::from_rows(&rows)
}

fn item_knn(criterion: &mut Criterion) {
    let dataset = dataset(&ratings());
    let rows: Vec<u32> = (0..).take(dataset.n_rows()).collect();
    let config = ModelConfig::parse("item-knn").expect("a known model");
    let mut group = criterion.benchmark_group("item-knn, 610 users, 9,724 items");
    group.sample_size(10);
    group.throughput(Throughput::Elements(dataset.n_rows() as u64));
    group.bench_function("fit", |bencher| {
        bencher.iter(|| black_box(config.fit(&Training::new(&dataset, &rows))));
    });
    let model = config.fit(&Training::new(&dataset, &rows)).expect("fits");
    let histories: Vec<Vec<Event>> = (0..610)
        .map(|user| {
            dataset.rows_of(UserIdx(user)).iter().map(|&row| event(&dataset, row)).collect()
        })
        .collect();
    let requests: Vec<Request<'_>> =
        histories.iter().map(|history| Request::new("", history, 25)).collect();
    group.throughput(Throughput::Elements(requests.len() as u64));
    group.bench_function("recommend 25 to every user", |bencher| {
        bencher.iter(|| black_box(recommend_all(model.as_ref(), &requests)));
    });
    group.finish();
}

fn metrics(criterion: &mut Criterion) {
    let lists: Vec<Judged> = (0_usize..10_000)
        .map(|user| {
            let hits: Vec<bool> = (0..25).map(|rank| (user + rank * rank) % 7 == 0).collect();
            Judged::from_hits(&hits, 30)
        })
        .collect();
    let mut group = criterion.benchmark_group("metrics, 10,000 lists of 25");
    group.throughput(Throughput::Elements(lists.len() as u64));
    group.bench_function("all fourteen of accuracy", |bencher| {
        bencher.iter(|| {
            let value = |judged| ACCURACY.map(|metric| metric.of_hits(judged, Convention::Service));
            lists.iter().copied().map(value).for_each(|values| {
                black_box(values);
            });
        });
    });
    group.bench_function("the seven reported", |bencher| {
        bencher.iter(|| {
            let value = |judged| REPORTED.map(|metric| metric.of_hits(judged, Convention::Service));
            lists.iter().copied().map(value).for_each(|values| {
                black_box(values);
            });
        });
    });
    group.finish();
}

fn validation(criterion: &mut Criterion) {
    let text = builtin::text(DatasetType::Interactions, Domain::Custom).expect("shipped");
    let schema = check(text, "shipped", Domain::Custom).0.expect("shipped");
    let mut csv = String::from("USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n");
    for line in ratings().lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        csv.extend([fields[0], ",", fields[1], ",click,", fields[3], "\n"]);
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("interactions.csv");
    std::fs::write(&path, &csv).expect("room on the disk");
    let options = Options::new(2_000_000_000);
    let mut group = criterion.benchmark_group("validate, 100,836 rows");
    group.throughput(Throughput::Bytes(csv.len() as u64));
    group.bench_function("interactions, all rules", |bencher| {
        bencher.iter(|| {
            let checked = check_table(&path, &schema, &options).expect("the file can be read");
            black_box(checked.into_found())
        });
    });
    group.finish();
}

criterion_group!(benches, item_knn, metrics, validation);
criterion_main!(benches);
