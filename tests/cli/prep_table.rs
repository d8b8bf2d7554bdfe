//! `prep` from any other table: which columns, which ids, which instants.

use insta::assert_snapshot;

use crate::place::Place;

const EVENTS: &str = "\
uid,sku,at,kind,stars,price
007,a-1,1600000000,view,4.5,9.99
7,b 2,1600000100,buy,2,
0,\"c,3\",1600000050,view,5,1
";

const MAP: &str = "USER_ID=uid,ITEM_ID=sku,TIMESTAMP=at,EVENT_TYPE=kind,EVENT_VALUE=price";

fn place() -> Place {
    let place = Place::empty();
    place.write("events.csv", EVENTS);
    place
}

fn prep<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["prep", "interactions", "--input", "events.csv", "--map"], more].concat()
}

#[test]
fn mapped_columns_keep_their_ids_exactly() {
    let place = place();
    assert_snapshot!(place.run(&prep(&[MAP])), @r"
    exit code: 0
    --- stdout
    rehearsal-run/interactions.csv: 3 rows
      events: 1 buy, 2 view
      columns left out: stars
      timestamp-unit: from 2020-09-13T12:26:40Z to 2020-09-13T12:28:20Z
    --- stderr
    ");
    assert_eq!(
        place.text("rehearsal-run/interactions.csv"),
        "USER_ID,ITEM_ID,EVENT_TYPE,EVENT_VALUE,TIMESTAMP\n\
         007,a-1,view,9.99,1600000000\n\
         0,\"c,3\",view,1,1600000050\n\
         7,b 2,buy,,1600000100\n"
    );
    assert_snapshot!(place.text("rehearsal-run/interactions.avsc"), @r#"
    {
      "type": "record",
      "name": "Interactions",
      "namespace": "com.amazonaws.personalize.schema",
      "fields": [
        { "name": "USER_ID", "type": "string" },
        { "name": "ITEM_ID", "type": "string" },
        { "name": "EVENT_TYPE", "type": "string" },
        { "name": "EVENT_VALUE", "type": ["null", "float"] },
        { "name": "TIMESTAMP", "type": "long" }
      ],
      "version": "1.0"
    }
    "#);
    place.done(&["validate", "schema", "--ignore", "Q"]);
}

#[test]
fn a_rating_column_gives_events_by_threshold_and_other_columns_come_along() {
    let place = place();
    let map = "USER_ID=uid,ITEM_ID=sku,TIMESTAMP=at,RATING=stars,DEVICE=kind";
    let asked = ["--clicked-threshold", "1", "--event", "love=rating >= 4.5", "--event-value"];
    let args = prep(&[&[map][..], &asked].concat());
    assert_snapshot!(place.run(&args), @r"
    exit code: 0
    --- stdout
    rehearsal-run/interactions.csv: 7 rows
      rows: 3 read, 7 after event-type
      events: 3 click, 2 love, 2 watch
      columns left out: price
      columns of your own: DEVICE
      timestamp-unit: from 2020-09-13T12:26:40Z to 2020-09-13T12:28:20Z
    --- stderr
    ");
    assert_eq!(
        place.text("rehearsal-run/interactions.csv"),
        "USER_ID,ITEM_ID,EVENT_TYPE,EVENT_VALUE,TIMESTAMP,DEVICE\n\
         007,a-1,click,4.5,1600000000,view\n\
         007,a-1,love,4.5,1600000000,view\n\
         007,a-1,watch,4.5,1600000000,view\n\
         0,\"c,3\",click,5,1600000050,view\n\
         0,\"c,3\",love,5,1600000050,view\n\
         0,\"c,3\",watch,5,1600000050,view\n\
         7,b 2,click,2,1600000100,buy\n"
    );
    place.done(&["validate", "schema", "--ignore", "Q"]);
}

#[test]
fn only_the_strongest_event_of_a_moment_stays_when_asked() {
    let place = Place::with_release();
    let args = ["prep", "interactions", "--collapse-events", "--domain", "video-on-demand"];
    assert_snapshot!(place.run(&args), @r"
    exit code: 0
    --- stdout
    rehearsal-run/interactions.csv: 17 rows
      rows: 19 read, 29 after event-type, 17 after collapse-events
      events: 5 Click, 12 Watch
      event-type: 2 rows meet no event rule
      collapse-events: weaker events of one moment, dropped: 12
    --- stderr
    ");
    let text = place.text("rehearsal-run/interactions.csv");
    assert!(text.contains("1,1,Watch,1000000000\n") && !text.contains("1,1,Click,1000000000\n"));
    assert!(text.contains("1,2,Click,1000000060\n"));
    let args = ["prep", "interactions", "--domain", "ecommerce", "--run", "shop"];
    assert_snapshot!(place.run(&args), @r"
    exit code: 0
    --- stdout
    shop/interactions.csv: 29 rows
      rows: 19 read, 29 after event-type
      events: 12 Purchase, 17 View
      event-type: 2 rows meet no event rule
    --- stderr
    ");
}

#[test]
fn parquet_arrow_and_json_lines_give_what_csv_gives() {
    let place = place();
    place.done(&prep(&[MAP]));
    let expected = place.text("rehearsal-run/interactions.csv");
    for format in ["parquet", "arrow"] {
        let file = format!("{format}-events.{format}");
        place.done(&prep(&[MAP, "--output", &file]));
        place.done(&["prep", "interactions", "--input", &file, "--run", format]);
        assert_eq!(place.text(&format!("{format}/interactions.csv")), expected, "{format}");
    }
    place.write(
        "events.jsonl",
        "{\"uid\":\"007\",\"sku\":\"a-1\",\"at\":1600000000,\"kind\":\"view\",\"price\":9.99}\n\
         \n\
         {\"sku\":\"b 2\",\"uid\":7,\"at\":1600000100,\"kind\":\"buy\",\"price\":null}\n\
         {\"uid\":0.0,\"sku\":\"c,3\",\"at\":1600000050.0,\"kind\":\"view\",\"price\":1,\"x\":true}\n",
    );
    let args = ["prep", "interactions", "--input", "events.jsonl", "--run", "json", "--map", MAP];
    place.done(&args);
    assert_eq!(place.text("json/interactions.csv"), expected);
}

#[test]
fn a_folder_of_files_is_one_table() {
    let place = Place::empty();
    place.write("in/part-1.csv", "USER_ID,ITEM_ID,TIMESTAMP\n2,b,20\n");
    place.write("in/part-0.csv", "TIMESTAMP,USER_ID,ITEM_ID\n30,1,a\n");
    place.write("in/_SUCCESS", "");
    assert_snapshot!(place.run(&["prep", "interactions", "--input", "in", "--order", "none"]), @r"
    exit code: 0
    --- stdout
    rehearsal-run/interactions.csv: 2 rows
      2 files
      timestamp-unit: from 1970-01-01T00:00:20Z to 1970-01-01T00:00:30Z
    --- stderr
    ");
    assert_eq!(
        place.text("rehearsal-run/interactions.csv"),
        "USER_ID,ITEM_ID,TIMESTAMP\n1,a,30\n2,b,20\n"
    );
    place.write("in/odd.parquet", "x");
    assert_snapshot!(place.refused(&["prep", "interactions", "--input", "in", "--run", "b"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: cannot read `in/odd.parquet` as text: it has no column `USER_ID`, as another file has
    ");
}

#[test]
fn instants_are_converted_when_asked_and_never_guessed() {
    let place = Place::empty();
    let table = |values: [&str; 2]| {
        format!("USER_ID,ITEM_ID,TIMESTAMP\n1,a,{}\n2,b,{}\n", values[0], values[1])
    };
    let run = |values, unit: &[&str], run: &str| {
        place.write("t.csv", table(values));
        let args = ["prep", "interactions", "--input", "t.csv", "--run", run];
        place.run(&[&args[..], unit].concat())
    };
    let auto = ["--timestamp-unit", "auto"];
    let iso = ["2020-07-31T23:50:43Z", "2020-08-01"];
    assert_snapshot!(run(["1596239443000", "1596240000000"], &auto, "a"), @"
    exit code: 0
    --- stdout
    a/interactions.csv: 2 rows
      timestamp-unit: `TIMESTAMP` taken as milliseconds
      timestamp-unit: from 2020-07-31T23:50:43Z to 2020-08-01T00:00:00Z
    --- stderr
    ");
    assert_snapshot!(run(iso, &auto, "b"), @"
    exit code: 0
    --- stdout
    b/interactions.csv: 2 rows
      timestamps read as ISO 8601, in UTC where none is said
      timestamp-unit: `TIMESTAMP` taken as seconds
      timestamp-unit: from 2020-07-31T23:50:43Z to 2020-08-01T00:00:00Z
    --- stderr
    ");
    assert_eq!(place.text("b/interactions.csv"), table(["1596239443", "1596240000"]));
    assert_eq!(place.text("a/interactions.csv"), place.text("b/interactions.csv"));
    assert_snapshot!(run(["1596239443000", "1596240000000"], &[], "c"), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: t.csv:2: column `TIMESTAMP`: expected whole seconds since 1970, and this must be milliseconds or finer; `--timestamp-unit auto` finds the unit and says which, found "1596239443000"
    "#);
    assert_snapshot!(run(iso, &[], "d"), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: t.csv:2: column `TIMESTAMP`: expected whole seconds since 1970; `--timestamp-unit auto` reads other units and ISO 8601, and says which; `--timestamp-format` reads any other form, found "2020-07-31T23:50:43Z"
    "#);
    assert_snapshot!(run([iso[0], "1596240000"], &auto, "e"), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: t.csv:3: column `TIMESTAMP`: expected an ISO 8601 date, as in the rows above, found "1596240000"
    "#);
    assert_snapshot!(run(["soon", "1"], &["--timestamp-unit", "iso-8601"], "f"), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: t.csv:2: column `TIMESTAMP`: expected an ISO 8601 date such as 2020-07-31T23:50:43Z; `--timestamp-format` reads any other form, found "soon"
    "#);
    assert_snapshot!(run(["1", ""], &[], "g"), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: t.csv:3: column `TIMESTAMP`: expected a whole number, as in the rows above, found ""
    "#);
}

#[test]
fn columns_that_are_not_there_are_named() {
    let place = place();
    assert_snapshot!(place.refused(&["prep", "interactions", "--input", "events.csv"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: which column is `TIMESTAMP`? the table has `uid`, `sku`, `at`, `kind`, `stars`, `price`; say it with `--map TIMESTAMP=…`, or `--no-timestamp` where there is no time
    ");
    assert_snapshot!(place.refused(&prep(&["USER_ID=uuid,ITEM_ID=sku,TIMESTAMP=at"])), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `--map USER_ID=uuid`: the table has no column `uuid` (did you mean `uid`?); it has `uid`, `sku`, `at`, `kind`, `stars`, `price`
    ");
    assert_snapshot!(place.refused(&prep(&["USER_ID"])), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `--map`: expected USER_ID=column,…, found `USER_ID`
    ");
    let args = prep(&[MAP, "--event", "love=ratng > 4"]);
    assert_snapshot!(place.refused(&args), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: step 2 `event-type` needs the column `RATNG`, found USER_ID, ITEM_ID, TIMESTAMP, EVENT_TYPE, EVENT_VALUE
    ");
    let map = "USER_ID=uid,ITEM_ID=sku,TIMESTAMP=at,RATING=stars";
    assert_snapshot!(place.refused(&prep(&[map, "--event", "love=rating >"])), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `--event love`: `rating >`, at character 9: expected a number or a text in quotes, found the end
    ");
    assert_snapshot!(place.refused(&prep(&[map, "--event", "rating > 4"])), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `--event rating > 4`: expected NAME=EXPR, such as love='rating >= 4.5'
    ");
    assert_snapshot!(place.refused(&prep(&[map, "--filter", "ratin > 4"])), @"
    exit code: 2
    --- stdout
    --- stderr
    error: step 2 `filter` needs the column `RATIN` (did you mean `RATING`?), found USER_ID, ITEM_ID, TIMESTAMP, RATING
    ");
}

#[test]
fn cells_that_do_not_fit_are_named_with_their_place() {
    let place = Place::empty();
    let refused = |name: &str, bytes: &str| {
        place.write(name, bytes);
        let text = place.refused(&["prep", "interactions", "--input", name]);
        text.lines().last().expect("a message").to_owned()
    };
    let header = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_VALUE\n";
    assert_snapshot!(refused("a.csv", &format!("{header}1,a,1,\n,b,2,\n")), @r#"error: a.csv:3: column `USER_ID`: expected a text or a whole number that is not empty; `--bad-rows drop` leaves such rows out, counted, found """#);
    assert_snapshot!(refused("b.csv", &format!("{header}1,a,1,much\n")), @r#"error: b.csv:2: column `EVENT_VALUE`: expected a finite number, found "much""#);
    let json = |value: &str| format!("{{\"USER_ID\":{value},\"ITEM_ID\":\"a\",\"TIMESTAMP\":1}}\n");
    assert_snapshot!(refused("a.jsonl", &json("1.5")), @r#"error: a.jsonl:1: column `USER_ID`: expected an id: a text or a whole number; a real number holds whole ones exactly only below 2^53, so write the column as text or 64-bit integers, found "1.5""#);
    assert_snapshot!(refused("b.jsonl", &json("[1]")), @r#"error: b.jsonl:1: column `USER_ID`: expected an id: a text or a whole number, not a list, found "1""#);
    assert_snapshot!(refused("c.jsonl", &format!("{}{{\"USER_ID\"\n", json("1"))), @"error: cannot read `c.jsonl`: line 2: expected JSON objects: it never closes: the file may have been cut off");
    assert_snapshot!(refused("a.parquet", "no parquet"), @"error: which column is `USER_ID`? the table has `no parquet`; say it with `--map USER_ID=…`; `--delimiter` says what stands between the columns");
    assert_snapshot!(refused("a.arrow", "no arrow"), @"error: which column is `USER_ID`? the table has `no arrow`; say it with `--map USER_ID=…`; `--delimiter` says what stands between the columns");
    assert_snapshot!(refused("a.xlsx", "no table"), @"error: which column is `USER_ID`? the table has `no table`; say it with `--map USER_ID=…`; `--delimiter` says what stands between the columns");
}

#[test]
fn items_and_users_of_any_table_are_prepared_too() {
    let place = Place::empty();
    place.write("shop.csv", "sku,name,cat,eur\n10,\"Lamp, red\",home|light,12.5\n9,Cup,home,3\n");
    let map = "ITEM_ID=sku,PRICE=eur,CATEGORY_L1=cat,TITLE=name";
    let args = ["prep", "items", "--input", "shop.csv", "--domain", "ecommerce", "--map", map];
    assert_snapshot!(place.run(&args), @"
    exit code: 0
    --- stdout
    rehearsal-run/items.csv: 2 rows
    --- stderr
    ");
    assert_eq!(
        place.text("rehearsal-run/items.csv"),
        "ITEM_ID,TITLE,PRICE,CATEGORY_L1\n9,Cup,3,home\n10,\"Lamp, red\",12.5,home|light\n"
    );
    assert_snapshot!(place.text("rehearsal-run/items.avsc"), @r#"
    {
      "type": "record",
      "name": "Items",
      "namespace": "com.amazonaws.personalize.schema",
      "fields": [
        { "name": "ITEM_ID", "type": "string" },
        { "name": "TITLE", "type": "string" },
        { "name": "PRICE", "type": "float" },
        { "name": "CATEGORY_L1", "type": "string", "categorical": true }
      ],
      "version": "1.0"
    }
    "#);
    place.done(&["validate", "schema", "--ignore", "Q"]);
    place.write("people.csv", "USER_ID,MEMBERSHIP_STATUS\nb,gold\na,\n");
    assert_snapshot!(place.run(&["prep", "users", "--input", "people.csv"]), @"
    exit code: 0
    --- stdout
    rehearsal-run/users.csv: 2 rows
      users of whom it is not known, MEMBERSHIP_STATUS empty: 1
    --- stderr
    ");
    assert_eq!(place.text("rehearsal-run/users.csv"), "USER_ID,MEMBERSHIP_STATUS\na,\nb,gold\n");
    let place = Place::with_release();
    assert_snapshot!(place.refused(&["prep", "items", "--domain", "ecommerce"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: the service wants PRICE and CATEGORY_L1 in items of the domain `ecommerce`, and the pipeline leaves ITEM_ID, TITLE, GENRES, YEAR, CREATION_TIMESTAMP; a table that has them can be read with `--map`
    ");
}

#[test]
fn a_typed_column_has_its_own_unit_and_is_never_divided_twice() {
    use std::sync::Arc;

    use arrow_array::RecordBatch;
    use arrow_array::{ArrayRef, Float64Array, StringArray, TimestampMillisecondArray};

    let place = Place::empty();
    let columns: [(&str, ArrayRef); 4] = [
        ("USER_ID", Arc::new(Float64Array::from(vec![7.0, 8.0]))),
        ("ITEM_ID", Arc::new(StringArray::from(vec!["a", "b"]))),
        ("TIMESTAMP", Arc::new(TimestampMillisecondArray::from(vec![1_596_239_443_999, 0]))),
        ("DEPTH", Arc::new(Float64Array::from(vec![Some(3.5), None]))),
    ];
    let batch = RecordBatch::try_from_iter(columns).expect("equal lengths");
    let mut bytes = Vec::new();
    let mut writer =
        parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), None).expect("a writer");
    writer.write(&batch).expect("room");
    writer.close().expect("room");
    place.write("t.parquet", bytes);
    let args = ["prep", "interactions", "--input", "t.parquet", "--map", "DEPTH=DEPTH"];
    assert_snapshot!(place.run(&args), @r"
    exit code: 0
    --- stdout
    rehearsal-run/interactions.csv: 2 rows
      timestamps read by the table's own type
      TIMESTAMP: instants with a fraction of a second, dropped towards the past: 1
      read as Parquet
      columns of your own: DEPTH
      timestamp-unit: from 1970-01-01T00:00:00Z to 2020-07-31T23:50:43Z
    --- stderr
    ");
    assert_eq!(
        place.text("rehearsal-run/interactions.csv"),
        "USER_ID,ITEM_ID,TIMESTAMP,DEPTH\n8,b,0,\n7,a,1596239443,3.5\n"
    );
    let auto = [&args[..], &["--timestamp-unit", "auto", "--run", "auto"]].concat();
    place.done(&auto);
    assert_eq!(place.text("auto/interactions.csv"), place.text("rehearsal-run/interactions.csv"));
    let twice = [&args[..], &["--timestamp-unit", "milliseconds", "--run", "twice"]].concat();
    assert_snapshot!(place.refused(&twice), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: t.parquet: row 1: column `TIMESTAMP`: expected a whole number, as `--timestamp-unit` says; the column's own type has a unit, so leave the option out, found "1596239443.999"
    "#);
}

#[test]
fn what_has_no_effect_is_refused_rather_than_ignored() {
    let place = place();
    let refused = |args: &[&str]| {
        let text = place.refused(args);
        text.lines().last().expect("a message").to_owned()
    };
    assert_snapshot!(refused(&prep(&[MAP, "--watched-threshold", "4"])), @"error: the thresholds are for ratings, and the table says itself what the events are, in EVENT_TYPE");
    let without = "USER_ID=uid,ITEM_ID=sku,TIMESTAMP=at,EVENT_VALUE=stars";
    assert_snapshot!(refused(&prep(&[without, "--clicked-threshold", "4"])), @"error: the thresholds are for ratings, and the table has no RATING; `--map RATING=…` names it");
    let release = Place::with_release();
    let text = release.refused(&["prep", "interactions", "--timestamp-unit", "auto"]);
    assert_snapshot!(text.lines().last().expect("a message"), @"error: `--timestamp-unit` is for tables: the timestamps of a release are in seconds");
    place.write("films.csv", "ITEM_ID,TITLE\n1,A\n");
    let items = ["prep", "items", "--input", "films.csv"];
    assert_snapshot!(refused(&[&items[..], &["--description", "tags"]].concat()), @"error: `--description` and `--creation` are made from a release's tags and ratings; of a table, map the columns DESCRIPTION and CREATION_TIMESTAMP");
    let users = ["prep", "users", "--input", "events.csv", "--map", "USER_ID=uid"];
    assert_snapshot!(refused(&[&users[..], &["--from", "activity"]].concat()), @"error: `--from` is for releases; of a table, map the columns that say who its users are");
    assert_snapshot!(refused(&prep(&[MAP, "--since", "2015"])), @"error: `--since`: `2015` is a year or seconds since 1970; write `2015-01-01`");
}

#[test]
fn what_is_left_out_is_named_by_both_engines() {
    let place = Place::empty();
    place.write("r.csv", "userId,movieId,rating,timestamp,comment\n1,2,4.0,5,good\n");
    let args = ["prep", "interactions", "--input", "r.csv"];
    let fused = place.run(&args);
    assert_snapshot!(fused, @r"
    exit code: 0
    --- stdout
    rehearsal-run/interactions.csv: 2 rows
      rows: 1 read, 2 after event-type
      events: 1 click, 1 watch
      columns left out: comment
      timestamp-unit: from 1970-01-01T00:00:05Z to 1970-01-01T00:00:05Z
    --- stderr
    ");
    let general = place.run(&[&args[..], &["--engine", "polars", "--run", "polars"]].concat());
    assert_eq!(general.replace("polars/", "rehearsal-run/"), fused);
    // A rating beside an event type has no column of its own in the result.
    place.write("e.csv", "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,RATING\n1,2,5,view,4\n");
    let stdout = place.done(&["prep", "interactions", "--input", "e.csv", "--run", "e"]);
    assert!(String::from_utf8_lossy(&stdout).contains("columns: left out: RATING"));
}

#[test]
fn a_column_that_only_a_later_file_has_is_not_lost() {
    let place = Place::empty();
    place.write("in/a.csv", "USER_ID,ITEM_ID,TIMESTAMP\n1,a,1\n");
    place.write("in/b.csv", "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\n1,a,1,view\n");
    assert_snapshot!(place.refused(&["prep", "interactions", "--input", "in"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: cannot read `in/a.csv` as text: it has no column `EVENT_TYPE`, as another file has
    ");
}

#[test]
fn the_schema_fits_whatever_the_table_leaves_empty() {
    let place = Place::empty();
    place.write("a.csv", "ITEM_ID,TITLE,GENRES\n1,,Drama\n2,B,\n");
    place.done(&["prep", "items", "--input", "a.csv"]);
    place.done(&["validate", "schema", "--ignore", "Q"]);
    assert!(
        place.text("rehearsal-run/items.avsc").contains(r#""TITLE", "type": ["null", "string"]"#)
    );
    place.write("v.csv", "ITEM_ID,GENRES,CREATION_TIMESTAMP\n1,,5\n2,Drama,6\n");
    let vod = ["prep", "items", "--domain", "video-on-demand", "--input", "v.csv", "--run", "vod"];
    place.done(&vod);
    place.done(&["validate", "schema", "--run", "vod"]);
    assert!(place.text("vod/items.csv").contains("1,(no genres listed),5\n"));
    place.write("v.csv", "ITEM_ID,GENRES,CREATION_TIMESTAMP\n1,Crime,5\n2,Drama,\n");
    assert_snapshot!(place.refused(&[&vod[..], &["--force"]].concat()), @"
    exit code: 2
    --- stdout
    --- stderr
    error: column `CREATION_TIMESTAMP` is empty in 1 rows, first in row 2 of the result, and the service allows no empty cell there; fill them, or drop the rows with a `filter` step
    ");
    place.write("v.csv", "ITEM_ID,GENRES,CREATION_TIMESTAMP\n1,Crime,1596239443000\n");
    let said = place.done(&[&vod[..], &["--force"]].concat());
    assert!(String::from_utf8_lossy(&said).contains("CREATION_TIMESTAMP taken as milliseconds"));
    assert!(place.text("vod/items.csv").contains("1,Crime,1596239443\n"));
}

#[test]
fn a_slip_in_the_mapping_shows() {
    let place = place();
    let typo = "USER_ID=uid,ITEM_ID=sku,TIMESTAMP=at,EVENT_TYP=kind";
    let stdout = place.done(&prep(&[typo]));
    let said = String::from_utf8_lossy(&stdout);
    assert!(said.contains("columns of your own: EVENT_TYP (did you mean EVENT_TYPE?)"), "{said}");
    let args = prep(&[typo, "--domain", "video-on-demand", "--run", "vod"]);
    assert_snapshot!(place.refused(&args), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: the service wants EVENT_TYPE in interactions of the domain `video-on-demand`, and the pipeline leaves USER_ID, ITEM_ID, EVENT_VALUE, TIMESTAMP, EVENT_TYP; a table that has them can be read with `--map`
    ");
    place.write("twice.csv", "USER_ID,ITEM_ID,TIMESTAMP,TIMESTAMP\n1,a,1,2\n");
    assert_snapshot!(place.refused(&["prep", "interactions", "--input", "twice.csv", "--run", "b"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `TIMESTAMP` stands in the header more than once; rename one of them
    ");
    let release = Place::with_release();
    let args = ["prep", "interactions", "--input", "ml-tiny", "--map", "USER_ID=userId"];
    assert_snapshot!(release.refused(&args), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `ml-tiny` is a MovieLens release, and `--map` is for tables: leave it out, or name one of its files
    ");
}
