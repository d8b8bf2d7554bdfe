//! Rows put apart: the good ones byte for byte, the bad ones with their place, none lost.

use std::path::Path;

use proptest::prelude::*;
use rehearsal::rule::Severity;
use rehearsal::schema::Domain;
use rehearsal::schema::check::check;
use rehearsal::source::door::TextOptions;
use rehearsal::source::reader::Reader;
use rehearsal::source::record::Record;
use rehearsal::validate::{
    ApartCounts, ApartOutputs, Options, ValidateError, check_apart, expect_separable,
};

use crate::options;

const SCHEMA: &str = include_str!("../../schemas/interactions.avsc");
const HEADER: &str = "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP";

/// The good rows, the bad ones as they are written, and the numbers of both.
type Apart = (Vec<u8>, Vec<u8>, Option<ApartCounts>);

fn apart(path: &Path, options: &Options) -> Result<Apart, ValidateError> {
    let schema = check(SCHEMA, "s", Domain::Custom).0.expect("a schema");
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    let outputs =
        ApartOutputs { good: Some(&mut good), bad: Some(&mut bad), fails: Severity::Error };
    let (_, counts) = check_apart(path, &schema, options, outputs)?;
    Ok((good, bad, counts))
}

/// The lines and rows of the file of bad rows, whose reasons begin with a code.
fn rows(bad: &[u8]) -> Vec<(u64, Vec<u8>)> {
    let mut reader = Reader::new(bad);
    let mut record = Record::default();
    let mut rows = Vec::new();
    while reader.read(&mut record).expect("a slice") {
        assert_eq!((record.len(), record.flaw()), (4, None));
        if record.line() == 1 {
            assert_eq!(record.raw(), b"FILE,LINE,REASON,ROW");
            continue;
        }
        let reason = String::from_utf8_lossy(record.field(2)).into_owned();
        assert!(reason.starts_with(['F', 'V']) && reason.contains(": "), "{reason}");
        let line = String::from_utf8_lossy(record.field(1)).parse().expect("a line");
        rows.push((line, record.field(3).to_vec()));
    }
    rows
}

/// A row and whether it is good.
fn row(kind: u8, number: usize) -> (String, bool) {
    match kind {
        0 => (format!("{number},2,\"a, b\",15000000{:02}", number % 100), true),
        1 => (format!("{number},3,click,yesterday"), false),
        2 => (format!("{number},4"), false),
        3 => (format!("{number},\"two\nlines\",click,1500000000"), false),
        4 => (format!(",\"x\"\"y\",click,{number}000000000000"), false),
        _ => (format!("{number},2,click,15000000{:02}", number % 100), true),
    }
}

#[derive(Debug, Clone)]
struct Line {
    /// A kind of row; none for a blank line.
    kind: Option<u8>,
    has_return: bool,
}

fn lines() -> impl Strategy<Value = Vec<Line>> {
    let kind = prop_oneof![6 => (0u8..9).prop_map(Some), 1 => Just(None)];
    let line = (kind, prop::bool::weighted(0.2));
    prop::collection::vec(line.prop_map(|(kind, has_return)| Line { kind, has_return }), 0..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_row_is_lost_and_the_good_ones_stay_as_they_are(
        lines in lines(), has_mark: bool, ends: bool, n_threads in 1usize..4, block_bytes in 16usize..400
    ) {
        let mark = if has_mark { "\u{feff}" } else { "" };
        let mut text = format!("{mark}{HEADER}\n");
        let mut good = text.clone();
        let mut bad = Vec::new();
        let mut counts = ApartCounts::default();
        let mut blanks: Vec<(u64, String)> = Vec::new();
        for (number, Line { kind, has_return }) in lines.iter().enumerate() {
            let at = text.matches('\n').count() as u64 + 1;
            let is_last = number + 1 == lines.len();
            let end = match (is_last && !ends && kind.is_some(), has_return) {
                (true, _) => "",
                (_, true) => "\r\n",
                (_, false) => "\n",
            };
            let Some(kind) = kind else {
                blanks.push((at, end.to_owned()));
                text.push_str(end);
                continue;
            };
            bad.extend(blanks.drain(..).map(|(line, _)| (line, Vec::new())));
            let (row, is_good) = row(*kind, number);
            text.push_str(&row);
            text.push_str(end);
            if is_good {
                counts.good += 1;
                good.push_str(&row);
                good.push_str(end);
            } else {
                counts.bad += 1;
                bad.push((at, row.into_bytes()));
            }
        }
        good.extend(blanks.into_iter().map(|(_, end)| end));
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("rows.csv");
        std::fs::write(&path, &text).expect("written");
        let options = Options { n_threads, block_bytes, ..options() };
        let (found_good, found_bad, found_counts) = apart(&path, &options).expect("it is read");
        prop_assert_eq!(String::from_utf8_lossy(&found_good), good);
        prop_assert_eq!(rows(&found_bad), bad);
        prop_assert_eq!(found_counts, Some(counts));
    }
}

#[test]
fn a_row_that_cannot_be_kept_whole_ends_it_and_one_that_can_is_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("rows.csv");
    let fine = "1,2,click,1500000000\n";
    let with = |length: usize| {
        let long = "x".repeat(length);
        std::fs::write(&path, format!("{HEADER}\n{fine}{long}\n{fine}")).expect("written");
        apart(&path, &options())
    };
    let length = (1 << 20) + 3;
    let (good, bad, counts) = with(length).expect("it is kept");
    assert_eq!(good, format!("{HEADER}\n{fine}{fine}").as_bytes());
    assert!(bad.ends_with(format!(",{}\n", "x".repeat(length)).as_bytes()));
    assert_eq!(counts, Some(ApartCounts { good: 2, bad: 1 }));
    let error = with(5 << 20).expect_err("a part of it is gone").to_string();
    assert!(error.starts_with("line 3 is longer than 1 MiB"), "{error}");
}

#[test]
fn a_file_without_columns_is_not_put_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("rows.csv");
    for text in ["", "1,2,3,4\n5,6,7,8\n"] {
        std::fs::write(&path, text).expect("written");
        assert_eq!(apart(&path, &options()).expect("read").2, None, "{text}");
    }
}

#[test]
fn what_is_no_csv_is_refused_before_it_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("rows");
    let refused = |bytes: &[u8]| {
        std::fs::write(&path, bytes).expect("written");
        let refused = expect_separable(&path, &TextOptions::default());
        refused.expect_err("no rows byte for byte").to_string()
    };
    assert!(refused(b"{\"USER_ID\": \"1\"}\n").contains("found JSON"));
    assert!(refused(b"USER_ID\tITEM_ID\n1\t2\n3\t4\n").contains("found cells between tabs"));
    assert!(refused(b"\xff\xfeU\0,\0I\0\n\0").contains("found UTF-16"));
    let inside = expect_separable(folder.path(), &TextOptions::default());
    assert!(inside.expect_err("a folder").to_string().starts_with("it is a folder"));
    std::fs::write(&path, "USER_ID,ITEM_ID\n1,2\n").expect("written");
    assert!(expect_separable(&path, &TextOptions::default()).is_ok());
    let named = TextOptions { columns: Some(vec!["USER_ID".to_owned()]), ..TextOptions::default() };
    let refused = expect_separable(&path, &named).expect_err("its header is not its own");
    assert!(refused.to_string().contains("`--columns`"), "{refused}");
}
