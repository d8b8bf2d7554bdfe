use super::*;
use crate::schema::Domain;
use crate::schema::check::check;
use crate::validate::options::Options;

const SCHEMA: &str = include_str!("../../../schemas/interactions.avsc");
const ITEMS: &str = r#"{"type":"record","name":"Items","namespace":"com.amazonaws.personalize.schema",
"fields":[{"name":"ITEM_ID","type":"string"},{"name":"GENRES","type":"string","categorical":true},
{"name":"TEXT","type":["null","string"],"textual":true}],"version":"1.0"}"#;

fn fixed(schema: &str, text: &[u8]) -> (String, Fixed) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("data.csv");
    std::fs::write(&path, text).expect("written");
    let schema = check(schema, "s", Domain::Custom).0.expect("a schema");
    let mut out = Vec::new();
    let fixed = fix(&path, &schema, &Options::new(2_000_000_000), &mut out).expect("mended");
    (String::from_utf8(out).expect("UTF-8"), fixed)
}

#[test]
fn each_change_is_made_and_counted() {
    let text = "\u{FEFF}\"ITEM_ID\",user_id,TIMESTAMP,EVENT_TYPE\r\n\
                7,1 ,1500000000000,click\n\
                7,1,1500000000,click\n\
                8,2,1500000001.0,watch\r\n\
                9,\"3\",1500000002,\"a, b\"\n\
                broken\n";
    let (out, fixed) = fixed(SCHEMA, text.as_bytes());
    assert_eq!(
        out,
        "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n1,7,click,1500000000\n2,8,watch,1500000001\n\
         \"3\",9,\"a, b\",1500000002\nbroken\n"
    );
    let changes = [
        (Change::ByteOrderMark, 1),
        (Change::HeaderQuotes, 1),
        (Change::ColumnName, 1),
        (Change::ColumnOrder, 1),
        (Change::CarriageReturn, 2),
        (Change::IdBlank, 1),
        (Change::Seconds, 1),
        (Change::Fraction, 1),
        (Change::RepeatedRow, 1),
    ];
    assert_eq!(fixed, Fixed { rows_in: 5, rows_out: 4, rows_left: 1, changes: changes.into() });
}

#[test]
fn what_is_right_stays_byte_for_byte_and_columns_of_ones_own_stay_where_they_are() {
    let text = "USER_ID,NOTE,ITEM_ID,EVENT_TYPE,TIMESTAMP\n1,\"quoted\",2,\"click\",1500000000\n1,x,2,watch,5";
    let (out, fixed) = fixed(SCHEMA, text.as_bytes());
    assert_eq!(out, text);
    assert_eq!(fixed.changes, []);
}

#[test]
fn texts_are_cut_on_a_character_and_lists_on_a_member() {
    let text = "é".repeat(20_001);
    let list = format!("{}|{}", "a".repeat(900), "b".repeat(200));
    let (out, fixed) = fixed(ITEMS, format!("ITEM_ID,GENRES,TEXT\n1,{list},{text}\n").as_bytes());
    assert_eq!(out, format!("ITEM_ID,GENRES,TEXT\n1,{},{}\n", "a".repeat(900), "é".repeat(20_000)));
    assert_eq!(fixed.changes, [(Change::TextCut, 1), (Change::StringCut, 1)]);
}

#[test]
fn rows_that_only_look_alike_are_kept_and_rows_that_cannot_be_read_too() {
    let text = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\n1,2,1500000000,click\n1,2,1500000000,click \n\
                1,2\n1,2\n1,\"a\"b,3,4\n1,\"a\"b,3,4\n\n\n5,6,1500000000,click\n";
    let (out, fixed) = fixed(SCHEMA, text.as_bytes());
    assert_eq!(out.lines().count(), text.lines().count());
    assert_eq!((fixed.rows_in, fixed.rows_out, fixed.rows_left), (7, 7, 4));
    // Rows are equal by their values, however they are quoted.
    let text =
        "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n1,2,click,1500000000\n\"1\",2,click,1500000000\n";
    assert_eq!(fixed_rows(text), 1);
}

