//! `upload`: to a store in this process that verifies signatures.

mod store;

use std::net::TcpListener;
use std::process::Output;
use std::time::{Duration, Instant};

use insta::assert_snapshot;

use self::store::{ACCESS_KEY, SECRET_KEY, Store};
use crate::place::Place;
use crate::shown::shown;

const BUCKET: &str = "films";
const DESTINATION: &str = "s3://films/rehearsed/one";
const PREPARED: [&str; 4] = ["interactions.csv", "interactions.avsc", "items.csv", "items.avsc"];
/// Above it a file goes in parts.
const SINGLE_BYTES_MAX: usize = 64 << 20;
const SEVERAL_SECONDS: Duration = Duration::from_secs(20);

/// Uploads the run folder to `endpoint_url` with the test key and this secret.
fn upload(place: &Place, endpoint_url: &str, secret_key: &str) -> Output {
    let mut command = place.command(&["upload", DESTINATION, "--endpoint-url", endpoint_url]);
    command.env("AWS_ACCESS_KEY_ID", ACCESS_KEY).env("AWS_SECRET_ACCESS_KEY", secret_key);
    command.output().expect("the binary starts")
}

/// Asserts that `output` is a failure to upload the first file, and that it names `reason`.
fn expect_refused(output: &Output, place: &Place, reason: &str) {
    let text = shown(output, place.folder());
    let beginning = "exit code: 2\n--- stdout\n--- stderr\nerror: cannot upload \
        `rehearsal-run/interactions.csv` to s3://films/rehearsed/one/interactions.csv: ";
    assert!(text.starts_with(beginning), "{text}");
    assert!(text.contains(reason), "{text}");
    assert!(!text.contains(SECRET_KEY), "the secret was shown\n{text}");
    assert!(text.len() < 500, "a dump, not a message\n{text}");
}

#[test]
fn a_dry_run_says_what_would_go_where_and_needs_no_network() {
    let place = Place::prepared();
    assert_snapshot!(place.unchanged(&["upload", DESTINATION, "--dry-run"]), @"
    exit code: 0
    --- stdout
    rehearsal-run/interactions.csv -> s3://films/rehearsed/one/interactions.csv (654 bytes)
    rehearsal-run/interactions.avsc -> s3://films/rehearsed/one/interactions.avsc (321 bytes)
    rehearsal-run/items.csv -> s3://films/rehearsed/one/items.csv (387 bytes)
    rehearsal-run/items.avsc -> s3://films/rehearsed/one/items.avsc (407 bytes)
    --- stderr
    dry run: nothing was sent
    ");
    let json = ["upload", "s3://films", "--dry-run", "--format", "json", "--quiet"];
    assert_snapshot!(place.unchanged(&json), @r#"
    exit code: 0
    --- stdout
    {
      "bucket": "films",
      "dry_run": true,
      "files": [
        {
          "bytes": 654,
          "key": "interactions.csv",
          "path": "rehearsal-run/interactions.csv"
        },
        {
          "bytes": 321,
          "key": "interactions.avsc",
          "path": "rehearsal-run/interactions.avsc"
        },
        {
          "bytes": 387,
          "key": "items.csv",
          "path": "rehearsal-run/items.csv"
        },
        {
          "bytes": 407,
          "key": "items.avsc",
          "path": "rehearsal-run/items.avsc"
        }
      ],
      "schema_version": 1
    }
    --- stderr
    "#);
}

#[test]
fn a_destination_that_is_not_s3_is_refused() {
    let place = Place::prepared();
    assert_snapshot!(place.refused(&["upload", "films/rehearsed"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `films/rehearsed`: expected s3://BUCKET or s3://BUCKET/PREFIX
    ");
    assert_snapshot!(place.refused(&["upload", "s3://Films"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `Films` cannot be a bucket: expected 3 to 63 lower-case letters, digits, dots and hyphens, beginning and ending with a letter or digit
    ");
}

#[test]
fn a_run_folder_without_prepared_files_is_refused() {
    let place = Place::empty();
    assert_snapshot!(place.refused(&["upload", DESTINATION]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `rehearsal-run` holds no prepared file; `rehearsal prep interactions` makes one
    ");
}

#[test]
fn every_prepared_file_arrives_as_it_is() {
    let place = Place::prepared();
    let store = Store::with_bucket(BUCKET);
    let output = upload(&place, store.url(), SECRET_KEY);
    assert_snapshot!(shown(&output, place.folder()), @"
    exit code: 0
    --- stdout
    rehearsal-run/interactions.csv -> s3://films/rehearsed/one/interactions.csv (654 bytes)
    rehearsal-run/interactions.avsc -> s3://films/rehearsed/one/interactions.avsc (321 bytes)
    rehearsal-run/items.csv -> s3://films/rehearsed/one/items.csv (387 bytes)
    rehearsal-run/items.avsc -> s3://films/rehearsed/one/items.avsc (407 bytes)
    --- stderr
    Personalize may read them once the bucket has the policy of `rehearsal policy bucket films`
    ");
    for name in PREPARED {
        let stored = store.object(BUCKET, &format!("rehearsed/one/{name}"));
        assert!(stored == place.read(&format!("rehearsal-run/{name}")), "{name}");
    }
}

#[test]
fn a_file_above_64_mib_arrives_whole() {
    let row = b"1,1,click,1000000000\n";
    let header = b"USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n";
    // Not a whole number of parts.
    let rows = row.repeat(SINGLE_BYTES_MAX * 11 / 10 / row.len());
    let bytes = [header.as_slice(), &rows].concat();
    assert!(bytes.len() > SINGLE_BYTES_MAX);
    let place = Place::with_interactions(&bytes);
    let store = Store::with_bucket(BUCKET);
    let output = upload(&place, store.url(), SECRET_KEY);
    assert!(output.status.success(), "{}", shown(&output, place.folder()));
    assert!(store.object(BUCKET, "rehearsed/one/interactions.csv") == bytes);
}

#[test]
fn a_wrong_secret_key_is_refused_by_the_store() {
    // Large enough to begin with a request without a body: this store answers without waiting for
    // one and closes the connection, so that a small file may end in a broken pipe instead.
    let place = Place::with_interactions("");
    let path = place.path("rehearsal-run/interactions.csv");
    let file = std::fs::File::options().write(true).open(path).expect("it was just made");
    file.set_len(SINGLE_BYTES_MAX as u64 + 1).expect("a file can have a hole");
    let store = Store::with_bucket(BUCKET);
    let output = upload(&place, store.url(), "not-the-secret");
    expect_refused(&output, &place, "SignatureDoesNotMatch");
    assert!(store.is_empty(BUCKET), "nothing was stored");
}

#[test]
fn a_bucket_that_is_not_there_is_named() {
    let place = Place::prepared();
    let store = Store::without_buckets();
    expect_refused(&upload(&place, store.url(), SECRET_KEY), &place, "NoSuchBucket");
}

#[test]
fn an_endpoint_that_cannot_be_reached_fails_within_seconds() {
    let place = Place::prepared();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    drop(listener);
    let started = Instant::now();
    let output = upload(&place, &format!("http://{address}"), SECRET_KEY);
    assert!(started.elapsed() < SEVERAL_SECONDS, "{:?}", started.elapsed());
    expect_refused(&output, &place, "Connection refused");
}
