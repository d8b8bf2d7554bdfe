//! Any bytes as a Parquet file through our entry: looked at, read whole as a table and as a dataset, by as much
//! memory as the run allows, or refused.
#![no_main]

mod caught;

use libfuzzer_sys::fuzz_target;
use rehearsal::dataset::{Dataset, RowFilter};
use rehearsal::source::door::{Look, TextOptions, n_rows};
use rehearsal::source::table::Table;

fuzz_target!(init: caught::pass_over(), |bytes: &[u8]| {
    let file = tempfile::NamedTempFile::new().expect("room on the disk");
    std::fs::write(file.path(), bytes).expect("room on the disk");
    let _ = n_rows(file.path());
    let Ok(look) = Look::at(file.path(), &TextOptions::default()) else { return };
    if let Ok(mut table) = Table::open(file.path(), &[]) {
        let n_columns = table.header().len();
        assert!(look.columns().is_empty() || look.columns().len() == n_columns);
        while let Ok(true) = table.advance() {}
        assert_eq!(table.header().len(), n_columns);
    }
    if let Ok(dataset) = Dataset::read(file.path(), None, &RowFilter::default()) {
        assert!(dataset.n_rows() > 0, "a dataset without rows");
    }
});
