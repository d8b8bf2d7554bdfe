//! Parts merged in any order and grouping are the whole.

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{MergedStats, StateError, StatsMergeError, StatsState};
use crate::dataset::{Dataset, Heading, RowColumns};
use crate::export::digest::FileRecord;
use crate::stats::{Stats, describe};

/// User, item, event type, instant, event value, hash of other columns.
type Row = (u8, u8, u8, i64, Option<u8>, u32);

#[derive(Debug, Clone, Copy, PartialEq)]
enum Cut {
    Rows,
    Users,
    Days,
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let instant = (0..4_i64, prop::sample::select(vec![0_i64, 1, 60, 1_800, 1_801, 40_000]));
    let instant = instant.prop_map(|(day, second)| day * 86_400 + second - 100_000);
    let value = prop::option::weighted(0.5, 0..3_u8);
    let row = (0..7_u8, 0..7_u8, 0..12_u8, instant, value, 0..2_u32);
    prop::collection::vec(row, 1..80)
}

fn file(path: &str) -> FileRecord {
    FileRecord { path: path.into(), bytes: 1, sha256: format!("digest of {path}") }
}

/// The rows as a file would give them: ids are numbered as they come.
fn data(rows: &[Row], has_time: bool) -> Dataset {
    fn number(ids: &mut Vec<String>, id: String) -> u32 {
        let at = ids.iter().position(|known| *known == id).unwrap_or_else(|| {
            ids.push(id);
            ids.len() - 1
        });
        u32::try_from(at).expect("few ids")
    }
    let mut columns = RowColumns {
        heading: Heading { has_time, has_event_type: true, others: vec!["EVENT_VALUE".into()] },
        ..RowColumns::default()
    };
    for &(user, item, event, instant_s, value, rest) in rows {
        // Ids of two lengths, which sort by length first.
        columns.user.push(number(&mut columns.users, (u16::from(user) + 8).to_string()));
        columns.item.push(number(&mut columns.items, format!("i{}", u16::from(item) + 8)));
        columns.event.push(number(&mut columns.event_types, format!("type {event}")));
        columns.timestamp_s.push(if has_time { instant_s } else { 0 });
        columns.value.push(value.map_or(f32::NAN, f32::from));
        columns.rest.push(rest);
    }
    Dataset::of_columns(columns).expect("columns that fit")
}

/// A state as another process reads it.
fn kept(state: &StatsState) -> StatsState {
    StatsState::read("a state", &state.bytes().expect("memory")).expect("our own bytes")
}

/// The rows of each part that has some, as states.
fn parts(rows: &[Row], cut: Cut, deal: &[Index], has_time: bool) -> Vec<StatsState> {
    let part = |at: usize, row: &Row| {
        let key = match cut {
            Cut::Rows => at,
            Cut::Users => usize::from(row.0),
            Cut::Days => usize::try_from(row.3.div_euclid(86_400) + 2).expect("from 0 up"),
        };
        deal[key % deal.len()].index(5)
    };
    let of_part = |number: usize| -> Vec<Row> {
        let rows = rows.iter().enumerate().filter(|&(at, row)| part(at, row) == number);
        rows.map(|(_, row)| *row).collect()
    };
    let found = (0..5).map(of_part).enumerate().filter(|(_, rows)| !rows.is_empty());
    found
        .map(|(at, rows)| kept(&StatsState::new(data(&rows, has_time), file(&format!("{at}.csv")))))
        .collect()
}

/// Everything but what differs by its nature: the file, the parts, and the commands for one file.
fn figures(stats: &Stats) -> Value {
    let mut value = serde_json::to_value(stats).expect("JSON");
    let object = value.as_object_mut().expect("an object");
    object.remove("file");
    object.remove("parts");
    for check in object["card"].as_array_mut().expect("a card") {
        check["advice"] = Value::Null;
    }
    value
}

