//! Faults of networks and of AWS: what can be mended is, and what cannot leaves nothing half done.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::front::{Fault, Front};
use super::store::{ACCESS_KEY, SECRET_KEY, Store};
use super::{BUCKET, DESTINATION, SINGLE_BYTES_MAX, upload, upload_with, with_large_interactions};
use crate::place::Place;
use crate::shown::shown;

const KEY: &str = "rehearsed/one/interactions.csv";

/// A run folder whose interactions go in four parts.
fn in_four_parts() -> Place {
    with_large_interactions(SINGLE_BYTES_MAX * 7 / 2)
}

/// Asserts that the upload failed with `reason`, and that the store has neither an object nor an unfinished upload.
#[track_caller]
fn expect_nothing_left(place: &Place, store: &Store, front: &Front, reason: &str) {
    let output = upload(place, &front.url, SECRET_KEY);
    let text = shown(&output, place.folder());
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains(reason), "{text}");
    assert_eq!(store.objects(BUCKET), [""; 0], "{text}");
    assert_eq!(store.n_unfinished(), 0, "{text}");
}

/// Asserts that the upload came through whole.
#[track_caller]
fn expect_whole(place: &Place, store: &Store, front: &Front) {
    let output = upload(place, &front.url, SECRET_KEY);
    assert!(output.status.success(), "{}", shown(&output, place.folder()));
    assert!(store.object(BUCKET, KEY) == place.read("rehearsal-run/interactions.csv"));
    assert_eq!(store.n_unfinished(), 0);
}

#[test]
fn storms_of_503_cut_connections_and_lost_answers_are_ridden_out() {
    let (place, store) = (in_four_parts(), Store::with_bucket(BUCKET));
    let front = Front::before(store.url(), |asked, before| match (asked.is_part(), before) {
        (true, 0) if asked.has("partNumber") && asked.target.contains("partNumber=2") => {
            Fault::Cut(1 << 20)
        }
        (true, 0) if asked.target.contains("partNumber=3") => Fault::Unanswered,
        (_, 0) => Fault::Answer(503, "SlowDown"),
        (true, 1) => Fault::Answer(500, "InternalError"),
        _ => Fault::None,
    });
    expect_whole(&place, &store, &front);
}

#[test]
fn a_slow_store_is_waited_for() {
    let (place, store) = (in_four_parts(), Store::with_bucket(BUCKET));
    let front = Front::before(store.url(), |asked, _| {
        if asked.is_part() { Fault::Slow(Duration::from_millis(20)) } else { Fault::None }
    });
    expect_whole(&place, &store, &front);
}

#[test]
fn a_part_that_cannot_be_sent_takes_the_upload_back() {
    let (place, store) = (in_four_parts(), Store::with_bucket(BUCKET));
    let front = Front::before(store.url(), |asked, _| {
        if asked.target.contains("partNumber=3") {
            Fault::Answer(400, "BadDigest")
        } else {
            Fault::None
        }
    });
    expect_nothing_left(
        &place,
        &store,
        &front,
        "BadDigest: so says the test; the bytes were damaged",
    );
    let denied = Front::before(store.url(), |asked, _| {
        if asked.method == "POST" && asked.has("uploadId") {
            Fault::Answer(403, "AccessDenied")
        } else {
            Fault::None
        }
    });
    expect_nothing_left(&place, &store, &denied, "the credentials need s3:PutObject on `films`");
}

#[test]
fn an_object_of_another_checksum_does_not_stay() {
    let (place, store) = (in_four_parts(), Store::with_bucket(BUCKET));
    let front = Front::before(store.url(), |asked, before| {
        // The look at the end, the object being there.
        if asked.method == "HEAD" && before == 1 { Fault::OtherChecksum } else { Fault::None }
    });
    expect_nothing_left(&place, &store, &front, "nothing of it stays, try once more");
    let part = Front::before(store.url(), |asked, _| {
        if asked.target.contains("partNumber=4") { Fault::OtherChecksum } else { Fault::None }
    });
    expect_nothing_left(&place, &store, &part, "part 4 has 47DEQpj8HBSa");
}

#[test]
fn refusals_say_what_to_do() {
    let (place, store) = (Place::prepared(), Store::with_bucket(BUCKET));
    for (status, code, reason) in [
        (400, "ExpiredToken", "the credentials have expired: get new ones"),
        (403, "InvalidAccessKeyId", "check `--profile` and the environment"),
        (403, "AccessDenied", "the credentials need s3:PutObject on `films`"),
        (404, "NoSuchBucket", "the bucket `films` is not there"),
        (403, "RequestTimeTooSkewed", "the clock of this machine is wrong"),
    ] {
        let front = Front::before(store.url(), move |asked, _| {
            if asked.method == "PUT" { Fault::Answer(status, code) } else { Fault::None }
        });
        expect_nothing_left(&place, &store, &front, reason);
    }
    let front = Front::before(store.url(), |_, _| Fault::Region("eu-west-1"));
    expect_nothing_left(&place, &store, &front, "lies in eu-west-1: give `--region eu-west-1`");
}

