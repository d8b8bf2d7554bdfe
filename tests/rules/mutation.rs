//! Clean data, mutated once at a random place: exactly that is found, in its column, on its line.

use proptest::prelude::*;

use crate::clean::{EVENTS_SCHEMA, ITEMS_SCHEMA, Rows, csv, events, items};
use crate::{found, one, options};

/// What is done to one cell, and what must be found.
type Cell = (&'static str, fn(&str) -> String, &'static str);

/// Cells of interactions.
const EVENT_CELLS: &[Cell] = &[
    ("USER_ID", |_| String::new(), "V302"),
    ("USER_ID", |_| "x".repeat(257), "V308"),
    ("USER_ID", |_| "é".repeat(257), "V308"),
    ("USER_ID", |_| "USER_ID".into(), "V311"),
    ("USER_ID", |id| format!("{id}'s"), "V312"),
    ("USER_ID", |id| format!("{id} "), "V313"),
    ("USER_ID", |id| format!("\t{id}"), "V313"),
    ("USER_ID", |id| format!("\u{A0}{id}"), "V313"),
    ("USER_ID", |_| "NULL".into(), "V316"),
    ("USER_ID", |_| "nan".into(), "V316"),
    ("USER_ID", |_| "None".into(), "V316"),
    ("USER_ID", |_| "  ".into(), "V319"),
    ("ITEM_ID", |id| format!("{id}.0"), "V317"),
    ("ITEM_ID", |id| format!("{id}e+10"), "V317"),
    ("ITEM_ID", |id| format!("{id}\\n"), "V312"),
    ("ITEM_ID", |_| "ITEM_ID".into(), "V311"),
    ("EVENT_TYPE", |_| String::new(), "V302"),
    ("EVENT_TYPE", |_| "EVENT_TYPE".into(), "V311"),
    ("EVENT_TYPE", |_| "null".into(), "V316"),
    ("EVENT_TYPE", |_| "y".repeat(1001), "V309"),
    ("EVENT_TYPE", |event| event.to_uppercase(), "E401"),
    ("EVENT_TYPE", |event| format!("{event}s"), "E407"),
    ("EVENT_TYPE", |event| event[1..].to_owned(), "E407"),
    ("DEVICE", |device| format!("{device} "), "V315"),
    ("EVENT_VALUE", |_| "NaN".into(), "V301"),
    ("VISIT", |_| "NULL".into(), "V301"),
    ("EVENT_VALUE", |_| "much".into(), "V301"),
    ("EVENT_VALUE", |_| "inf".into(), "V301"),
    ("EVENT_VALUE", |_| "1e39".into(), "V301"),
    ("EVENT_VALUE", |_| "999999".into(), "A708"),
    ("DEVICE", |_| "z".repeat(1001), "V309"),
    ("DEVICE", |_| "N/A".into(), "V316"),
    ("DEVICE", |device| format!("{device}|"), "V314"),
    ("DEVICE", |device| format!("{device}||tv"), "V314"),
    ("DEVICE", |device| format!("{device} | tv"), "V315"),
    ("DEVICE", |_| "TIMESTAMP".into(), "V311"),
    ("DEVICE", |_| " ".into(), "V319"),
    ("VISIT", |visit| format!("{visit}.0"), "V307"),
    ("VISIT", |_| "2147483648".into(), "V301"),
    ("VISIT", |_| "0x10".into(), "V301"),
    ("VISIT", |_| "1 000".into(), "V301"),
    ("IMPRESSION", |shown| format!("|{shown}"), "V314"),
    ("IMPRESSION", |shown| format!("{shown}|{}", "1".repeat(1000)), "V309"),
    ("TIMESTAMP", |_| String::new(), "V302"),
    ("TIMESTAMP", |instant| format!("{instant}000"), "V303"),
    ("TIMESTAMP", |instant| format!("{instant}000000"), "V303"),
    ("TIMESTAMP", |instant| format!("{instant}000000000"), "V303"),
    ("TIMESTAMP", |instant| format!("{instant}.25"), "V307"),
    ("TIMESTAMP", |_| "4000000000".into(), "V304"),
    ("TIMESTAMP", |_| "86400".into(), "V305"),
    ("TIMESTAMP", |_| "-1".into(), "V305"),
    ("TIMESTAMP", |_| "2020-07-31T23:50:43Z".into(), "V301"),
    ("TIMESTAMP", |_| "99999999999999999999".into(), "V301"),
];