fn merge(states: Vec<StatsState>) -> MergedStats {
    MergedStats::of(states).expect("parts of one whole")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn merged_parts_are_the_whole(
        rows in rows(),
        cut in prop::sample::select(vec![Cut::Rows, Cut::Users, Cut::Days]),
        deal in prop::collection::vec(any::<Index>(), 80),
        picks in prop::collection::vec(any::<Index>(), 10),
        has_time in prop::bool::weighted(0.8),
        gap in prop::sample::select(vec![0_i64, 60, 1_800, 86_400]),
    ) {
        let whole = figures(&describe(&data(&rows, has_time), file("whole.csv"), gap));
        let all = parts(&rows, cut, &deal, has_time);
        let n_parts = all.len();
        let at_once = merge(all);
        let described = at_once.describe(gap);
        prop_assert_eq!(described.parts.len(), n_parts);
        let n_rows: usize = described.parts.iter().map(|part| part.interactions).sum();
        prop_assert_eq!(n_rows, rows.len());
        prop_assert_eq!(figures(&described), whole.clone());
        // Two that are picked, in the order in which they are, become one, until one is left.
        let mut open = parts(&rows, cut, &deal, has_time);
        let mut picks = picks.iter();
        while open.len() > 1 {
            let mut pick = || picks.next().expect("a pick").index(open.len());
            let first = open.remove(pick());
            let mut pick = || picks.next().expect("a pick").index(open.len());
            let second = open.remove(pick());
            open.push(kept(merge(vec![first, second]).state()));
        }
        let step_by_step = open.pop().expect("one is left");
        prop_assert_eq!(figures(&step_by_step.describe(gap)), whole);
        prop_assert!(step_by_step.bytes().ok() == at_once.state().bytes().ok(), "the same bytes");
    }

    #[test]
    fn the_order_of_the_rows_changes_nothing(
        rows in rows(),
        has_time in any::<bool>(),
        keys in prop::collection::vec(any::<u32>(), 80),
    ) {
        let mut keyed: Vec<(u32, Row)> = keys.into_iter().zip(rows.clone()).collect();
        keyed.sort_by_key(|&(key, _)| key);
        let other: Vec<Row> = keyed.into_iter().map(|(_, row)| row).collect();
        let [left, right] = [&rows, &other].map(|rows| data(rows, has_time));
        let [one, two] = [&left, &right].map(|data| figures(&describe(data, file("a.csv"), 1_800)));
        prop_assert_eq!(one, two);
        let [one, two] = [left, right].map(|data| StatsState::new(data, file("a.csv")).bytes().ok());
        prop_assert!(one.is_some() && one == two, "the same bytes");
    }

    /// Behind a right mark and digest any bytes give an error, or rows that can be described and kept again.
    #[test]
    fn any_contents_are_read_or_refused(
        rows in rows(),
        changes in prop::collection::vec((any::<Index>(), any::<u8>()), 1..4),
        end in prop::option::weighted(0.2, any::<Index>()),
    ) {
        let bytes = StatsState::new(data(&rows, true), file("a.csv")).bytes().expect("memory");
        let (mark, rest) = (&bytes[..20], &bytes[52..]);
        let mut contents = rest.to_vec();
        for (place, byte) in changes {
            let at = place.index(contents.len());
            contents[at] = byte;
        }
        contents.truncate(end.map_or(contents.len(), |end| end.index(rest.len())));
        let bytes = [mark, &Sha256::digest(&contents)[..], &contents].concat();
        if let Ok(state) = StatsState::read("a state", &bytes) {
            prop_assert_eq!(kept(&state).describe(1_800), state.describe(1_800));
        }
    }

    #[test]
    fn changed_bytes_are_refused(rows in rows(), place in any::<Index>(), bit in 0..8_u8) {
        let mut bytes = StatsState::new(data(&rows, true), file("a.csv")).bytes().expect("memory");
        let at = place.index(bytes.len());
        bytes[at] ^= 1 << bit;
        prop_assert!(StatsState::read("a state", &bytes).is_err());
        prop_assert!(StatsState::read("a state", &bytes[..at]).is_err());
    }
}

#[test]
fn parts_stand_in_the_order_of_time_and_beside_the_one_before() {
    let state = |path: &str, rows: &[Row]| StatsState::new(data(rows, true), file(path));
    let monday = [(1, 1, 0, 0, None, 0), (2, 2, 0, 5, None, 0)];
    let tuesday = [(1, 2, 0, 86_400, None, 0), (3, 3, 0, 86_401, None, 0)];
    let merged = merge(vec![state("tuesday", &tuesday), state("monday", &monday)]);
    let stats = merged.describe(1_800);
    let paths = stats.parts.iter().map(|part| part.files[0].path.as_str());
    assert_eq!(paths.collect::<Vec<_>>(), ["monday", "tuesday"]);
    assert_eq!(stats.parts[0].against_previous, None);
    let found = stats.parts[1].against_previous.expect("a part before");
    assert_eq!((found.users_in_both, found.items_in_both), (1, 1));
    // Item 1 ½ – 0, item 2 ½ – ½, item 3 0 – ½.
    assert!((found.item_mix_distance - 0.5).abs() < 1e-12);
    assert!((found.rows_of_known_users - 0.5).abs() < 1e-12);
    assert_eq!((stats.file.path.as_str(), stats.file.bytes), ("2 files", 2));
    assert!(stats.card.iter().all(|check| check.advice.is_empty()));
}

#[test]
fn what_cannot_be_merged_is_refused() {
    let rows = [(1, 1, 0, 0, None, 0)];
    let state = |path: &str, has_time: bool| StatsState::new(data(&rows, has_time), file(path));
    let twice = MergedStats::of(vec![state("a", true), state("b", true), state("a", true)]);
    assert!(matches!(twice, Err(StatsMergeError::Twice { .. })));
    let nested = merge(vec![state("a", true), state("b", true)]);
    let twice = MergedStats::of(vec![kept(nested.state()), state("b", true)]);
    assert!(matches!(twice, Err(StatsMergeError::Twice { .. })), "a part of a part");
    let other = MergedStats::of(vec![state("a", true), state("b", false)]);
    assert!(matches!(other, Err(StatsMergeError::Columns { .. })));
    let mut bytes = state("a", true).bytes().expect("memory");
    bytes[16] = 9;
    assert_eq!(
        StatsState::read("a state", &bytes).err(),
        Some(StateError::Version { found: 9, known: 1 })
    );
}
