//! `upload`: to a store in this process that verifies signatures.

mod faults;
mod front;
mod grant;
mod inputs;
mod store;

use std::fmt::Write as _;
use std::net::TcpListener;
use std::process::Output;
use std::time::{Duration, Instant};

use insta::assert_snapshot;

use self::front::{Fault, Front};
use self::store::{ACCESS_KEY, SECRET_KEY, Store};
use crate::place::Place;
use crate::shown::shown;

const BUCKET: &str = "films";
const DESTINATION: &str = "s3://films/rehearsed/one";
const PREPARED: [&str; 6] = [
    "interactions.csv",
    "interactions.avsc",
    "interactions.manifest.json",
    "items.csv",
    "items.avsc",
    "items.manifest.json",
];
/// Above it a file goes in parts.
const SINGLE_BYTES_MAX: usize = 16 << 20;
const SEVERAL_SECONDS: Duration = Duration::from_secs(20);

/// Uploads the run folder to `endpoint_url` with the test key and this secret.
fn upload(place: &Place, endpoint_url: &str, secret_key: &str) -> Output {
    upload_with(place, endpoint_url, secret_key, &[])
}

/// Uploads the run folder, with further arguments.
fn upload_with(place: &Place, endpoint_url: &str, secret_key: &str, more: &[&str]) -> Output {
    // The sample has too few rows for an import.
    let args = ["upload", DESTINATION, "--ignore", "Q5", "--endpoint-url", endpoint_url];
    let mut command = place.command(&[&args[..], more].concat());
    command.env("AWS_ACCESS_KEY_ID", ACCESS_KEY).env("AWS_SECRET_ACCESS_KEY", secret_key);
    command.output().expect("the binary starts")
}

/// A run folder whose interactions have this many bytes, about.
fn with_large_interactions(bytes: usize) -> Place {
    let place = Place::empty();
    let mut text = String::from("USER_ID,ITEM_ID,TIMESTAMP\n");
    let mut row = 0_u64;
    while text.len() < bytes {
        row += 1;
        let _ = writeln!(text, "{},{},{}", row % 5_003, row % 911, 1_500_000_000 + row);
    }
    place.write("rehearsal-run/interactions.csv", text);
    place.write("rehearsal-run/interactions.avsc", SCHEMA);
    place
}