/// Cells of items.
const ITEM_CELLS: &[Cell] = &[
    ("ITEM_ID", |_| String::new(), "V302"),
    ("TITLE", |_| "t".repeat(1001), "V309"),
    ("TITLE", |_| String::new(), "V302"),
    ("GENRES", |_| String::new(), "V302"),
    ("GENRES", |genres| format!("|{genres}"), "V314"),
    ("YEAR", |_| "2006–2007".into(), "V301"),
    ("YEAR", |_| String::new(), "V302"),
    ("PRICE", |price| format!("${price}"), "V301"),
    ("TEXT", |_| "word ".repeat(4001), "V310"),
    ("TEXT", |_| "語".repeat(7001), "V310"),
    ("CREATION_TIMESTAMP", |instant| format!("{instant}000"), "V303"),
    ("CREATION_TIMESTAMP", |_| "4000000000".into(), "V304"),
];

fn check_cell(cell: &Cell, mut rows: Rows, name: &str, schema: &str, at: usize) {
    let (column, change, code) = cell;
    let line = 1 + at % (rows.len() - 1);
    let place = rows[0].iter().position(|name| name == column).expect("a column");
    rows[line][place] = change(&rows[line][place]);
    let wanted = one(code, Some(column), Some(line as u64 + 1));
    let context = format!("{code} in {column} on line {}", line + 1);
    assert_eq!(found(name, schema, &csv(&rows), &options()), wanted, "{context}");
}

/// What is done to the lines of a file, and what must be found: code, column, and line.
type Lines = fn(&mut Vec<Vec<u8>>, usize) -> (&'static str, Option<&'static str>, usize);

