//! Tables of lists, and tables without a time.

use insta::assert_snapshot;

use crate::place::Place;

#[test]
fn lists_side_by_side_become_rows_and_empty_ones_are_counted() {
    let place = Place::empty();
    place.write(
        "baskets.jsonl",
        "{\"user\":\"u1\",\"items\":[\"a\",\"b,c\"],\"at\":[10,20]}\n\
         {\"user\":\"u2\",\"items\":[],\"at\":[]}\n\
         {\"user\":\"u3\",\"items\":[7],\"at\":[5]}\n",
    );
    let args = ["prep", "interactions", "--input", "baskets.jsonl", "--explode", "items,at"];
    let map = ["--map", "ITEM_ID=items,TIMESTAMP=at"];
    assert_snapshot!(place.run(&[&args[..], &map].concat()), @r"
    exit code: 0
    --- stdout
    rehearsal-run/interactions.csv: 3 rows
      rows with an empty list: 1
      read as JSON
      USER_ID taken from `user`
      timestamp-unit: from 1970-01-01T00:00:05Z to 1970-01-01T00:00:20Z
    --- stderr
    ");
    assert_eq!(
        place.text("rehearsal-run/interactions.csv"),
        "USER_ID,ITEM_ID,TIMESTAMP\nu3,7,5\nu1,a,10\nu1,\"b,c\",20\n"
    );
}

#[test]
fn lists_of_other_lengths_and_columns_that_are_not_there_are_refused() {
    let place = Place::empty();
    place.write("t.csv", "user,items,at\n1,a|b,5|6|7\n");
    let args = ["prep", "interactions", "--input", "t.csv", "--map", "ITEM_ID=items,TIMESTAMP=at"];
    let refused = |explode| place.refused(&[&args[..], &["--explode", explode]].concat());
    assert_snapshot!(refused("items,at"), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: t.csv:2: column `at`: expected as many parts as the other list of the row, found "5|6|7"
    "#);
    assert_snapshot!(refused("basket"), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `--explode basket`: no column that is read has this name; read are `user`, `items`, `at`
    ");
}

#[test]
fn lists_side_by_side_keep_the_places_of_empty_parts() {
    let place = Place::empty();
    place.write("t.csv", "user,items,at\nu,a||c,1600000001|1600000002|1600000003\n");
    let run = ["prep", "interactions", "--input", "t.csv", "--explode", "items,at"];
    let args = [&run[..], &["--map", "ITEM_ID=items,TIMESTAMP=at"]].concat();
    // The second item is empty, and an id may not be.
    assert!(place.refused(&args).contains("t.csv:2: column `items`"));
    place.write("t.csv", "user,items,at\nu,a|b|c,1600000001|1600000002|1600000003\n");
    place.done(&args);
    assert!(place.text("rehearsal-run/interactions.csv").ends_with("u,c,1600000003\n"));
}

#[test]
fn lists_stand_in_cells_of_any_place() {
    let row = "u,1600000000,";
    let expected = "USER_ID,ITEM_ID,TIMESTAMP\nu,a,1600000000\nu,b,1600000000\n";
    for list in ["a|b", "a,b", "\"[\"\"a\"\",\"\"b\"\"]\"", "\"['a', 'b']\""] {
        let place = Place::empty();
        place.write("t.csv", format!("{row}{list}\n"));
        let columns = ["--no-header", "--columns", "user,time,items"];
        let run = ["prep", "interactions", "--input", "t.csv", "--explode", "ITEM_ID"];
        place.done(&[&run[..], &columns, &["--map", "ITEM_ID=items,TIMESTAMP=time"]].concat());
        assert_eq!(place.text("rehearsal-run/interactions.csv"), expected, "{list}");
    }
    let place = Place::empty();
    place.write("in/ITEM_ID=a|b/p.csv", "USER_ID,TIMESTAMP\nu,1600000000\n");
    place.done(&["prep", "interactions", "--input", "in", "--explode", "ITEM_ID"]);
    assert_eq!(place.text("rehearsal-run/interactions.csv"), expected);
}

#[test]
fn adjacency_lines_of_any_delimiter_hold_a_user_and_their_items() {
    let place = Place::empty();
    let expected = "USER_ID,ITEM_ID\n7,1\n7,2\n8,2\n";
    for (name, text) in [
        ("blanks", "7 1 2\n8 2\n"),
        ("tabs", "7\t2\t1\r\n8\t2\r\n"),
        ("commas", "7,1,2\n8,2\n"),
        ("colons", "7::2::1\n8::2\n"),
    ] {
        place.write(name, text);
        let args = ["prep", "interactions", "--input", name, "--no-header", "--columns"];
        let what = ["user,item", "--explode", "item", "--no-timestamp", "--run", "r", "--force"];
        place.done(&[&args[..], &what].concat());
        assert_eq!(place.text("r/interactions.csv"), expected, "{name}");
    }
    assert_snapshot!(place.text("r/interactions.avsc"), @r#"
    {
      "type": "record",
      "name": "Interactions",
      "namespace": "com.amazonaws.personalize.schema",
      "fields": [
        { "name": "USER_ID", "type": "string" },
        { "name": "ITEM_ID", "type": "string" }
      ],
      "version": "1.0"
    }
    "#);
}

#[test]
fn a_table_without_a_time_has_none_unless_one_is_asked_for() {
    let place = Place::empty();
    place.write("pairs.csv", "user,item\n10,b\n9,b\n10,a\n");
    let args = ["prep", "interactions", "--input", "pairs.csv", "--no-timestamp"];
    assert_snapshot!(place.run(&args), @r"
    exit code: 0
    --- stdout
    rehearsal-run/interactions.csv: 3 rows
      USER_ID taken from `user`
      ITEM_ID taken from `item`
      no TIMESTAMP, which the service needs: `--timestamp-from 2024-01-01` writes
        one
    --- stderr
    ");
    assert_eq!(place.text("rehearsal-run/interactions.csv"), "USER_ID,ITEM_ID\n9,b\n10,a\n10,b\n");
    let asked = ["--timestamp-from", "2024-01-01", "--run", "dated"];
    assert_snapshot!(place.run(&[&args[..], &asked].concat()), @r"
    exit code: 0
    --- stdout
    dated/interactions.csv: 3 rows
      USER_ID taken from `user`
      ITEM_ID taken from `item`
      constant-timestamp: `TIMESTAMP` is 2024-01-01T00:00:00Z in every row
    --- stderr
    ");
    // The service's `long`, which our own linter wants.
    place.done(&["validate", "schema", "dated/interactions.csv", "--ignore", "Q,V306"]);
    // Also where the column is written before the rows are looked at one by one.
    place.write("events.csv", "user,item,event_type\n10,b,view\n10,b,buy\n");
    let events = ["prep", "interactions", "--input", "events.csv", "--no-timestamp"];
    let collapsed = ["--collapse-events", "--event-order", "view,buy", "--output", "c.csv"];
    place.done(&[&events[..], &asked[..2], &collapsed].concat());
    assert_eq!(place.text("c.csv"), "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n10,b,buy,1704067200\n");
    assert_snapshot!(place.refused(&["prep", "interactions", "--input", "pairs.csv"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: which column is `TIMESTAMP`? the table has `user`, `item`; say it with `--map TIMESTAMP=…`, or `--no-timestamp` where there is no time
    ");
    place.write("dated.csv", "user,item,day\n10,b,5\n");
    let both = ["--no-timestamp", "--map", "TIMESTAMP=day", "--run", "x"];
    let both = [&["prep", "interactions", "--input", "dated.csv"], &both[..]].concat();
    assert_snapshot!(place.refused(&both), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `--no-timestamp`: `--map TIMESTAMP=day` names one; leave one of them out
    ");
}

#[test]
fn typed_numbers_in_lists_are_ids_as_they_are_in_columns() {
    let place = Place::empty();
    let args = ["prep", "interactions", "--input", "t.jsonl", "--explode", "items"];
    let args = [&args[..], &["--map", "ITEM_ID=items,TIMESTAMP=at"]].concat();
    place.write("t.jsonl", "{\"user\":\"u\",\"items\":[7.0,8],\"at\":1600000000}\n");
    place.done(&args);
    let expected = "USER_ID,ITEM_ID,TIMESTAMP\nu,7,1600000000\nu,8,1600000000\n";
    assert_eq!(place.text("rehearsal-run/interactions.csv"), expected);
    let place = Place::empty();
    place.write("t.jsonl", "{\"user\":\"u\",\"items\":[7.5,8],\"at\":1600000000}\n");
    let refused = place.refused(&args);
    assert!(refused.contains("expected an id: a text or a whole number"), "{refused}");
}
