//! Raw rows against a schema: what is found, where, and how often; and properties over any cells and
//! any bytes.

use apache_avro::types::Value;
use proptest::prelude::*;
use rehearsal::rule::Selection;
use rehearsal::schema::Domain;
use rehearsal::schema::check::check;
use rehearsal::validate::Options;

use crate::{AS_OF, Group};

const SCHEMA: &str = include_str!("../../schemas/interactions.avsc");
const HEADER: &str = "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n";

/// Structure and values alone: small tests are no data set.
fn options() -> Options {
    let mut options = Options::new(AS_OF);
    let selected = ["F", "V"].map(str::to_owned);
    let ignored = ["V305", "V306"].map(str::to_owned);
    options.selection = Selection::new(&selected, &ignored).expect("known").into();
    options.n_threads = 1;
    options
}

/// Code, column, count and line of the first example.
type Counted = (String, Option<String>, u64, u64);

fn found(text: &[u8]) -> Vec<Counted> {
    let report = Group(&[("interactions.csv", SCHEMA, text)]).report(&options());
    let line = |found: &rehearsal::rule::Violation| {
        found.examples.first().map_or(0, |example| example.line)
    };
    let counted = |found: rehearsal::rule::Violation| {
        let line = line(&found);
        (found.code, found.column, found.count, line)
    };
    report.violations.into_iter().map(counted).collect()
}

fn rows(rows: &str) -> Vec<Counted> {
    found(format!("{HEADER}{rows}").as_bytes())
}

fn one(code: &str, column: &str, line: u64) -> Vec<Counted> {
    vec![(code.to_owned(), (!column.is_empty()).then(|| column.to_owned()), 1, line)]
}

#[test]
fn a_clean_file_has_no_findings() {
    assert_eq!(rows("1,2,click,3\n4,5,watch,-6\n\n"), []);
}

#[test]
fn the_header_is_held_to_the_same_rules() {
    let header = HEADER.trim_end();
    assert_eq!(found(format!("{header},X\"Y\n1,2,c,3,4\n").as_bytes()), one("F208", "X\"Y", 1));
    assert_eq!(found(format!("{header},\"X\n1,2,c,3,4\n").as_bytes()), one("F208", "X", 1));
    let long = "x".repeat(1 << 21);
    assert_eq!(found(format!("{header},{long}\n").as_bytes())[0], one("F213", "", 1)[0]);
    let latin = found(&[header.as_bytes(), b",\xE9\n1,2,c,3,4\n"].concat());
    assert_eq!(latin[0], one("F209", "\u{fffd}", 1)[0], "{latin:?}");
}

#[test]
fn text_is_checked_in_columns_that_the_schema_lacks_too() {
    let rows = [b"USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP,X\n1,2,c,3,", &b"\xFF"[..], b"\n"].concat();
    let codes: Vec<String> = found(&rows).into_iter().map(|found| found.0).collect();
    assert_eq!(codes, ["F209", "F205"]);
}

#[test]
fn a_byte_that_is_not_utf_8_is_named_by_its_offset() {
    let text = [HEADER.as_bytes(), b"1,\"\xC3\xA9\xC3(\",click,3\n"].concat();
    let report = Group(&[("interactions.csv", SCHEMA, &text)]).report(&options());
    let offset = text.iter().rposition(|&byte| byte == 0xC3).expect("it is there");
    let message = &report.violations[0].message;
    assert!(
        message.ends_with(&format!("found the byte 0xC3 at offset {offset} of the file")),
        "{message}"
    );
}

#[test]
fn rows_after_a_stray_quote_are_checked_too() {
    let found = rows("1,5\" x,click,3\n2,3,click,x\n2,\"3,click,3\n4,5,click,y\n");
    let named =
        |code: &str, column: &str, line| (code.to_owned(), Some(column.to_owned()), 2, line);
    assert_eq!(found, [named("F208", "ITEM_ID", 2), named("V301", "TIMESTAMP", 3)]);
}

#[test]
fn findings_of_one_rule_and_column_are_counted_together() {
    let twice = rows("1,2,click,x\n1,2,click,3\n1,2,click,y\n");
    assert_eq!(twice, [("V301".to_owned(), Some("TIMESTAMP".to_owned()), 2, 2)]);
    assert_eq!(
        rows("1,2,click,99999999999\n")[0].0,
        "V304",
        "the largest number that can be seconds"
    );
    assert_eq!(rows("1,2,click,100000000000\n")[0].0, "V303");
}