const LINES: &[Lines] = &[
    |lines, _| {
        lines[0].splice(..0, *b"\xEF\xBB\xBF");
        ("F202", None, 1)
    },
    |lines, _| {
        lines[0] = String::from_utf8_lossy(&lines[0]).replace("DEVICE", "\"DEVICE\"").into();
        ("F206", Some("DEVICE"), 1)
    },
    |lines, _| {
        lines[0] = String::from_utf8_lossy(&lines[0]).replace("ITEM_ID", "item_id").into();
        ("F214", Some("ITEM_ID"), 1)
    },
    |lines, _| {
        lines[0] = String::from_utf8_lossy(&lines[0]).replace("ITEM_ID", "ITEM_ID\u{200B}").into();
        ("F214", Some("ITEM_ID"), 1)
    },
    |lines, _| {
        lines[0] = String::from_utf8_lossy(&lines[0]).replace(',', ";").into();
        ("F219", None, 1)
    },
    |lines, _| {
        for line in lines.iter_mut() {
            line.extend(b",extra");
        }
        ("F205", Some("extra"), 1)
    },
    |lines, at| {
        lines[at].extend(b",1");
        ("F207", None, at + 1)
    },
    |lines, at| {
        let comma = lines[at].iter().rposition(|&byte| byte == b',').expect("a comma");
        lines[at].truncate(comma);
        ("F207", None, at + 1)
    },
    |lines, at| {
        lines[at] = [b"\"", &lines[at][..]].concat();
        ("F208", Some("USER_ID"), at + 1)
    },
    |lines, at| {
        let comma = lines[at].iter().position(|&byte| byte == b',').expect("a comma");
        lines[at].insert(comma, b'"');
        ("F208", Some("USER_ID"), at + 1)
    },
    |lines, at| {
        let comma = lines[at].iter().position(|&byte| byte == b',').expect("a comma");
        lines[at].splice(..comma, *b"\"two\nlines\"");
        ("F210", Some("USER_ID"), at + 1)
    },
    |lines, at| {
        let second = lines[at].iter().position(|&byte| byte == b',').expect("a comma") + 1;
        lines[at].insert(second, 0xE9);
        ("F209", Some("ITEM_ID"), at + 1)
    },
    |lines, _| {
        let last = lines.last_mut().expect("a line");
        last.pop();
        last.push(0);
        ("V301", Some("TIMESTAMP"), 1 + events().len() - 1)
    },
    |lines, at| {
        lines[at].push(b'\r');
        ("F216", None, at + 1)
    },
    |lines, at| {
        lines[at].splice(1..1, *b"\r");
        ("F210", Some("USER_ID"), at + 1)
    },
    |lines, at| {
        let header = lines[0].clone();
        lines.insert(at, header);
        ("F217", None, at + 1)
    },
    |lines, at| {
        lines.insert(at, Vec::new());
        ("F221", None, at + 1)
    },
    |lines, at| {
        lines[at] = vec![b'x'; (1 << 20) + 5];
        ("F213", None, at + 1)
    },
    |lines, at| {
        let again = lines[at].clone();
        lines.insert(at + 1, again);
        ("A701", None, at + 2)
    },
    |lines, at| {
        let twin =
            String::from_utf8_lossy(&lines[at]).replace("click", "like").replace("watch", "like");
        lines.insert(at + 1, twin.into());
        ("A702", None, at + 2)
    },
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn a_changed_cell_of_an_event_is_found(at: usize) {
        for cell in EVENT_CELLS {
            check_cell(cell, events(), "interactions.csv", EVENTS_SCHEMA, at);
        }
    }

    #[test]
    fn a_changed_cell_of_an_item_is_found(at: usize) {
        for cell in ITEM_CELLS {
            check_cell(cell, items(), "items.csv", ITEMS_SCHEMA, at);
        }
    }

    #[test]
    fn a_changed_line_is_found(at: usize) {
        for change in LINES {
            let text = csv(&events());
            let mut lines: Vec<Vec<u8>> = text.split(|&byte| byte == b'\n').map(<[u8]>::to_vec).collect();
            lines.pop();
            let at = 1 + at % (lines.len() - 1);
            let (code, column, line) = change(&mut lines, at);
            let mut bytes = lines.join(&b'\n');
            bytes.push(b'\n');
            let wanted = one(code, column, Some(line as u64));
            let seen = found("interactions.csv", EVENTS_SCHEMA, &bytes, &options());
            prop_assert_eq!(seen, wanted, "{} on line {}", code, line);
        }
    }

    #[test]
    fn the_columns_may_stand_in_any_order(shift in 1usize..8) {
        let mut rows = events();
        for row in &mut rows {
            row.rotate_left(shift);
        }
        let seen = found("interactions.csv", EVENTS_SCHEMA, &csv(&rows), &options());
        prop_assert_eq!(seen, one("F215", None, Some(1)));
    }

    #[test]
    fn a_file_that_ends_early_is_found(at: usize) {
        let bytes = csv(&events());
        // Behind the last line break, so that the last row is cut in its timestamp.
        let end = bytes.len() - 1 - at % 5;
        let seen = found("interactions.csv", EVENTS_SCHEMA, &bytes[..end], &options());
        let codes: Vec<&str> = seen.iter().map(|found| found.0.as_str()).collect();
        prop_assert!(codes.contains(&"F212"), "{:?}", codes);
    }
}

#[test]
fn there_are_some_sixty_mutations_and_more() {
    assert!(
        EVENT_CELLS.len() + ITEM_CELLS.len() + LINES.len() + crate::schema_mutation::COUNT >= 80
    );
}

/// The codes that the tables of this module provoke.
pub(crate) fn codes() -> Vec<&'static str> {
    let cells = EVENT_CELLS.iter().chain(ITEM_CELLS).map(|cell| cell.2);
    let mut lines: Vec<Vec<u8>> =
        csv(&events()).split(|&byte| byte == b'\n').map(<[u8]>::to_vec).collect();
    lines.pop();
    let lines = LINES.iter().map(|change| change(&mut lines.clone(), 1).0);
    cells.chain(lines).collect()
}