#[test]
fn an_upload_goes_on_where_a_cut_connection_ended_it() {
    let place = in_four_parts();
    place.write("rehearsal-run/items.csv", "ITEM_ID,YEAR\n1,2001\n2,2002\n");
    let schema = r#"{"type":"record","name":"Items","namespace":"com.amazonaws.personalize.schema","fields":[{"name":"ITEM_ID","type":"string"},{"name":"YEAR","type":"int"}],"version":"1.0"}"#;
    place.write("rehearsal-run/items.avsc", schema);
    let store = Store::with_bucket(BUCKET);
    let front = Front::before(store.url(), |asked, _| {
        if asked.target.contains("items.csv") { Fault::Cut(4) } else { Fault::None }
    });
    let args = ["upload", DESTINATION, "--endpoint-url", &front.url, "--ignore", "Q5"];
    let mut command = place.command(&args);
    command.env("AWS_ACCESS_KEY_ID", ACCESS_KEY).env("AWS_SECRET_ACCESS_KEY", SECRET_KEY);
    let cut = command.env("AWS_MAX_ATTEMPTS", "2").output().expect("the binary starts");
    assert_eq!(cut.status.code(), Some(2), "{}", shown(&cut, place.folder()));
    let whole = Front::before(store.url(), |_, _| Fault::None);
    let output = upload_with(&place, &whole.url, SECRET_KEY, &["--resume"]);
    let text = shown(&output, place.folder());
    assert!(output.status.success(), "{text}");
    assert_eq!(whole.n_asked(|asked| asked.contains("partNumber")), 0, "sent again\n{text}");
    assert!(store.object(BUCKET, "rehearsed/one/items.csv").starts_with(b"ITEM_ID"));
}

#[cfg(unix)]
#[test]
fn an_interrupt_takes_the_upload_back() {
    let (place, store) = (in_four_parts(), Store::with_bucket(BUCKET));
    let front = Front::before(store.url(), |asked, _| {
        if asked.is_part() { Fault::Slow(Duration::from_millis(200)) } else { Fault::None }
    });
    let mut command = place.command(&["upload", DESTINATION, "--endpoint-url", &front.url]);
    command.env("AWS_ACCESS_KEY_ID", ACCESS_KEY).env("AWS_SECRET_ACCESS_KEY", SECRET_KEY);
    let mut child = command.stderr(Stdio::piped()).spawn().expect("the binary starts");
    let began = Instant::now();
    while front.n_asked(|asked| asked.contains("partNumber")) == 0 {
        assert!(began.elapsed() < Duration::from_mins(1), "no part was sent");
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(store.n_unfinished(), 1, "an upload is under way");
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(killed.expect("kill runs").success());
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    assert_eq!(store.objects(BUCKET), [""; 0]);
    assert_eq!(store.n_unfinished(), 0);
}

#[cfg(unix)]
#[test]
fn a_killed_upload_goes_on_with_the_parts_that_are_there() {
    let (place, store) = (in_four_parts(), Store::with_bucket(BUCKET));
    let front = Front::before(store.url(), |asked, before| {
        // The last part takes so long that the process is killed before.
        if asked.target.contains("partNumber=4") && before == 0 {
            Fault::Slow(Duration::from_millis(500))
        } else {
            Fault::None
        }
    });
    let mut command = place.command(&["upload", DESTINATION, "--endpoint-url", &front.url]);
    command.env("AWS_ACCESS_KEY_ID", ACCESS_KEY).env("AWS_SECRET_ACCESS_KEY", SECRET_KEY);
    let mut child = command.stderr(Stdio::null()).spawn().expect("the binary starts");
    let began = Instant::now();
    let is_part = |asked: &str| asked.contains("partNumber=");
    while front.n_asked(is_part) < 4 {
        assert!(began.elapsed() < Duration::from_mins(1), "the parts were not sent");
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    let before = front.n_asked(is_part);
    let output = upload_with(&place, &front.url, SECRET_KEY, &["--resume"]);
    let text = shown(&output, place.folder());
    assert!(output.status.success() && text.contains(" bytes), continued\n"), "{text}");
    assert!(front.n_asked(is_part) - before < 4, "parts were sent again");
    assert!(store.object(BUCKET, KEY) == place.read("rehearsal-run/interactions.csv"));
    assert_eq!(store.n_unfinished(), 0);
}

#[test]
fn a_file_that_grows_meanwhile_is_not_cut_off_in_silence() {
    let (place, store) = (in_four_parts(), Store::with_bucket(BUCKET));
    let path = place.path("rehearsal-run/interactions.csv");
    let front = Front::before(store.url(), move |asked, _| {
        if asked.target.contains("partNumber=2") {
            let mut file = std::fs::File::options().append(true).open(&path).expect("the file");
            std::io::Write::write_all(&mut file, b"1,1,1500000000\n").expect("written");
        }
        Fault::None
    });
    expect_nothing_left(&place, &store, &front, "it changed while it was sent; upload it again");
}

#[test]
fn a_body_that_breaks_off_is_asked_for_again() {
    let (place, store) = (Place::prepared(), Store::with_bucket(BUCKET));
    store.put(BUCKET, "run/interactions.csv", &place.read("rehearsal-run/interactions.csv"));
    let front = Front::before(store.url(), |asked, before| {
        if asked.method == "GET" && before == 0 { Fault::HalfAnswered } else { Fault::None }
    });
    let mut command = place.command(&["stats", "s3://films/run/interactions.csv", "--quiet"]);
    command.env("AWS_ACCESS_KEY_ID", ACCESS_KEY).env("AWS_SECRET_ACCESS_KEY", SECRET_KEY);
    command.env("AWS_ENDPOINT_URL_S3", &front.url).env("AWS_REGION", "us-east-1");
    let output = command.output().expect("the binary starts");
    assert!(output.status.success(), "{}", shown(&output, place.folder()));
}
