//! Any bytes as a table that something packed: as they are, as the inside of a gzip file, and as a member of a
//! zip archive. The whole is read, by as much memory as the run allows, or refused.
#![no_main]

mod caught;

use std::io::Write as _;

use libfuzzer_sys::fuzz_target;
use rehearsal::dataset::{Dataset, RowFilter};
use rehearsal::source::door::{Look, TextOptions};
use rehearsal::source::table::Table;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).expect("room in memory");
    packed.finish().expect("room in memory")
}

fn zip(bytes: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    archive.start_file("interactions.csv", options).expect("a member");
    archive.write_all(bytes).expect("room in memory");
    archive.finish().expect("room in memory").into_inner()
}

fuzz_target!(init: caught::pass_over(), |bytes: &[u8]| {
    let Some((&choice, bytes)) = bytes.split_first() else { return };
    let packed = match choice % 3 {
        0 => bytes.to_vec(),
        1 => gzip(bytes),
        _ => zip(bytes),
    };
    let file = tempfile::NamedTempFile::new().expect("room on the disk");
    std::fs::write(file.path(), packed).expect("room on the disk");
    let _ = Look::at(file.path(), &TextOptions::default());
    if let Ok(mut table) = Table::open(file.path(), &[]) {
        let n_columns = table.header().len();
        while let Ok(true) = table.advance() {}
        assert_eq!(table.header().len(), n_columns);
    }
    if let Ok(dataset) = Dataset::read(file.path(), None, &RowFilter::default()) {
        assert!(dataset.n_rows() > 0 && dataset.users().len() > 0 && dataset.items().len() > 0);
    }
});
