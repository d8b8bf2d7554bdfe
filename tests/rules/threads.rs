//! The same findings for any number of threads, memory and partition.

use std::collections::{BTreeMap, BTreeSet};
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
    let report = |n_threads, memory_bytes, block_bytes| {
        let mut options = options();
        options.n_threads = n_threads;
        options.memory_bytes = memory_bytes;
        options.block_bytes = block_bytes;
        options.temporary_folder = folder.path().to_owned();
        Report::new(check_table(&path, &schema, &options).expect("read").into_found())
    };
    let wanted = report(1, 64 << 20, 1 << 20);
    assert!(wanted.violations.len() >= 10, "{:#?}", wanted.violations);
    for (n_threads, memory_bytes, block_bytes) in
        [(2, 64 << 20, 1 << 20), (3, 1, 1 << 16), (7, 1 << 20, 1 << 12), (1, 1, 1 << 20)]
    {
        let found = report(n_threads, memory_bytes, block_bytes);
        assert_eq!(found, wanted, "{n_threads} threads, {memory_bytes} and {block_bytes} bytes");
    }
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing is left");
}

/// Rows in the order of time with repeats and twins, of which some runs go over blocks; `late` is
/// where a row stands that is earlier than those before it.
fn in_order(late: Option<usize>) -> Vec<String> {
    let mut rows = Vec::new();
    let (mut instant, mut state) = (1_500_000_000_u64, 3_u64);
    for n in 0..300_000_usize {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let draw = state >> 33;
        // A run of 150,000 rows of one instant, some 3 MB, longer than a block; elsewhere short ones.
        instant += u64::from(!(40_000..190_000).contains(&n) && draw % 3 == 0);
        let event = ["click", "watch"][(draw >> 8) as usize % 2];
        let stamp = if late == Some(n) { 1_500_000_000 } else { instant };
        rows.push(format!("{},{},{event},{stamp}", draw % 5, (draw >> 4) % 11));
    }
    rows
}

/// Rows equal to an earlier one, and rows that share all but the event with an earlier one and equal
/// none, with the first line of each.
fn by_plain_maps(rows: &[String]) -> [(u64, u64); 2] {
    let mut seen: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let mut found = [(0, 0); 2];
    for (line, row) in (2..).zip(rows) {
        let cells: Vec<&str> = row.split(',').collect();
        let events = seen.entry(format!("{},{},{}", cells[0], cells[1], cells[3])).or_default();
        let is_first = events.is_empty();
        if !events.insert(cells[2]) {
            found[0] = (found[0].0 + 1, if found[0].0 == 0 { line } else { found[0].1 });
        } else if !is_first {
            found[1] = (found[1].0 + 1, if found[1].0 == 0 { line } else { found[1].1 });
        }
    }
    found
}

#[test]
fn repeats_and_twins_are_exact_in_the_order_of_time_and_where_it_breaks() {
    let schema = include_str!("../../schemas/interactions.avsc");
    for late in [None, Some(1), Some(80_000), Some(299_999)] {
        let rows = in_order(late);
        let wanted = by_plain_maps(&rows);
        assert!(wanted[0].0 > 1000 && wanted[1].0 > 1000, "{wanted:?}");
        let text = format!("USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n{}\n", rows.join("\n"));
        for n_threads in [1, 3] {
            let mut options = options();
            options.n_threads = n_threads;
            options.memory_bytes = 1;
            let report = crate::Group(&[("events.csv", schema, text.as_bytes())]).report(&options);
            let found = ["A701", "A702"].map(|code| {
                let found = report.violations.iter().find(|found| found.code == code);
                found.map_or((0, 0), |found| (found.count, found.examples[0].line))
            });
            assert_eq!(found, wanted, "late: {late:?}, {n_threads} threads");
        }
    }
}
