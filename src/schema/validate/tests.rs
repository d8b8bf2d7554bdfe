//! Each rule provoked alone, and properties over any bytes.

use super::*;
use crate::schema::{Dataset, builtin, check::check};
use apache_avro::types::Value;
use proptest::prelude::*;

fn interactions() -> Schema {
    check(builtin::text(Dataset::Interactions), "shipped", 5).0.expect("shipped")
}

fn found(text: &[u8]) -> Vec<(&'static str, Option<String>, u64, u64)> {
    let mut findings = Findings::new("test.csv", 5);
    validate(text, &interactions(), &mut findings).expect("a slice can be read");
    let violations = findings.into_violations();
    violations
        .into_iter()
        .map(|found| (static_code(&found.code), found.column, found.count, found.examples[0].line))
        .collect()
}

fn static_code(code: &str) -> &'static str {
    rule::find(code).expect("only rules make codes").code
}

const HEADER: &str = "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n";

fn rows(rows: &str) -> Vec<(&'static str, Option<String>, u64, u64)> {
    found(format!("{HEADER}{rows}").as_bytes())
}

fn one(
    code: &'static str,
    column: &str,
    line: u64,
) -> Vec<(&'static str, Option<String>, u64, u64)> {
    vec![(code, (!column.is_empty()).then(|| column.to_owned()), 1, line)]
}

#[test]
fn a_clean_file_has_no_findings() {
    assert_eq!(rows("1,2,click,3\n4,5,watch,-6\n\n"), []);
    assert_eq!(found(b"TIMESTAMP,EVENT_TYPE,ITEM_ID,USER_ID\r\n3,click,2,1\r\n"), []);
}

#[test]
fn each_rule_of_the_file_is_provoked_alone() {
    assert_eq!(found(b""), one("F201", "", 1));
    assert_eq!(found(format!("\u{feff}{HEADER}1,2,click,3\n").as_bytes()), one("F202", "", 1));
    assert_eq!(found(b"USER_ID,ITEM_ID,EVENT_TYPE\n1,2,click\n"), one("F203", "TIMESTAMP", 1));
    assert_eq!(
        found(b"USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP,USER_ID\n1,2,c,3,1\n"),
        one("F204", "USER_ID", 1)
    );
    assert_eq!(found(b"USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP,X\n1,2,c,3,1\n"), one("F205", "X", 1));
    assert_eq!(
        found(b"\"USER_ID\",ITEM_ID,EVENT_TYPE,TIMESTAMP\n1,2,c,3\n"),
        one("F206", "USER_ID", 1)
    );
    assert_eq!(rows("1,2,click,3\n1,2,click\n"), one("F207", "", 3));
    assert_eq!(rows("1,2,click,3\n\n1,2,click,3\n"), one("F207", "", 3));
    assert_eq!(rows("1,2,\"click,3\n"), one("F208", "EVENT_TYPE", 2));
    assert_eq!(
        found(&[HEADER.as_bytes(), b"1,\xFF,click,3\n"].concat()),
        one("F209", "ITEM_ID", 2)
    );
    assert_eq!(rows("1,2,\"cl\nick\",3\n"), one("F210", "EVENT_TYPE", 2));
    assert_eq!(rows(""), one("F211", "", 1));
    assert_eq!(rows("1,2,click,3"), one("F212", "", 2));
    let long = "x".repeat(1 << 21);
    assert_eq!(rows(&format!("1,{long},click,3\n")), one("F213", "", 2));
}

#[test]
fn the_header_is_held_to_the_same_rules() {
    let header = "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP";
    assert_eq!(found(format!("{header},X\"Y\n1,2,c,3,4\n").as_bytes()), one("F208", "X\"Y", 1));
    assert_eq!(found(format!("{header},\"X\n1,2,c,3,4\n").as_bytes()), one("F208", "X", 1));
    let long = "x".repeat(1 << 21);
    assert_eq!(found(format!("{header},{long}\n").as_bytes())[0], one("F213", "", 1)[0]);
    let latin = found(&[header.as_bytes(), b",\xE9\n1,2,c,3,4\n"].concat());
    assert!(latin.contains(&("F209", Some("\u{fffd}".to_owned()), 1, 1)), "{latin:?}");
}

#[test]
fn text_is_checked_in_columns_that_the_schema_lacks_too() {
    let rows = [b"USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP,X\n1,2,c,3,", &b"\xFF"[..], b"\n"].concat();
    let codes: Vec<&str> = found(&rows).into_iter().map(|found| found.0).collect();
    assert_eq!(codes, ["F209", "F205"]);
}

