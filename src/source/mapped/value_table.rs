//! The table of values in `docs/tables.md`, made by running the code: where they differ, the test shows the one to be
//! written.

use std::fmt::Write as _;
use std::sync::Arc;

use arrow_array::{
    ArrayRef, BooleanArray, Decimal128Array, Float64Array, Int64Array, ListArray, StringArray,
    TimestampMillisecondArray, types::Int64Type,
};

use super::builder::{Builders, Cell};
use super::cell::Instants;
use super::kind::{Mapped, MappedKind};
use super::settings::MappedReading;
use crate::source::door::{Physical, text_of};

/// The values that are tried: a name, and a column with the one value.
fn samples() -> Vec<(&'static str, ArrayRef)> {
    let text = |text: &'static str| -> ArrayRef { Arc::new(StringArray::from(vec![text])) };
    let real = |number: f64| -> ArrayRef { Arc::new(Float64Array::from(vec![number])) };
    let decimal = Decimal128Array::from(vec![700]).with_precision_and_scale(10, 2);
    let instant = TimestampMillisecondArray::from(vec![1_600_000_000_438]);
    let list =
        ListArray::from_iter_primitive::<Int64Type, _, _>(vec![Some(vec![Some(1), Some(2)])]);
    let null: Vec<Option<&str>> = vec![None];
    vec![
        ("text `007`", text("007")),
        ("text `35.0`", text("35.0")),
        ("text `35.5`", text("35.5")),
        ("text `NaN`", text("NaN")),
        ("text `2020-09-13`", text("2020-09-13")),
        ("text `20200913`", text("20200913")),
        ("text of two lines", text("a\nb")),
        ("integer 7", Arc::new(Int64Array::from(vec![7]))),
        ("real 7.0", real(7.0)),
        ("real 7.5", real(7.5)),
        ("real 1e17", real(1e17)),
        ("real NaN", real(f64::NAN)),
        ("real infinity", real(f64::INFINITY)),
        ("decimal 7.00", Arc::new(decimal.expect("it fits"))),
        ("boolean true", Arc::new(BooleanArray::from(vec![true]))),
        ("timestamp 1600000000.438", Arc::new(instant)),
        ("list of 1, 2", Arc::new(list)),
        ("null", Arc::new(StringArray::from(null))),
    ]
}

const KINDS: [(&str, &str); 6] = [
    ("id", "EVENT_TYPE"),
    ("text", "TITLE"),
    ("whole number", "AGE"),
    ("number", "EVENT_VALUE"),
    ("boolean", "PREMIUM"),
    ("instant", "CREATION_TIMESTAMP"),
];

fn shown(target: &str, text: &str, physical: &Physical) -> String {
    let kind = MappedKind::known(target).unwrap_or(MappedKind::Boolean);
    let mapped = Mapped { target: target.into(), source: target.into(), kind, is_open: false };
    let reading = MappedReading::default();
    let builders = Builders::new(&[mapped], Instants::Either, &reading);
    match builders.columns[0].cell(text, physical) {
        Err(_) if text.is_empty() => "nothing, refused".into(),
        Err(_) => "refused".into(),
        Ok(Cell::Nothing) => "nothing".into(),
        Ok(Cell::Text(text, noticed)) => {
            format!(
                "`{}`{}",
                text.replace('|', "\\|"),
                if noticed.is_any() { ", counted" } else { "" }
            )
        }
        Ok(Cell::Number(number)) => format!("{number:?}").trim_end_matches(".0").to_owned(),
        Ok(Cell::Whole(number)) => number.to_string(),
        Ok(Cell::Long(number)) => number.to_string(),
        Ok(Cell::Instant(instant)) => {
            let noted = if instant.has_fraction { ", counted" } else { "" };
            format!("{} s{noted}", instant.number)
        }
    }
}

fn table() -> String {
    let heads: Vec<&str> = KINDS.iter().map(|(name, _)| *name).collect();
    let mut table = format!("| held as | {} |\n", heads.join(" | "));
    table.push_str(&"|---".repeat(KINDS.len() + 1));
    table.push_str("|\n");
    for (name, array) in samples() {
        let (text, physical) = text_of(&array);
        let cells: Vec<String> =
            KINDS.iter().map(|(_, target)| shown(target, &text, &physical)).collect();
        let _ = writeln!(table, "| {name} | {} |", cells.join(" | "));
    }
    table
}

#[test]
fn the_page_shows_what_the_code_does() {
    const BEGIN: &str = "<!-- values -->\n";
    const END: &str = "<!-- end of values -->";
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/tables.md");
    let page = std::fs::read_to_string(&path).expect("the page");
    let (_, rest) = page.split_once(BEGIN).expect("the table begins");
    let (there, _) = rest.split_once(END).expect("the table ends");
    assert_eq!(there, table());
}
