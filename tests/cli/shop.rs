//! The sample shop of `tests/data/shop`: invented, and equal to what is made here.
//!
//! `REHEARSAL_WRITE_SAMPLES=1 cargo test --test cli shop` writes it anew.

mod answer;
mod draw;
mod events;
mod goods;
mod tables;

use std::path::Path;

use crate::place::Place;

const FOLDER: &str = "tests/data/shop";

/// Holds the committed file against what was made, or writes it where that is wanted.
fn held(name: &str, made: &[u8], same: impl Fn(&[u8], &[u8]) -> bool) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER).join(name);
    if std::env::var_os("REHEARSAL_WRITE_SAMPLES").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder can be made");
        std::fs::write(&path, made).expect("the sample can be written");
    }
    let committed = std::fs::read(&path).unwrap_or_default();
    assert!(same(&committed, made), "{name} is not what `tests/cli/shop` makes");
}

fn same_bytes(left: &[u8], right: &[u8]) -> bool {
    left == right
}

#[test]
fn the_committed_shop_is_what_is_made_here() {
    let shop = events::shop();
    held("events.csv", &tables::events_csv(&shop), same_bytes);
    held("products.csv", &tables::products_csv(&shop), same_bytes);
    held("customers.csv", &tables::customers_csv(&shop), same_bytes);
    // Another version of the library writes other bytes for the same rows.
    held("events.parquet", &tables::events_parquet(&shop), |left, right| {
        tables::rows(left) == tables::rows(right)
    });
    let place = Place::empty();
    place.write("events.csv", tables::events_csv(&shop));
    let output = answer::batch_output(&place, &shop);
    held("batch-input.jsonl.out", output.as_bytes(), same_bytes);
    held("metrics.json", answer::metrics(&place, &output).as_bytes(), same_bytes);
}
