//! `validate schema FILE --good GOOD --bad BAD`: rows apart.

use std::io::Write;
use std::process::Stdio;

use insta::assert_snapshot;

use crate::place::Place;

const TEXT: &[u8] = b"\xef\xbb\xbfUSER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\r\n\
    1,2,click,1600000000\n\
    \n\
    1,3,\"cl,ick\",yesterday\r\n\
    1,4,\"a \"\"b\"\"\",1600000001\r\n\
    9,\xff,click,1600000002\n\
    2,1,click\n\
    \"3\",4,click,1600000003";

/// The good rows of [`TEXT`].
const GOOD: &[u8] = b"\xef\xbb\xbfUSER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\r\n\
    1,2,click,1600000000\n\
    1,4,\"a \"\"b\"\"\",1600000001\r\n\
    \"3\",4,click,1600000003";

fn rough() -> Place {
    let place = Place::empty();
    let schema = place.done(&["schema", "show", "interactions"]);
    place.write("rough.avsc", schema);
    place.write("rough.csv", TEXT);
    place
}

const CHECK: [&str; 8] =
    ["validate", "schema", "--schema", "rough.avsc", "--select", "F2,V", "--format", "concise"];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    CHECK.iter().copied().chain(more.iter().copied()).collect()
}

#[test]
fn good_rows_stay_byte_for_byte_and_bad_ones_have_their_place_and_reason() {
    let place = rough();
    let both = with(&["rough.csv", "--good", "out/good.csv", "--bad", "out/bad.csv"]);
    assert_snapshot!(place.run(&both), @r#"
    exit code: 1
    --- stdout
    rough.csv:1: error F202 expected the first column's name, found a byte-order mark before it
    rough.csv:7:1: error F207 expected 4 fields as in the header, found 3
    rough.csv:6:3: error F209 ITEM_ID: expected UTF-8, found the byte 0xFF at offset 115 of the file
    rough.csv:3:1: error F221 expected a row, found a blank line
    rough.csv:4:14: error V301 TIMESTAMP: expected long, found "yesterday"
    rough.csv:8:23: warning F212 the last row has no line break: the file may have been cut off
    rough.csv:4: warning F216 expected lines that end in a line feed alone, found carriage returns before it (2 in all)
    --- stderr
    out/good.csv: 3 rows without a fault
    out/bad.csv: 3 rows with one, and its place and reason
    "#);
    assert_eq!(place.read("out/good.csv"), GOOD);
    assert_snapshot!(String::from_utf8_lossy(&place.read("out/bad.csv")), @r#"
    FILE,LINE,REASON,ROW
    rough.csv,3,"F221: expected a row, found a blank line",
    rough.csv,4,"V301 TIMESTAMP: expected long, found ""yesterday""","1,3,""cl,ick"",yesterday"
    rough.csv,6,"F209 ITEM_ID: expected UTF-8, found the byte 0xFF at offset 115 of the file","9,�,click,1600000002"
    rough.csv,7,"F207: expected 4 fields as in the header, found 3","2,1,click"
    "#);
    // The same again, with nothing in the way but what somebody else wrote.
    assert!(place.run(&both).contains("the same bytes again: "));
    place.write("out/good.csv", "mine");
    let refused = place.refused(&both);
    assert!(refused.contains("`out/good.csv` was changed since"), "{refused}");
    // Each alone, and with warnings as faults.
    place.run(&with(&["rough.csv", "--bad", "bad-alone.csv"]));
    assert_eq!(place.read("bad-alone.csv"), place.read("out/bad.csv"));
    place.write(
        "warned.csv",
        "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n 1,2,click,1600000000\n2,2,click,1600000001\n",
    );
    place.run(&with(&["warned.csv", "--deny", "warnings", "--good", "g.csv"]));
    assert_eq!(place.text("g.csv"), "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n2,2,click,1600000001\n");
}

#[test]
fn pipes_and_packed_files_are_put_apart_too() {
    let place = rough();
    let mut packed = Vec::new();
    let mut encoder = flate2::write::GzEncoder::new(&mut packed, flate2::Compression::fast());
    encoder.write_all(TEXT).expect("into memory");
    encoder.finish().expect("into memory");
    place.write("rough.csv.gz", packed);
    place.run(&with(&["rough.csv.gz", "--good", "good.csv"]));
    assert_eq!(place.read("good.csv"), GOOD);
    if cfg!(unix) {
        let mut command = place.command(&with(&["/dev/stdin", "--good", "piped.csv"]));
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        child.stdin.take().expect("a pipe").write_all(TEXT).expect("it reads");
        assert_eq!(child.wait().expect("it ends").code(), Some(1));
        assert_eq!(place.read("piped.csv"), GOOD);
    }
}

#[test]
fn what_cannot_be_put_apart_is_refused_before_anything_is_written() {
    let place = rough();
    place.write("rows.jsonl", "{\"USER_ID\": \"1\"}\n");
    place.write("parts/a.csv", TEXT);
    let refused = |args: &[&str]| place.refused(&with(args));
    let form = refused(&["rows.jsonl", "--good", "good.csv"]);
    assert_snapshot!(form, @"
    exit code: 2
    --- stdout
    --- stderr
    error: cannot put the rows of `rows.jsonl` apart: rows are put apart byte for byte, which takes CSV in UTF-8 between commas, packed or not; found JSON; `rehearsal prep interactions`, `items` or `users` with `--input` writes such a file
    ");
    assert!(refused(&["parts", "--good", "good.csv"]).contains("it is a folder"));
    assert!(refused(&["rough.csv", "--bad", "bad.csv.gz"]).contains("write plain CSV"));
    assert!(refused(&["rough.csv", "--bad", "rough.csv", "--force"]).contains("is an input of"));
    assert!(refused(&["rough.csv", "--good", "a", "--bad", "./a"]).contains("written twice"));
    assert!(refused(&["rough.csv", "rough.csv", "--good", "a"]).contains("of one data file"));
    place.write("noheader.csv", "1,2\n3,4\n");
    let said = place.run(&with(&["noheader.csv", "--good", "good.csv"]));
    assert!(said.starts_with("exit code: 1") && said.contains("no row was put apart"), "{said}");
    assert!(!place.path("good.csv").exists());
}
