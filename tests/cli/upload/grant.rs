//! `upload --grant`: one statement more in the bucket's policy.

use super::front::{Fault, Front, Keeps};
use super::store::{SECRET_KEY, Store};
use super::{BUCKET, upload_with};
use crate::place::Place;
use crate::shown::shown;

const LOGS: &str = r#"{"Sid":"Logs","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":["s3:PutObject"],"Resource":["arn:aws:s3:::films/logs/*"]}"#;

fn front(store: &Store, policy: Option<&str>) -> Front {
    let front = Front::before(store.url(), |_, _| Fault::None);
    front.bucket.lock().expect("whole").policy = policy.map(str::to_owned);
    front
}

fn policy(front: &Front) -> Option<String> {
    front.bucket.lock().expect("whole").policy.clone()
}

#[test]
fn a_grant_is_added_once_shown_first_and_read_back() {
    let (place, store) = (Place::prepared(), Store::with_bucket(BUCKET));
    let existing = format!(r#"{{ "Version":"2012-10-17", "Statement":[{LOGS}]}}"#);
    for keeps in [Keeps::AsPut, Keeps::InOwnForm] {
        let front = front(&store, Some(&existing));
        front.bucket.lock().expect("whole").keeps = keeps;
        // Nobody can be asked here.
        let asked = upload_with(&place, &front.url, SECRET_KEY, &["--grant"]);
        let text = shown(&asked, place.folder());
        assert!(
            text.contains("nobody can be asked here, and nothing was done; `--yes` agrees to: Put this policy, once the files are there?"),
            "{text}"
        );
        assert_eq!(policy(&front).as_deref(), Some(&*existing));
        let output = upload_with(
            &place,
            &front.url,
            SECRET_KEY,
            &["--grant", "--yes", "--account", "123456789012"],
        );
        let text = shown(&output, place.folder());
        assert!(output.status.success(), "{text}");
        assert!(text.contains("stays as it is: statement `Logs`; is added:\n+ {"), "{text}");
        assert!(text.contains("+     \"arn:aws:s3:::films/rehearsed/one/*\""), "{text}");
        assert!(text.contains("the policy was put and read back"), "{text}");
        let value: serde_json::Value =
            serde_json::from_str(&policy(&front).expect("there")).expect("JSON");
        let logs: serde_json::Value = serde_json::from_str(LOGS).expect("JSON");
        assert_eq!(value["Statement"][0], logs);
        assert_eq!(value["Statement"].as_array().map(Vec::len), Some(2));
        // What is allowed already is not added again.
        let put = front.n_asked(|asked| asked.starts_with("PUT") && asked.contains("?policy"));
        let again =
            upload_with(&place, &front.url, SECRET_KEY, &["--grant", "--account", "123456789012"]);
        let text = shown(&again, place.folder());
        assert!(text.contains("allows Personalize to read the folder already"), "{text}");
        assert_eq!(
            front.n_asked(|asked| asked.starts_with("PUT") && asked.contains("?policy")),
            put
        );
    }
}

#[test]
fn a_bucket_without_a_policy_gets_one() {
    let (place, store) = (Place::prepared(), Store::with_bucket(BUCKET));
    let front = front(&store, None);
    let output = upload_with(&place, &front.url, SECRET_KEY, &["--grant", "--yes"]);
    assert!(output.status.success(), "{}", shown(&output, place.folder()));
    let text = policy(&front).expect("there");
    assert!(
        text.starts_with(r#"{"Version":"2012-10-17","Statement":[{"Sid":"PersonalizeS3"#),
        "{text}"
    );
}

/// Asserts that nothing was sent and no policy changed.
#[track_caller]
fn expect_refused(front: &Front, store: &Store, reason: &str) {
    let place = Place::prepared();
    let before = policy(front);
    let output = upload_with(&place, &front.url, SECRET_KEY, &["--grant", "--yes"]);
    let text = shown(&output, place.folder());
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains(reason), "{text}");
    assert_eq!(policy(front), before, "{text}");
    assert!(store.is_empty(BUCKET), "{text}");
}

#[test]
fn public_buckets_other_regions_and_broken_policies_are_refused_before_anything_is_sent() {
    let store = Store::with_bucket(BUCKET);
    let everybody = r#"{"Version":"2012-10-17","Statement":{"Sid":"All","Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::films/*"}}"#;
    expect_refused(
        &front(&store, Some(everybody)),
        &store,
        "the bucket is public: statement `All`",
    );
    let by_status = front(&store, Some(&format!(r#"{{"Version":"1","Statement":[{LOGS}]}}"#)));
    by_status.bucket.lock().expect("whole").is_public = true;
    expect_refused(&by_status, &store, "is public (by its policy)");
    let abroad = front(&store, None);
    abroad.bucket.lock().expect("whole").region = Some("eu-west-1");
    expect_refused(&abroad, &store, "lies in eu-west-1, and Personalize is to work in us-east-1");
    expect_refused(&front(&store, Some("{\"Version\":1")), &store, "policy cannot be read");
    let denied = Front::before(store.url(), |asked, _| {
        if asked.has("policy") { Fault::Answer(403, "AccessDenied") } else { Fault::None }
    });
    expect_refused(&denied, &store, "the credentials need s3:GetBucketPolicy on `films`");
}

#[test]
fn a_policy_that_is_not_kept_or_changes_meanwhile_is_an_error() {
    let (place, store) = (Place::prepared(), Store::with_bucket(BUCKET));
    let forgetful = front(&store, None);
    forgetful.bucket.lock().expect("whole").keeps = Keeps::Nothing;
    let output = upload_with(&place, &forgetful.url, SECRET_KEY, &["--grant", "--yes"]);
    let text = shown(&output, place.folder());
    assert!(text.contains("is not the one that was put"), "{text}");
    // Between the look and the put, others are faster.
    let raced = Front::before(store.url(), |asked, before| {
        if asked.method == "GET" && asked.has("policy") && before == 1 {
            Fault::Answer(200, r#"{"Version":"2012-10-17","Statement":[]}"#)
        } else {
            Fault::None
        }
    });
    let output = upload_with(&place, &raced.url, SECRET_KEY, &["--grant", "--yes"]);
    let text = shown(&output, place.folder());
    assert!(text.contains("changed since it was shown; nothing was changed"), "{text}");
    assert_eq!(policy(&raced), None);
}
