//! Files that are made to take what there is: bombs, endless lines, claims of size.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use crate::support::Place;

const MEMORY: &str = "ulimit -v 1500000;";

/// 80 MB of the same row, as gzip and as zstd.
fn bomb(place: &Place, name: &str, packer: &str) {
    let make = format!(
        "(echo USER_ID,ITEM_ID,TIMESTAMP; yes 1,1,1600000000 | head -c 80000000) | {packer} > {name};"
    );
    let left = place.run_after(&make, "--version");
    assert_eq!(left.status, Some(0), "{}", left.text);
}

#[test]
fn a_file_that_unpacks_to_far_more_than_its_size_is_refused_or_allowed() {
    let place = Place::with_users(20, 40);
    bomb(&place, "bomb.csv.gz", "gzip -9");
    let n_bytes = place.read("bomb.csv.gz").len();
    assert!(n_bytes < 1_000_000, "{n_bytes} bytes");
    for command in ["stats", "split", "schema infer", "recommend --history"] {
        let left = place.run_after(MEMORY, &format!("{command} bomb.csv.gz"));
        left.expect_refused("`--allow-high-compression` reads it");
    }
    let left = place.run_after(MEMORY, "--allow-high-compression schema infer bomb.csv.gz");
    assert_eq!(left.status, Some(0), "{}", left.text);
}

fn parquet_of(place: &Place, name: &str, value: &str, n_rows: usize) {
    let column = || Arc::new(StringArray::from(vec![value; n_rows])) as ArrayRef;
    let columns = [("USER_ID", column()), ("ITEM_ID", column()), ("TIMESTAMP", column())];
    let batch = RecordBatch::try_from_iter(columns).expect("of one length");
    let settings = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_dictionary_enabled(false)
        .build();
    let file = File::create(place.path(name)).expect("a new file");
    let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(settings)).expect("a schema");
    writer.write(&batch).expect("room");
    writer.close().expect("room");
}

#[test]
fn a_page_of_parquet_that_claims_gigabytes_is_not_unpacked() {
    let place = Place::empty();
    // One cell of 400 MB, which packs to a few kB.
    parquet_of(&place, "page.parquet", &"1".repeat(400_000_000 / 3), 3);
    assert!(place.read("page.parquet").len() < 1_000_000);
    for command in ["stats page.parquet", "prep interactions --input page.parquet"] {
        let left = place.run_after("ulimit -v 2000000;", command);
        left.expect_refused("a page says that it unpacks to 133333337 bytes");
    }
}

#[test]
fn a_table_of_parquet_that_is_far_larger_than_its_file_is_refused() {
    let place = Place::empty();
    parquet_of(&place, "rows.parquet", "1600000000", 3_000_000);
    assert!(place.read("rows.parquet").len() < 300_000);
    let left = place.run_after(MEMORY, "stats rows.parquet");
    left.expect_refused("`--allow-high-compression` reads it");
}

/// A page that wants a dictionary which the file does not have, at which the reader of Parquet panics.
#[test]
fn a_file_at_which_its_reader_panics_is_damaged_and_nothing_else_is_printed() {
    let place = Place::empty();
    let bytes = include_bytes!("../fuzz/corpus/parquet/dictionary");
    std::fs::write(place.path("rows.parquet"), bytes).expect("room");
    for command in ["stats", "split", "schema infer", "prep interactions --input"] {
        let left = place.run_after("", &format!("{command} rows.parquet"));
        left.expect_refused("it is not readable as Parquet, for it is damaged: Decoder for dict");
        assert_eq!(left.text.lines().count(), 1, "{}", left.text);
    }
}

/// Files of 564 bytes that claim two billions of elements, for which the reader of Parquet takes seconds a list: in
/// plain sight, and behind a field of another type than the format gives it.
#[test]
fn metadata_that_claims_elements_without_bytes_is_refused() {
    let plain = include_bytes!("../fuzz/corpus/parquet/claims").as_slice();
    let hidden = include_bytes!("../fuzz/corpus/parquet/other_types").as_slice();
    let place = Place::empty();
    for (bytes, reason) in [
        (plain, "elements that take no bytes"),
        (
            hidden,
            "field 3 of a record in its metadata has type 1, and the Parquet format gives it another",
        ),
    ] {
        std::fs::write(place.path("rows.parquet"), bytes).expect("room");
        for command in ["stats", "split", "schema infer", "prep interactions --input"] {
            let left = place.run_after("ulimit -t 2;", &format!("{command} rows.parquet"));
            left.expect_refused(reason);
        }
    }
}

/// A whole number as Avro writes it: zigzag, seven bits a byte.
fn push_whole(number: i64, bytes: &mut Vec<u8>) {
    let mut left = ((number << 1) ^ (number >> 63)).cast_unsigned();
    while left >= 0x80 {
        bytes.push((left & 0x7f) as u8 | 0x80);
        left >>= 7;
    }
    bytes.push((left & 0x7f) as u8);
}

fn push_text(text: &str, bytes: &mut Vec<u8>) {
    push_whole(i64::try_from(text.len()).expect("short"), bytes);
    bytes.extend_from_slice(text.as_bytes());
}

/// An Avro file of one row, whose first cell claims so many bytes.
fn avro_of_one_row(claimed: i64) -> Vec<u8> {
    let schema = r#"{"type":"record","name":"R","fields":[{"name":"USER_ID","type":"string"},
        {"name":"ITEM_ID","type":"string"},{"name":"TIMESTAMP","type":"long"}]}"#;
    let mut file = b"Obj\x01".to_vec();
    push_whole(1, &mut file);
    push_text("avro.schema", &mut file);
    push_text(schema, &mut file);
    push_whole(0, &mut file);
    file.extend_from_slice(&[7; 16]);
    let mut cell = Vec::new();
    push_whole(claimed, &mut cell);
    push_whole(1, &mut file);
    push_whole(i64::try_from(cell.len()).expect("short"), &mut file);
    file.extend_from_slice(&cell);
    file.extend_from_slice(&[7; 16]);
    file
}