#[test]
fn very_many_columns_are_no_burden() {
    let names: Vec<String> = (0..100_000).map(|number| format!("c{number}")).collect();
    let found = found(format!("{}\n", names.join(",")).as_bytes());
    let count =
        |code: &str| found.iter().filter(|found| found.0 == code).map(|found| found.2).sum::<u64>();
    assert_eq!((count("F203"), count("F205")), (4, 100_000));
}

#[test]
fn data_of_an_unknown_dataset_is_checked_all_the_same() {
    let text = SCHEMA.replace("Interactions", "Interaction");
    let (schema, violations) = check(&text, "test", Domain::Custom);
    assert_eq!(violations[0].code, "S103");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("data.csv");
    std::fs::write(&path, format!("{HEADER}1,2,click,x\n")).expect("written");
    let checked = rehearsal::validate::check_table(&path, &schema.expect("readable"), &options());
    assert_eq!(checked.expect("read").into_found()[0].violations[0].code, "V301");
}

#[test]
fn a_misspelt_column_is_guessed() {
    let text = b"USR_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n1,2,c,3\n";
    let report = Group(&[("interactions.csv", SCHEMA, text)]).report(&options());
    let missing = "the header lacks the schema's column `USER_ID` (did you mean `USR_ID`?)";
    assert_eq!(report.violations[0].message, missing);
}

/// The value that Avro would be given for a cell, found without the code under test.
fn typed(text: &str, avro: &str) -> Value {
    let text_value = Value::String(text.to_owned());
    match avro {
        "string" if !text.is_empty() => text_value,
        "int" => text.parse().map_or(text_value, Value::Int),
        "long" => text.parse().map_or(text_value, Value::Long),
        "double" => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Value::Double(number),
            _ => text_value,
        },
        "boolean" => text.to_lowercase().parse().map_or(text_value, Value::Boolean),
        _ => Value::Null,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// "Passes" is what it is for a user: no error.
    #[test]
    fn a_row_passes_exactly_when_its_typed_value_encodes(
        cells in prop::collection::vec(
            "|[a-z]{1,3}|-?[0-9]{1,12}|[0-9]\\.[0-9]|true|False|nan|NULL|None|1e400|[+]7|007|0x1", 5),
    ) {
        let types = ["string", "int", "long", "double", "boolean"];
        let fields = types.map(|avro| {
            format!(
                "{{\"name\":\"F_{avro}\",\"type\":\"{avro}\"}},\
                 {{\"name\":\"N_{avro}\",\"type\":[\"null\",\"{avro}\"]}}"
            )
        });
        let text = format!("{{\"type\":\"record\",\"name\":\"Rows\",\"fields\":[{}]}}", fields.join(","));
        let avro = apache_avro::Schema::parse_str(&text).expect("valid Avro");
        let schema = check(&text, "test", Domain::Custom).0.expect("a record");

        let names: Vec<&str> = schema.fields.iter().map(|field| field.name.as_str()).collect();
        let mut csv = names.join(",") + "\n";
        let mut values = Vec::new();
        for (cell, name) in cells.iter().zip(types) {
            csv.extend([cell.as_str(), ",", cell, ","]);
            let plain = if cell.is_empty() { Value::Null } else { typed(cell, name) };
            let (branch, inner) = if cell.is_empty() { (0, Value::Null) } else { (1, plain.clone()) };
            values.push((format!("F_{name}"), plain));
            values.push((format!("N_{name}"), Value::Union(branch, Box::new(inner))));
        }
        csv.pop();
        csv.push('\n');

        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("rows.csv");
        std::fs::write(&path, &csv).expect("written");
        let checked = rehearsal::validate::check_table(&path, &schema, &options()).expect("read");
        let passes = rehearsal::validate::Report::new(checked.into_found()).summary.errors == 0;
        prop_assert_eq!(passes, Value::Record(values).validate(&avro), "{}", csv);
    }

    #[test]
    fn any_bytes_give_findings_and_never_a_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..200)
    ) {
        prop_assert!(!found(&bytes).is_empty());
    }
}
