//! Any small table, written in every form, is read back as it was.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use proptest::prelude::*;

use crate::source::table::Table;

type Rows = Vec<Vec<String>>;

const NAMES: [&str; 3] = ["USER_ID", "ITEM_ID", "NOTE"];

fn read(path: &Path) -> Rows {
    let mut table = Table::open(path, &NAMES).expect("a table");
    let places = NAMES.map(|name| table.column(name).expect("a column"));
    let mut rows = Vec::new();
    while table.advance().expect("a row") {
        rows.push(places.map(|place| table.text(place).expect("UTF-8").to_owned()).to_vec());
    }
    rows
}

/// Text with this delimiter and line end; a cell is quoted where it has to be.
fn text(rows: &Rows, delimiter: char, end: &str) -> String {
    let line = |cells: Vec<&str>| {
        let quoted = |cell: &&str| {
            let needs = cell.contains([delimiter, '"', '\n', '\r']);
            if needs { format!("\"{}\"", cell.replace('"', "\"\"")) } else { (*cell).to_owned() }
        };
        cells.iter().map(quoted).collect::<Vec<_>>().join(&delimiter.to_string()) + end
    };
    let header = line(NAMES.to_vec());
    rows.iter().fold(header, |text, row| text + &line(row.iter().map(String::as_str).collect()))
}

fn packed(bytes: &[u8]) -> [Vec<u8>; 4] {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(bytes).expect("memory");
    let mut bzip2 = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    bzip2.write_all(bytes).expect("memory");
    [
        bytes.to_vec(),
        gzip.finish().expect("memory"),
        bzip2.finish().expect("memory"),
        zstd::encode_all(bytes, 1).expect("memory"),
    ]
}

fn encoded(text: &str) -> [Vec<u8>; 4] {
    let marked = format!("\u{feff}{text}");
    [
        text.as_bytes().to_vec(),
        marked.as_bytes().to_vec(),
        marked.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        marked.encode_utf16().flat_map(u16::to_be_bytes).collect(),
    ]
}

fn batch(rows: &Rows) -> RecordBatch {
    let column = |at: usize| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(rows.iter().map(|row| row[at].as_str())))
    };
    RecordBatch::try_from_iter(NAMES.iter().enumerate().map(|(at, name)| (*name, column(at))))
        .expect("equal lengths")
}

/// The table as JSON, Parquet and Arrow IPC, file and stream.
fn typed(rows: &Rows) -> Vec<Vec<u8>> {
    let objects: Vec<String> = rows
        .iter()
        .map(|row| {
            let pairs = NAMES.iter().zip(row).map(|(name, cell)| {
                format!("{}:{}", serde_json::json!(name), serde_json::json!(cell))
            });
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(","))
        })
        .collect();
    let batch = batch(rows);
    let schema = batch.schema();
    let mut parquet = Vec::new();
    let mut writer =
        parquet::arrow::ArrowWriter::try_new(&mut parquet, schema.clone(), None).expect("a writer");
    writer.write(&batch).expect("written");
    writer.close().expect("closed");
    let mut file = Vec::new();
    let mut writer = arrow_ipc::writer::FileWriter::try_new(&mut file, &schema).expect("a writer");
    writer.write(&batch).expect("written");
    writer.finish().expect("closed");
    drop(writer);
    let mut stream = Vec::new();
    let mut writer =
        arrow_ipc::writer::StreamWriter::try_new(&mut stream, &schema).expect("a writer");
    writer.write(&batch).expect("written");
    writer.finish().expect("closed");
    drop(writer);
    vec![
        objects.join("\n").into_bytes(),
        format!("[\n{}\n]", objects.join(",\n")).into_bytes(),
        parquet,
        file,
        stream,
    ]
}

fn cells() -> impl Strategy<Value = String> {
    "[a-c0-9é🎬 ,;|\"\n]{1,6}"
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn every_form_of_a_table_gives_its_rows(
        rows in prop::collection::vec(prop::collection::vec(cells(), 3), 1..6)
    ) {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let check = |bytes: &[u8], what: &str| {
            std::fs::write(file.path(), bytes).expect("written");
            assert_eq!(read(file.path()), rows, "{what}");
        };
        for delimiter in [',', ';', '|'] {
            for end in ["\n", "\r\n"] {
                for bytes in encoded(&text(&rows, delimiter, end)) {
                    for bytes in packed(&bytes) {
                        check(&bytes, &format!("{delimiter} {end:?}"));
                    }
                }
            }
        }
        for bytes in typed(&rows) {
            for bytes in packed(&bytes) {
                check(&bytes, "typed");
            }
        }
    }

    #[test]
    fn tabs_and_carriage_returns_divide_what_has_no_line_breaks(
        rows in prop::collection::vec(prop::collection::vec("[a-c0-9é🎬 ,;|]{1,6}", 3), 1..6)
    ) {
        let file = tempfile::NamedTempFile::new().expect("a file");
        for (delimiter, end) in [('\t', "\n"), ('\t', "\r\n"), (',', "\r"), (';', "\r")] {
            std::fs::write(file.path(), text(&rows, delimiter, end)).expect("written");
            prop_assert_eq!(read(file.path()), rows.clone(), "{} {:?}", delimiter, end);
        }
    }
}