const SCHEMA: &str = r#"{"type":"record","name":"Interactions","namespace":"com.amazonaws.personalize.schema","fields":[{"name":"USER_ID","type":"string"},{"name":"ITEM_ID","type":"string"},{"name":"TIMESTAMP","type":"long"}],"version":"1.0"}"#;

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
    assert_snapshot!(place.unchanged(&["upload", DESTINATION, "--dry-run", "--ignore", "Q5"]), @"
    exit code: 0
    --- stdout
    rehearsal-run/interactions.csv -> s3://films/rehearsed/one/interactions.csv (654 bytes)
    rehearsal-run/interactions.avsc -> s3://films/rehearsed/one/interactions.avsc (321 bytes)
    rehearsal-run/interactions.manifest.json -> s3://films/rehearsed/one/interactions.manifest.json (1,083 bytes)
    rehearsal-run/items.csv -> s3://films/rehearsed/one/items.csv (387 bytes)
    rehearsal-run/items.avsc -> s3://films/rehearsed/one/items.avsc (407 bytes)
    rehearsal-run/items.manifest.json -> s3://films/rehearsed/one/items.manifest.json (1,656 bytes)

    calls, where nothing is there yet:
      HeadObject s3://films/rehearsed/one/interactions.csv
      PutObject s3://films/rehearsed/one/interactions.csv (654 bytes)
      HeadObject s3://films/rehearsed/one/interactions.csv
      HeadObject s3://films/rehearsed/one/interactions.avsc
      PutObject s3://films/rehearsed/one/interactions.avsc (321 bytes)
      HeadObject s3://films/rehearsed/one/interactions.avsc
      HeadObject s3://films/rehearsed/one/interactions.manifest.json
      PutObject s3://films/rehearsed/one/interactions.manifest.json (1,083 bytes)
      HeadObject s3://films/rehearsed/one/interactions.manifest.json
      HeadObject s3://films/rehearsed/one/items.csv
      PutObject s3://films/rehearsed/one/items.csv (387 bytes)
      HeadObject s3://films/rehearsed/one/items.csv
      HeadObject s3://films/rehearsed/one/items.avsc
      PutObject s3://films/rehearsed/one/items.avsc (407 bytes)
      HeadObject s3://films/rehearsed/one/items.avsc
      HeadObject s3://films/rehearsed/one/items.manifest.json
      PutObject s3://films/rehearsed/one/items.manifest.json (1,656 bytes)
      HeadObject s3://films/rehearsed/one/items.manifest.json
    --- stderr
    dry run: nothing was sent
    ");
    let json =
        ["upload", "s3://films", "--ignore", "A7,Q5", "--dry-run", "--format", "json", "--quiet"];
    let value: serde_json::Value =
        serde_json::from_slice(&place.done(&json)).expect("the JSON that is printed");
    assert_eq!((&value["bucket"], &value["dry_run"]), (&"films".into(), &true.into()));
    assert_eq!(value["files"].as_array().map(Vec::len), Some(6));
    assert_eq!(value["calls"].as_array().map(Vec::len), Some(18));
    assert_eq!(value["files"][0]["content"], "data");
    assert_eq!(value["files"][0]["key"], "interactions.csv");
    // What an upload would refuse is the answer no.
    let refused = place.unchanged(&["upload", DESTINATION, "--dry-run"]);
    assert!(refused.starts_with("exit code: 1\n"), "{refused}");
    assert!(
        refused.contains("warning: an upload would be refused: `rehearsal-run` has errors"),
        "{refused}"
    );
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
    let pattern = place.refused(&["policy", "bucket", "films", "--prefix", "*"]);
    assert!(pattern.contains("would stand for other folders too in a policy"), "{pattern}");
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
    rehearsal-run/interactions.manifest.json -> s3://films/rehearsed/one/interactions.manifest.json (1,083 bytes)
    rehearsal-run/items.csv -> s3://films/rehearsed/one/items.csv (387 bytes)
    rehearsal-run/items.avsc -> s3://films/rehearsed/one/items.avsc (407 bytes)
    rehearsal-run/items.manifest.json -> s3://films/rehearsed/one/items.manifest.json (1,656 bytes)
    --- stderr
    Personalize may read them once the bucket has the policy of `rehearsal policy bucket films --prefix rehearsed/one`; `--grant` adds it
    ");
    for name in PREPARED {
        let stored = store.object(BUCKET, &format!("rehearsed/one/{name}"));
        assert!(stored == place.read(&format!("rehearsal-run/{name}")), "{name}");
    }
}

#[test]
fn a_file_above_16_mib_arrives_whole_in_parts() {
    // Not a whole number of parts.
    let place = with_large_interactions(SINGLE_BYTES_MAX * 7 / 2);
    let bytes = place.read("rehearsal-run/interactions.csv");
    let store = Store::with_bucket(BUCKET);
    let front = Front::before(store.url(), |_, _| Fault::None);
    let output = upload(&place, &front.url, SECRET_KEY);
    assert!(output.status.success(), "{}", shown(&output, place.folder()));
    assert!(store.object(BUCKET, "rehearsed/one/interactions.csv") == bytes);
    assert_eq!(front.n_asked(|asked| asked.contains("partNumber=")), 4);
    // An upload of ours may be replaced; what is there already is not sent again.
    let again = upload(&place, &front.url, SECRET_KEY);
    assert!(shown(&again, place.folder()).contains(" bytes), replaced\n"));
    let before = front.n_asked(|asked| asked.starts_with("PUT"));
    let resumed = upload_with(&place, &front.url, SECRET_KEY, &["--resume"]);
    assert!(shown(&resumed, place.folder()).contains(" bytes), there already\n"));
    assert_eq!(front.n_asked(|asked| asked.starts_with("PUT")), before);
}

