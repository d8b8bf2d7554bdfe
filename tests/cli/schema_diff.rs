//! `schema diff`: the changes from one schema to another, and the way to each.

use insta::assert_snapshot;

use crate::place::Place;

const OLD: &str = r#"{"type":"record","name":"Items","namespace":"com.amazonaws.personalize.schema","fields":[
{"name":"ITEM_ID","type":"string"},
{"name":"GENRE_1","type":["null","string"],"categorical":true},
{"name":"YEAR","type":"int"},
{"name":"TITLE","type":"string"}],"version":"1.0"}"#;

const NEW: &str = r#"{"type":"record","name":"Items","namespace":"com.amazonaws.personalize.schema","fields":[
{"name":"ITEM_ID","type":"string"},
{"name":"YEAR","type":["null","long"]},
{"name":"GENRE1","type":["null","string"],"categorical":true},
{"name":"PRICE","type":["null","float"]},
{"name":"COUNTRY","type":"string","categorical":true}],"version":"1.0"}"#;

fn place() -> Place {
    let place = Place::empty();
    place.write("old.avsc", OLD);
    place.write("new.avsc", NEW);
    place
}

#[test]
fn each_change_has_its_way() {
    let place = place();
    assert_snapshot!(place.unchanged(&["schema", "diff", "old.avsc", "new.avsc"]), @r"
    exit code: 0
    --- stdout
    old.avsc → new.avsc (items)
      ~ YEAR (int) → (long, may be empty): needs a new dataset
        types and flags of a field stay; a field of another name that allows null
          can be added instead
      ~ GENRE_1 → GENRE1: needs a new dataset
        underscores do not make two names different, so that both cannot stand in
          one schema; imports match names exactly
      + PRICE (float, may be empty): UpdateDataset, an import and a new solution
        existing rows are empty until they are imported again, and existing
          solutions leave the field out
      + COUNTRY (string, categorical): needs a new dataset
        every field that is added must allow null: with null in its type,
          UpdateDataset takes it
      - TITLE (string): needs a new dataset
        a new schema keeps all fields; kept and left out of training, the field does
          no harm
    a new dataset is needed: delete the old one (with all that was trained on it,
      and with its filters), or make a new dataset group
    --- stderr
    ");
    assert_snapshot!(place.unchanged(&["schema", "diff", "old.avsc", "old.avsc"]), @r"
    exit code: 0
    --- stdout
    old.avsc → old.avsc (items)
      no change
    --- stderr
    ");
}

#[test]
fn a_field_that_may_be_empty_is_added_without_a_new_dataset() {
    let place = place();
    let price = "{\"name\":\"PRICE\",\"type\":[\"null\",\"float\"]},\n{\"name\":\"YEAR\"";
    place.write("more.avsc", OLD.replace("{\"name\":\"YEAR\"", price));
    let diff = ["schema", "diff", "old.avsc", "more.avsc"];
    assert_snapshot!(place.run(&diff), @r"
    exit code: 0
    --- stdout
    old.avsc → more.avsc (items)
      + PRICE (float, may be empty): UpdateDataset, an import and a new solution
        existing rows are empty until they are imported again, and existing
          solutions leave the field out
    the way: CreateSchema under a new name, UpdateDataset, an import of all rows, a
      new solution that is trained (recommenders: UpdateRecommender)
    --- stderr
    ");
    let code = |more: &[&str]| {
        let text = place.run(&[&diff[..], more].concat());
        text.lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(code(&["--fail-on", "new-dataset"]), "exit code: 0");
    assert_eq!(code(&["--fail-on", "update"]), "exit code: 1");
    let json = place.done(&[&diff[..], &["--format", "json"]].concat());
    let document: serde_json::Value = serde_json::from_slice(&json).expect("JSON");
    assert_eq!(document["route"], "update");
    assert_eq!(document["changes"][0]["field"], "PRICE");
    assert_eq!(document["changes"][0]["kind"], "added");
}

#[test]
fn the_answer_is_no_where_it_is_asked() {
    let place = place();
    let text = place.run(&["schema", "diff", "old.avsc", "new.avsc", "--fail-on", "new-dataset"]);
    assert!(text.starts_with("exit code: 1\n"), "{text}");
}

#[test]
fn two_datasets_and_what_is_no_schema_are_refused() {
    let place = place();
    place.write("users.avsc", place.done(&["schema", "show", "users"]));
    place.write("broken.avsc", "{");
    assert_snapshot!(place.refused(&["schema", "diff", "old.avsc", "users.avsc"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `old.avsc` is a schema of items, and `users.avsc` one of users: expected two schemas of one dataset
    ");
    assert_snapshot!(place.refused(&["schema", "diff", "old.avsc", "broken.avsc"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `broken.avsc` is no schema of a dataset; `rehearsal validate schema --schema broken.avsc` says why
    ");
    assert_snapshot!(place.refused(&["schema", "diff", "old.avsc", "absent.avsc"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: cannot read `absent.avsc`: No such file or directory (os error 2)
    ");
}
