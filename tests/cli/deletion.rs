//! `personalize deletion-file`: the users of a data deletion job.

use insta::assert_snapshot;

use crate::place::Place;

const RUN: [&str; 2] = ["personalize", "deletion-file"];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&RUN[..], more].concat()
}

#[test]
fn a_list_becomes_the_file_of_a_job() {
    let place = Place::prepared();
    place.write("gone.txt", "10\n007\n1\n10\n3.0\nzoe\n");
    assert_snapshot!(place.run(&with(&["gone.txt", "--user", "2", "--user", "1"])), @r"
    exit code: 0
    --- stdout
    rehearsal-run/deletion/users.csv: 6 users, 27 bytes
      more than once in the list, written once: 2 (`10`; `1`)
      not in rehearsal-run/interactions.csv: 3 of 6 (`007`; `3.0`, where the data
        has `3`; `zoe`); the service deletes nothing for an id that it does not
        have, so that the ids may have another form there
    the rules of the service:
      - a job deletes users, their metadata and their interactions from one dataset
        group; each other group needs a job of its own
      - a job takes up to a day; meanwhile no import, training or batch job may run
        on the dataset group, else the deletion is not guaranteed and another job is
        needed
      - afterwards create a new solution version and update campaigns: models learnt
        from the users before
      - the service role needs s3:GetObject and s3:ListBucket on the bucket, which
        must not use a customer-managed KMS key
      - a job takes at most 100 MB of files, and 5 jobs of a group may be pending
      - what lies outside stays: batch results in S3, and the files that the next
        full import brings
    --- stderr
    ");
    assert_eq!(
        place.text("rehearsal-run/deletion/users.csv"),
        "USER_ID\n10\n007\n1\n3.0\nzoe\n2\n"
    );
    // The same again needs no `--force`; another file of the user's own does.
    assert_snapshot!(place.run(&with(&["--user", "1"])), @r"
    exit code: 0
    --- stdout
    rehearsal-run/deletion/users.csv: 1 user, 10 bytes
      all of them are in rehearsal-run/interactions.csv
    the rules of the service:
      - a job deletes users, their metadata and their interactions from one dataset
        group; each other group needs a job of its own
      - a job takes up to a day; meanwhile no import, training or batch job may run
        on the dataset group, else the deletion is not guaranteed and another job is
        needed
      - afterwards create a new solution version and update campaigns: models learnt
        from the users before
      - the service role needs s3:GetObject and s3:ListBucket on the bucket, which
        must not use a customer-managed KMS key
      - a job takes at most 100 MB of files, and 5 jobs of a group may be pending
      - what lies outside stays: batch results in S3, and the files that the next
        full import brings
    --- stderr
    replaced: rehearsal-run/deletion/users.csv
    ");
    place.write("mine.csv", "USER_ID\n1\n");
    assert_snapshot!(place.refused(&with(&["--user", "1", "--output", "mine.csv"])), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `mine.csv` exists already, and there is no record that Rehearsal wrote it; `--force` replaces it
    ");
}

#[test]
fn a_table_is_read_by_its_column_and_nothing_is_there_to_compare() {
    let place = Place::empty();
    place.write("gone.csv", "REASON,USER_ID\nleft,a\nasked,\"b, c\"\n");
    assert_snapshot!(place.run(&with(&["gone.csv", "--output", "out/gone.csv"])), @r"
    exit code: 0
    --- stdout
    out/gone.csv: 2 users, 17 bytes
      not held against data: the run folder has neither interactions nor users
    the rules of the service:
      - a job deletes users, their metadata and their interactions from one dataset
        group; each other group needs a job of its own
      - a job takes up to a day; meanwhile no import, training or batch job may run
        on the dataset group, else the deletion is not guaranteed and another job is
        needed
      - afterwards create a new solution version and update campaigns: models learnt
        from the users before
      - the service role needs s3:GetObject and s3:ListBucket on the bucket, which
        must not use a customer-managed KMS key
      - a job takes at most 100 MB of files, and 5 jobs of a group may be pending
      - what lies outside stays: batch results in S3, and the files that the next
        full import brings
    --- stderr
    ");
    assert_eq!(place.text("out/gone.csv"), "USER_ID\na\n\"b, c\"\n");
    let json = place.done(&with(&["gone.csv", "--format", "json"]));
    let document: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
    assert_eq!(document["users"], 2);
    assert!(document.get("unknown").is_none(), "{document}");
}

#[test]
fn a_long_list_becomes_several_files_and_none_stays_from_before() {
    let place = Place::empty();
    // 420,000 ids of 250 letters are 105 MB.
    let ids = (0..420_000).map(|n| format!("{n:0>250}\n")).collect::<Vec<_>>().concat();
    place.write("many.txt", ids);
    place.done(&with(&["--user", "1"]));
    assert_snapshot!(place.refused(&with(&["many.txt"])), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `rehearsal-run/deletion/users.csv` is there from another list and would be stale beside the new one; remove it
    ");
    std::fs::remove_file(place.path("rehearsal-run/deletion/users.csv")).expect("it is there");
    let text = place.run(&with(&["many.txt"]));
    assert_snapshot!(text.split("the rules").next().expect("text"), @r"
    exit code: 0
    --- stdout
    rehearsal-run/deletion/users-1.csv: 398,406 users, 99,999,914 bytes
    rehearsal-run/deletion/users-2.csv: 21,594 users, 5,420,102 bytes
      a job for each file, at most 5 of them pending at a time
      not held against data: the run folder has neither interactions nor users
    ");
    let sizes = ["users-1.csv", "users-2.csv"]
        .map(|name| place.read(&format!("rehearsal-run/deletion/{name}")).len());
    assert!(sizes.iter().all(|&size| size <= 100_000_000), "{sizes:?}");
    assert_eq!(sizes.iter().sum::<usize>(), 420_000 * 251 + 2 * "USER_ID\n".len());
    assert_snapshot!(place.refused(&with(&["--user", "1"])), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `rehearsal-run/deletion/users-1.csv` is there from another list and would be stale beside the new one; remove it
    ");
}

#[test]
fn what_is_no_list_is_refused() {
    let place = Place::empty();
    place.write("blank.txt", "a\n\nb\n");
    place.write("empty.txt", "");
    place.write("other.csv", "user\n1\n");
    assert_snapshot!(place.refused(&with(&["blank.txt"])), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `blank.txt`, line 2: expected the id of a user, found nothing
    ");
    assert_snapshot!(place.refused(&with(&["empty.txt"])), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: there is no user to delete: `empty.txt` has none
    ");
    assert_snapshot!(place.refused(&with(&["other.csv"])), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: other.csv:1: expected a column `USER_ID`, found `user`
    ");
    assert_snapshot!(place.refused(&with(&["absent.txt"])), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: cannot read `absent.txt`: No such file or directory (os error 2)
    ");
    assert_snapshot!(place.refused(&with(&["--user", ""])), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `--user `: expected the id of a user, found nothing
    ");
    place.write("fine.txt", "a\n");
    assert_snapshot!(place.refused(&with(&["fine.txt", "--output", "fine.txt", "--force"])), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `fine.txt` is an input of this very command; choose another output
    ");
}
