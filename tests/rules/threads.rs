//! The same findings for any number of threads, memory and partition.

use std::fmt::Write;

use rehearsal::schema::Domain;
use rehearsal::schema::check::check;
use rehearsal::validate::{Report, check_table};

use crate::clean::EVENTS_SCHEMA;
use crate::options;

/// Four megabytes of rows with faults of many kinds.
fn faulty() -> String {
    let mut text =
        "USER_ID,ITEM_ID,EVENT_TYPE,EVENT_VALUE,DEVICE,VISIT,IMPRESSION,TIMESTAMP\n".to_owned();
    let mut state = 7_u64;
    for n in 0..70_000_u64 {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let draw = state >> 33;
        let instant = 1_500_000_000 + draw % 50_000;
        let row = format!(
            "u{},{},click,1.5,tv,{},{}|{},{instant}",
            draw % 900,
            draw % 70,
            draw % 7,
            draw % 70,
            draw % 80
        );
        let _ = match draw % 997 {
            0 => writeln!(text, "{row},more"),
            1 => writeln!(text, "\n{row}"),
            2 => writeln!(text, "\"u\nx\",1,click,,,,,{instant}"),
            3 => writeln!(text, "{row}\r"),
            4 => writeln!(text, "u,\"open,click,,,,,{instant}"),
            5 => writeln!(text, ",1,Click,,,,,{instant}000"),
            6 => writeln!(text, "{row}\n{row}"),
            _ => writeln!(text, "{row}"),
        };
        if n == 40_000 {
            text.push_str(&"x".repeat(3 << 20));
            text.push('\n');
        }
    }
    text
}

#[test]
fn findings_do_not_depend_on_threads_or_memory() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("interactions.csv");
    std::fs::write(&path, faulty()).expect("written");
    let schema = check(EVENTS_SCHEMA, "s", Domain::Custom).0.expect("a schema");
    let report = |n_threads, memory_bytes| {
        let mut options = options();
        options.n_threads = n_threads;
        options.memory_bytes = memory_bytes;
        options.temporary_folder = folder.path().to_owned();
        Report::new(check_table(&path, &schema, &options).expect("read").into_found())
    };
    let wanted = report(1, 64 << 20);
    assert!(wanted.violations.len() >= 12, "{:#?}", wanted.violations);
    for (n_threads, memory_bytes) in [(2, 64 << 20), (3, 1), (7, 1 << 20), (1, 1)] {
        assert_eq!(
            report(n_threads, memory_bytes),
            wanted,
            "{n_threads} threads, {memory_bytes} bytes"
        );
    }
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing is left");
}