fn fixed_rows(text: &str) -> u64 {
    fixed(SCHEMA, text.as_bytes()).1.rows_out
}

#[test]
fn milliseconds_with_a_fraction_become_seconds_and_other_cells_stay_as_they_are_quoted() {
    let text =
        "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\r\n1,2,\"a \\\"b\\\", \\\\d\",1500000000000.0\r\n";
    let (out, _) = fixed(SCHEMA, text.as_bytes());
    assert_eq!(
        out,
        "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n1,2,\"a \\\"b\\\", \\\\d\",1500000000\n"
    );
}

#[test]
fn one_foreign_letter_does_not_halve_a_text() {
    let text = format!("ITEM_ID,GENRES,TEXT\n1,a,{}京\n", "word ".repeat(3000));
    assert_eq!(fixed(ITEMS, text.as_bytes()).0, text);
}

#[test]
fn line_breaks_become_spaces_and_instants_lose_fractions_of_a_second() {
    let text = "ITEM_ID,NOTE,GENRES,TEXT\n1,\"a\nb\",x,\"A lamp.\r\nBright, and small.\"\n";
    let (out, fixed) = self::fixed(ITEMS, text.as_bytes());
    assert_eq!(out, "ITEM_ID,NOTE,GENRES,TEXT\n1,a b,x,\"A lamp. Bright, and small.\"\n");
    assert_eq!(fixed.changes, [(Change::LineBreak, 2)]);
    let text = "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n1,2,c,1500000000.438\n1,3,c,1500000001999.5\n\
                1,4,c,-0.5\n";
    let (out, fixed) = self::fixed(SCHEMA, text.as_bytes());
    let rows = "1,2,c,1500000000\n1,3,c,1500000001\n1,4,c,-1\n";
    assert_eq!(out, format!("USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n{rows}"));
    assert_eq!(fixed.changes, [(Change::Seconds, 1), (Change::Fraction, 3)]);
}

/// A file that every change applies to, for the schema of interactions or of items.
const ROUGH: &str = "\u{FEFF}\"ITEM_ID\",user_id,TIMESTAMP,EVENT_TYPE\r\n\
                     7,1 ,1500000000000,click\n7,1,1500000000,click\n8,2,1500000001.0,watch\n";

#[test]
fn each_change_is_made_only_where_its_rule_is_selected() {
    let text = "é".repeat(20_001);
    let list = format!("{}|{}", "a".repeat(900), "b".repeat(200));
    let items = format!("ITEM_ID,GENRES,TEXT\n1,{list},{text}\n2,\"a\nb\",\n");
    let folder = tempfile::tempdir().expect("a folder");
    let made = |schema: &str, text: &str, selected: &str| {
        let path = folder.path().join("data.csv");
        std::fs::write(&path, text).expect("written");
        let schema = check(schema, "s", Domain::Custom).0.expect("a schema");
        let mut options = Options::new(2_000_000_000);
        let selection = crate::rule::Selection::new(&[selected.to_owned()], &[]);
        options.selection = selection.expect("known").into();
        let fixed = fix(&path, &schema, &options, &mut Vec::new()).expect("mended");
        fixed.changes.into_iter().map(|(change, _)| change).collect::<Vec<_>>()
    };
    for change in Change::ALL {
        let code = change.rule().code;
        let found = [made(SCHEMA, ROUGH, code), made(ITEMS, &items, code)].concat();
        // Rows are equal only once they are mended.
        let wanted = if change == Change::RepeatedRow { vec![] } else { vec![change] };
        assert_eq!(found, wanted, "{code}");
    }
}

#[test]
fn rows_that_differ_in_a_column_of_ones_own_are_kept() {
    let text =
        "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP,NOTE\n1,2,c,1500000000,a\n1,2,c,1500000000,b\n";
    assert_eq!(fixed_rows(text), 2);
}