#[test]
fn a_cell_of_avro_that_claims_a_gibibyte_is_refused_before_it_is_taken() {
    let place = Place::with_users(20, 40);
    place.write("claims.avro", &avro_of_one_row(1 << 30));
    for command in ["stats", "split", "schema infer", "prep interactions --run other --input"] {
        let left = place.run_after(MEMORY, &format!("{command} claims.avro"));
        left.expect_refused("it claims 1073741824 bytes in one piece: expected at most 67108864");
    }
}

#[test]
fn long_lines_wide_tables_and_large_ids_are_read_or_refused_by_name() {
    let place = Place::empty();
    let said = |name: &str, words: &str| {
        for command in ["stats", "split", "schema infer", "prep interactions --input"] {
            let left = place.run_after(MEMORY, &format!("{command} {name} --run other --force"));
            left.expect_said(command);
            assert!(words.is_empty() || left.text.contains(words), "{command}: {}", left.text);
        }
    };
    let mut file = File::create(place.path("line.csv")).expect("a new file");
    file.write_all(b"USER_ID,ITEM_ID,TIMESTAMP\n1,").expect("room");
    for _ in 0..300 {
        file.write_all(&vec![b'x'; 1 << 20]).expect("room");
    }
    file.write_all(b",1600000000\n2,b,1600000000\n").expect("room");
    drop(file);
    said("line.csv", "");
    let names: Vec<String> = (0..10_000).map(|at| format!("C{at}")).collect();
    let cells = vec!["1"; 10_000].join(",");
    let wide = format!("USER_ID,ITEM_ID,TIMESTAMP,{}\n1,a,1600000000,{cells}\n", names.join(","));
    place.write("wide.csv", wide.as_bytes());
    said("wide.csv", "");
    let id = "i".repeat(900_000);
    place.write("id.csv", format!("USER_ID,ITEM_ID,TIMESTAMP\n1,{id},1600000000\n").as_bytes());
    said("id.csv", "");
    let mut kinds = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\n".to_owned();
    for at in 0..200_000 {
        let _ = writeln!(kinds, "1,2,{},e{at}", 1_600_000_000 + at);
    }
    place.write("kinds.csv", kinds.as_bytes());
    said("kinds.csv", "");
    place.run("stats kinds.csv").expect_refused("65535 event types");
}

#[test]
fn a_line_of_a_gibibyte_is_refused_by_its_number_and_the_limit() {
    // More rows than are looked at for zero bytes, which the hole consists of.
    let place = Place::with_users(1_000, 40);
    let name = "rehearsal-run/interactions.csv";
    let n_rows = place.read(name).split(|&byte| byte == b'\n').count() - 1;
    // The line is a hole, which takes no room.
    let mut file = std::fs::OpenOptions::new().append(true).open(place.path(name)).expect("there");
    file.set_len(1 << 30).expect("a hole");
    file.write_all(b",x,1600000000\nu1,i1,1600000000\n").expect("room");
    let at = format!("interactions.csv:{}", n_rows + 1);
    for (command, words) in [
        ("stats", "expected a row of at most 1 MiB"),
        ("split", "expected a row of at most 1 MiB"),
        ("eval baselines --models popularity", "expected a row of at most 1 MiB"),
        ("prep interactions --run other --input", "expected a row of at most 1 MiB"),
        ("schema infer", "the row is longer than 1 MiB"),
    ] {
        let named = if command.starts_with("eval") { "--interactions" } else { "" };
        let left = place.run_after(MEMORY, &format!("{command} {named} {name}"));
        left.expect_refused(&format!("{at}: {words}"));
    }
    let schema = place.run("schema show interactions").text;
    let schema: String = schema.lines().filter(|line| !line.contains("EVENT_TYPE")).collect();
    place.write("rehearsal-run/interactions.avsc", schema.as_bytes());
    let left = place.run_after(MEMORY, &format!("validate schema {name}"));
    assert_eq!(left.status, Some(1), "{}", left.text);
    let line = format!("line {}:", n_rows + 1);
    assert!(left.text.contains("F213") && left.text.contains(&line), "{}", left.text);
}

#[test]
fn ids_of_a_megabyte_are_read_and_rows_beyond_the_limit_are_refused_by_all() {
    let place = Place::empty();
    let row =
        |user: usize, length: usize| format!("u{user},{user}{},1600000000\n", "i".repeat(length));
    let text = (0..12).fold("USER_ID,ITEM_ID,TIMESTAMP\n".to_owned(), |text, user| {
        text + &row(user % 4, 1_000_000)
    });
    place.write("ids.csv", text.as_bytes());
    place.write("row.csv", (text + &row(9, 1_100_000)).as_bytes());
    for command in [
        "stats",
        "split",
        "schema infer",
        "eval baselines --models popularity --folds 1 --interactions",
    ] {
        let left = place.run_after(MEMORY, &format!("{command} ids.csv --run other --force"));
        left.expect_said(command);
        assert_ne!(left.status, Some(1), "{}", left.text);
        let left = place.run_after(MEMORY, &format!("{command} row.csv --run other --force"));
        left.expect_refused("row.csv:14: ");
        assert!(left.text.contains("1 MiB"), "{}", left.text);
    }
}