#[test]
fn a_lone_carriage_return_is_a_line_break() {
    assert_eq!(rows("1,\"a\rb\",click,3\n"), one("F210", "ITEM_ID", 2));
}

#[test]
fn rows_after_a_stray_quote_are_checked_too() {
    let found = rows("1,5\" x,click,3\n2,3,click,x\n2,\"3,click,3\n4,5,click,y\n");
    let [first, second] = ["F208", "V301"];
    let expected =
        [(first, Some("ITEM_ID".to_owned()), 2, 2), (second, Some("TIMESTAMP".to_owned()), 2, 3)];
    assert_eq!(found, expected);
}

#[test]
fn many_columns_take_no_longer_than_their_bytes() {
    let names: Vec<String> = (0..100_000).map(|number| format!("c{number}")).collect();
    let text = format!("{}\n", names.join(","));
    assert_eq!(found(text.as_bytes()).len(), 100_000 + 4 + 1);
}

#[test]
fn data_of_an_unknown_dataset_is_checked_all_the_same() {
    let text = builtin::text(Dataset::Interactions).replace("Interactions", "Interaction");
    let (schema, violations) = check(&text, "test", 5);
    assert_eq!(violations[0].code, "S103");
    let mut findings = Findings::new("test.csv", 5);
    let csv = format!("{HEADER}1,2,click,x\n");
    validate(csv.as_bytes(), &schema.expect("readable"), &mut findings).expect("slice");
    assert_eq!(findings.into_violations()[0].code, "V301");
}

#[test]
fn each_rule_of_values_is_provoked_alone_and_counts() {
    assert_eq!(rows("1,2,click,3.0\n"), one("V301", "TIMESTAMP", 2));
    assert_eq!(rows("1,2,click,\n"), one("V302", "TIMESTAMP", 2));
    assert_eq!(rows(",2,click,3\n"), one("V302", "USER_ID", 2));
    assert_eq!(rows("1,2,click,1596238243000\n"), one("V303", "TIMESTAMP", 2));
    assert_eq!(rows("1,2,click,99999999999\n"), []);
    let twice = rows("1,2,click,x\n1,2,click,3\n1,2,click,y\n");
    assert_eq!(twice, [("V301", Some("TIMESTAMP".to_owned()), 2, 2)]);
}

#[test]
fn a_misspelt_column_is_guessed() {
    let mut findings = Findings::new("test.csv", 5);
    let text = b"user_id,ITEM_ID,EVENT_TYPE,TIMESTAMP\n1,2,c,3\n";
    validate(&text[..], &interactions(), &mut findings).expect("slice");
    let missing = &findings.into_violations()[0];
    assert_eq!(
        missing.message,
        "the header lacks the schema's column `USER_ID` (did you mean `user_id`?)"
    );
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
    #[test]
    fn a_row_passes_exactly_when_its_typed_value_encodes(
        cells in prop::collection::vec("|[a-z]{1,3}|-?[0-9]{1,12}|[0-9]\\.[0-9]|true|False|nan|1e400", 5),
    ) {
        let types = ["string", "int", "long", "double", "boolean"];
        let fields = types.map(|avro| {
            format!("{{\"name\":\"F_{avro}\",\"type\":\"{avro}\"}},{{\"name\":\"N_{avro}\",\"type\":[\"null\",\"{avro}\"]}}")
        });
        let text = format!("{{\"type\":\"record\",\"name\":\"Users\",\"fields\":[{}]}}", fields.join(","));
        let avro = apache_avro::Schema::parse_str(&text).expect("valid Avro");
        let schema = check(&text, "test", 5).0.expect("a record");

        let mut csv = schema.fields.iter().map(|field| field.name.as_str()).collect::<Vec<_>>().join(",");
        csv.push('\n');
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

        let mut findings = Findings::new("test.csv", 5);
        validate(csv.as_bytes(), &schema, &mut findings).expect("slice");
        let passes = findings.into_violations().is_empty();
        prop_assert_eq!(passes, Value::Record(values).validate(&avro), "{}", csv);
    }

    #[test]
    fn any_bytes_give_findings_and_never_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut findings = Findings::new("test.csv", 2);
        validate(&bytes[..], &interactions(), &mut findings).expect("slice");
        prop_assert!(!findings.into_violations().is_empty());
    }
}
