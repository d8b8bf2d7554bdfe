//! `cost`: the data that it rests on, in any form, and what is said of it.

use insta::assert_snapshot;
use serde_json::Value;

use crate::place::Place;

/// A place whose datasets are prepared with these options.
fn prepared(options: &[&str]) -> Place {
    let place = Place::with_release();
    place.done(&[&["prep", "interactions"], options].concat());
    place.done(&[&["prep", "items"], options].concat());
    place
}

fn month(place: &Place) -> Value {
    let bytes = place.done(&["cost", "--format", "json"]);
    serde_json::from_slice(&bytes).expect("JSON")
}

#[test]
fn every_form_has_the_rows_users_items_and_gigabytes_of_its_data() {
    let whole = month(&prepared(&[]));
    assert_eq!(whole["data"]["csv_bytes"], 1_041);
    assert_eq!(
        [29, 4, 6].map(Value::from),
        ["rows", "users", "items"].map(|of| whole["data"][of].clone())
    );
    for format in ["parquet", "arrow", "avro"] {
        for parts in [&[][..], &["--shard-rows", "10"]] {
            let found = month(&prepared(&[&["--output-format", format], parts].concat()));
            assert_eq!(found["usage"], whole["usage"], "{format} {parts:?}");
            assert_eq!(found["data"]["csv_bytes"], 1_041, "{format} {parts:?}");
            assert!(found["data"]["stored_bytes"].is_u64(), "{format} {parts:?}");
            let said = found["basis"][0].as_str().expect("a sentence");
            let wanted = "1,041 bytes as CSV, which is what the service imports; measured by writing out every row";
            assert!(said.contains(wanted), "{said}");
        }
    }
}

#[test]
fn csv_in_parts_is_the_whole_but_for_its_headers() {
    let (whole, place) = (month(&prepared(&[])), prepared(&["--shard-rows", "10"]));
    let parts = month(&place);
    // 29 rows in three parts, 6 items in one.
    let header = "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n";
    let first = place.text("rehearsal-run/interactions/part-00000.csv");
    assert!(first.starts_with(header), "{first}");
    let bytes = parts["data"]["csv_bytes"].as_u64().expect("bytes");
    assert_eq!(bytes, 1_041 + 2 * header.len() as u64);
    for of in ["rows", "users", "items"] {
        assert_eq!(parts["data"][of], whole["data"][of], "{of}");
    }
    assert_eq!(parts["usage"]["training_hours"], whole["usage"]["training_hours"]);
    // What `stats` counted says the same as what is counted now.
    place.done(&["stats"]);
    assert_eq!(month(&place), parts);
}

#[test]
fn a_folder_without_parts_is_refused() {
    let place = Place::prepared();
    std::fs::create_dir(place.path("rehearsal-run/users")).expect("a folder");
    assert_snapshot!(place.refused(&["cost"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `rehearsal-run/users` is a folder without a data file: put its files there, or remove it
    ");
}

#[test]
fn what_is_said_must_agree_with_the_run_folder() {
    let place = Place::prepared();
    for (option, value, there) in [
        ("rows", "30", "29 rows"),
        ("users", "5", "4 users"),
        ("items", "7", "6 items"),
        ("gigabytes", "0.0018", "0.000001041 GB"),
    ] {
        let text = place.refused(&["cost", &format!("--{option}"), value]);
        let text = text.replace("\n  ", " ");
        assert!(text.contains(&format!("`--{option} {value}` and the {there}")), "{text}");
        assert!(text.contains(&format!("`--vs {option}={value}`")), "{text}");
    }
    let same = ["--rows", "29", "--users", "4", "--items", "6", "--gigabytes", "0.00000104"];
    let text = place.run(&[&["cost"][..], &same].concat());
    assert!(text.contains("exit code: 0"), "{text}");
}

#[test]
fn what_is_said_without_data_must_agree_with_itself() {
    let place = Place::empty();
    assert_snapshot!(place.refused(&["cost", "--rows", "20000000", "--gigabytes", "0.0018"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: 20,000,000 rows do not fit into 0.0018 GB, which is 0.09 bytes for each: no row of a user, an item and a time is shorter than 6 bytes; say `rows` and `gigabytes` of the same data, or one of them alone
    ");
    let text = place.refused(&["cost", "--rows", "20", "--users", "30"]);
    assert!(text.contains("found 30 users and 20 rows"), "{text}");
    let of = |args: &[&str]| place.run(&[&["cost", "--force"], args].concat()).replace("\n  ", " ");
    let text = of(&["--rows", "20000000"]);
    assert!(
        text.contains("import: 1 GB of interactions are a guess from 20,000,000 rows"),
        "{text}"
    );
    let text = of(&["--gigabytes", "1"]);
    assert!(text.contains("training: 20,000,000 rows are a guess from 1 GB"), "{text}");
    // Items alone are a part of the import.
    let place = Place::with_release();
    place.done(&["prep", "items"]);
    let text = place.run(&["cost", "--rows", "1000"]);
    assert!(text.contains("have 387 bytes") && text.contains("0.000050387 GB "), "{text}");
    let text = place.refused(&["cost", "--gigabytes", "0.0000001"]);
    assert!(text.contains("`--gigabytes 0.0000001` and the"), "{text}");
}