#[test]
fn an_object_of_somebody_else_is_left_alone() {
    let place = Place::prepared();
    let store = Store::with_bucket(BUCKET);
    store.put(BUCKET, "rehearsed/one/items.csv", b"theirs");
    let output = upload(&place, store.url(), SECRET_KEY);
    let text = shown(&output, place.folder());
    assert!(
        text.contains("items.csv is there already, and no upload of this program wrote it"),
        "{text}"
    );
    assert_eq!(store.object(BUCKET, "rehearsed/one/items.csv"), b"theirs");
    let forced = upload_with(&place, store.url(), SECRET_KEY, &["--force"]);
    assert!(forced.status.success(), "{}", shown(&forced, place.folder()));
    assert!(
        store.object(BUCKET, "rehearsed/one/items.csv") == place.read("rehearsal-run/items.csv")
    );
}

#[test]
fn a_folder_of_parts_takes_no_strangers() {
    let place = Place::with_release();
    place.done(&["prep", "interactions", "--shard-rows", "5"]);
    let store = Store::with_bucket(BUCKET);
    store.put(BUCKET, "rehearsed/one/interactions/part-99.csv", b"of last year");
    let output = upload(&place, store.url(), SECRET_KEY);
    let text = shown(&output, place.folder());
    let expected = "interactions/ holds objects that are no parts of this upload (part-99.csv)";
    assert!(text.contains(expected), "{text}");
    assert_eq!(store.objects(BUCKET), ["rehearsed/one/interactions/part-99.csv"]);
}

#[test]
fn what_cannot_be_imported_or_has_errors_is_refused() {
    let place = Place::with_release();
    place.done(&["prep", "interactions", "--output", "rehearsal-run/interactions.parquet"]);
    let refused = place.refused(&["upload", DESTINATION]);
    let expected = "`rehearsal-run/interactions.parquet`: an import job reads plain CSV alone";
    assert!(refused.contains(expected), "{refused}");
    let place = Place::empty();
    place.write("run/interactions.csv", "USER_ID,ITEM_ID,TIMESTAMP\n1,,x\n");
    place.write("run/interactions.avsc", SCHEMA);
    let refused = place.refused(&["upload", "run", DESTINATION]);
    assert!(refused.contains("`run` has errors by the rules V"), "{refused}");
    assert!(refused.contains("nothing was sent: `rehearsal validate dataset run`"), "{refused}");
    let twice = place.refused(&["upload", "run", DESTINATION, "--run", "other"]);
    assert!(twice.contains("named twice"), "{twice}");
}

#[test]
fn a_wrong_secret_key_is_refused_by_the_store() {
    let place = Place::prepared();
    let store = Store::with_bucket(BUCKET);
    let output = upload(&place, store.url(), "not-the-secret");
    // The answer to the first request has no body, and so no code.
    expect_refused(&output, &place, "status 403 (AccessDenied); the credentials need s3:GetObject");
    assert!(store.is_empty(BUCKET), "nothing was stored");
    let forced = upload_with(&place, store.url(), "not-the-secret", &["--force"]);
    expect_refused(&forced, &place, "SignatureDoesNotMatch");
}

#[test]
fn an_endpoint_that_cannot_be_reached_fails_within_seconds() {
    let place = Place::prepared();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    drop(listener);
    let started = Instant::now();
    let args = ["upload", DESTINATION, "--ignore", "Q5", "--endpoint-url"];
    let url = format!("http://{address}");
    let mut command = place.command(&[&args[..], &[&url]].concat());
    command.env("AWS_ACCESS_KEY_ID", ACCESS_KEY).env("AWS_SECRET_ACCESS_KEY", SECRET_KEY);
    let output = command.env("AWS_MAX_ATTEMPTS", "2").output().expect("the binary starts");
    assert!(started.elapsed() < SEVERAL_SECONDS, "{:?}", started.elapsed());
    expect_refused(&output, &place, "Connection refused");
}
