//! Any bytes as a data file, plain or compressed, against each kind of schema: checked by one and by
//! three threads alike, mended, and described.
#![no_main]

mod caught;

use std::cell::OnceCell;
use std::path::PathBuf;

use libfuzzer_sys::fuzz_target;
use rehearsal::schema::check::check;
use rehearsal::schema::{DatasetType, Domain, Schema, builtin};
use rehearsal::validate::fix::fix;
use rehearsal::validate::recipe::Recipe;
use rehearsal::validate::{Options, Report, check_group, check_table, infer, junit, sarif};

thread_local! {
    static FOLDER: OnceCell<tempfile::TempDir> = const { OnceCell::new() };
}

fn path() -> PathBuf {
    FOLDER.with(|folder| {
        folder.get_or_init(|| tempfile::tempdir().expect("a folder")).path().join("fuzzed.csv")
    })
}

fn schema(choice: u8) -> (Schema, Domain) {
    let domain = Domain::ALL[usize::from(choice) % 3];
    let dataset = DatasetType::ALL[usize::from(choice / 3) % 5];
    let text = builtin::text(dataset, domain).or_else(|| builtin::text(dataset, Domain::Custom));
    (check(text.expect("shipped"), "s", Domain::Custom).0.expect("a schema"), domain)
}

fuzz_target!(init: caught::pass_over(), |bytes: &[u8]| {
    let Some((&choice, bytes)) = bytes.split_first() else { return };
    let path = path();
    std::fs::write(&path, bytes).expect("room on the disk");
    let (schema, domain) = schema(choice);
    let mut options = Options::new(1_767_225_600);
    options.domain = domain;
    options.recipe =
        (choice > 128).then(|| Recipe::ALL[usize::from(choice) % Recipe::ALL.len()]);
    // So little that everything large is spilled.
    options.memory_bytes = 1;
    let report = |n_threads| {
        let mut options = options.clone();
        options.n_threads = n_threads;
        // So small that a few rows are several blocks.
        options.block_bytes = if n_threads == 1 { 1 << 20 } else { 40 };
        let mut tables = vec![check_table(&path, &schema, &options).ok()?];
        check_group(&mut tables, &options).expect("what was read can be read again");
        Some(Report::new(tables.into_iter().flat_map(|table| table.into_found()).collect()))
    };
    let one = report(1);
    assert_eq!(one, report(3), "threads change the findings");
    if let Some(report) = one {
        assert!(!junit(&report, rehearsal::rule::Severity::Advice).is_empty());
        assert!(sarif(&report)["runs"].is_array());
    }
    let mut mended = Vec::new();
    let _ = fix(&path, &schema, &options, &mut mended);
    let _ = infer(&path, None, domain);
});
