//! `--shift-to` and `--shift-by`: a history at another time.

use insta::assert_snapshot;
use serde_json::Value;

use crate::place::Place;

fn manifest(place: &Place, name: &str) -> Value {
    serde_json::from_slice(&place.read(name)).expect("JSON")
}

/// The record of the step that moved something.
fn shift(manifest: &Value) -> &Value {
    let steps = manifest["steps"].as_array().expect("steps");
    steps.iter().find(|step| step["step"] == "shift-time").expect("it was moved")
}

#[test]
fn the_newest_row_gets_the_instant_and_items_and_users_move_alike() {
    let place = Place::with_release();
    place.done(&["prep", "all", "--users-from", "activity", "--run", "as-it-was"]);
    let all = ["prep", "all", "--users-from", "activity", "--shift-to", "2026-01-01"];
    assert_snapshot!(place.run(&all), @r"
    exit code: 0
    --- stdout
    rehearsal-run/interactions.csv: 29 rows
      rows: 19 read, 29 after event-type
      events: 17 click, 12 watch
      event-type: 2 rows meet no event rule
      shift-time: `TIMESTAMP` moved by +767,052,620 s: the newest from
        2001-09-11T01:49:40Z to 2026-01-01T00:00:00Z
      shift-time: `--shift-to 2026-01-01T00:00:00Z` moves the same rows alike again
    rehearsal-run/items.csv: 7 rows
      items without a genre, GENRES empty: 1
      items without a year in their title, YEAR empty: 1
      items without a rating, CREATION_TIMESTAMP empty: 1
      shift-time: `CREATION_TIMESTAMP` moved by +767,052,620 s: the newest from
        2001-09-09T02:48:40Z to 2025-12-30T00:59:00Z
    rehearsal-run/users.csv: 4 rows
      shift-time: `FIRST_SEEN` moved by +767,052,620 s: the newest from
        2001-09-10T01:46:40Z to 2025-12-30T23:57:00Z
    --- stderr
    ");
    assert_snapshot!(place.text("rehearsal-run/items.csv"), @r#"
    ITEM_ID,TITLE,GENRES,YEAR,CREATION_TIMESTAMP
    1,Paper Lanterns (1994),Drama|Romance,1994,1767052620
    2,"Quiet Engine, The (2001)",Sci-Fi,2001,1767052680
    3,"The ""Second"" Harbour (1987)",Comedy,1987,1767052740
    4,Winter Ledger,Drama,,1767052740
    5,The Long Tide (2006–2007),Documentary,2006,1767052860
    6,Nobody's Parade (2015),,2015,1767056340
    7,Glass Orchard (2010),Fantasy|Mystery,2010,
    "#);
    let record =
        shift(&manifest(&place, "rehearsal-run/interactions.manifest.json"))["shift"].clone();
    let offset = record["offset_seconds"].as_i64().expect("seconds");
    assert_eq!(record["from"], "2001-09-11T01:49:40Z");
    assert_eq!(record["to"], "2026-01-01T00:00:00Z");
    for (file, column) in [("interactions", 3), ("items", 4), ("users", 1)] {
        let moved = place.text(&format!("rehearsal-run/{file}.csv"));
        let before = place.text(&format!("as-it-was/{file}.csv"));
        // No text of the small release has a comma in these columns from the end.
        let instants = |text: &str| {
            let width = text.lines().next().expect("a header").split(',').count();
            let cell = |line: &str| line.rsplit(',').nth(width - 1 - column).map(str::to_owned);
            text.lines().skip(1).filter_map(cell).collect::<Vec<_>>()
        };
        let later = |cell: String| match cell.parse::<i64>() {
            Ok(seconds) => (seconds + offset).to_string(),
            Err(_) => cell,
        };
        let expected: Vec<String> = instants(&before).into_iter().map(later).collect();
        assert_eq!(instants(&moved), expected, "{file}");
        assert_ne!(moved, before);
    }
}

#[test]
fn a_run_at_now_is_made_again_by_the_instant_that_it_names() {
    let place = Place::with_release();
    place.done(&["prep", "all", "--shift-to", "now"]);
    let record = manifest(&place, "rehearsal-run/interactions.manifest.json");
    let to = shift(&record)["to"].as_str().expect("an instant").to_owned();
    let line = format!("`--shift-to {to}` moves the same rows alike again");
    assert_eq!(shift(&record)["log"][1], line.as_str());
    place.done(&["prep", "all", "--shift-to", &to, "--run", "again"]);
    for name in ["interactions.csv", "items.csv"] {
        let [first, again] =
            ["rehearsal-run", "again"].map(|run| place.read(&format!("{run}/{name}")));
        assert!(first == again, "{name}");
    }
}

#[test]
fn items_move_by_a_stated_offset() {
    let place = Place::with_release();
    assert_snapshot!(place.run(&["prep", "interactions", "--shift-to", "1788134400"]), @r"
    exit code: 0
    --- stdout
    rehearsal-run/interactions.csv: 29 rows
      rows: 19 read, 29 after event-type
      events: 17 click, 12 watch
      event-type: 2 rows meet no event rule
      shift-time: `TIMESTAMP` moved by +787,961,420 s: the newest from
        2001-09-11T01:49:40Z to 2026-08-31T00:00:00Z
      shift-time: `--shift-to 2026-08-31T00:00:00Z` moves the same rows alike again
      items with CREATION_TIMESTAMP: `rehearsal prep items --shift-by 787961420`
        moves them alike
    --- stderr
    ");
    assert_snapshot!(place.run(&["prep", "items", "--shift-by", "-86400"]), @r"
    exit code: 0
    --- stdout
    rehearsal-run/items.csv: 7 rows
      items without a genre, GENRES empty: 1
      items without a year in their title, YEAR empty: 1
      items without a rating, CREATION_TIMESTAMP empty: 1
      shift-time: `CREATION_TIMESTAMP` moved by −86,400 s: the newest from
        2001-09-09T02:48:40Z to 2001-09-08T02:48:40Z
    --- stderr
    ");
    place.write("goods.csv", "ITEM_ID,PRICE,CREATION_TIMESTAMP\na,1,1000\nb,2,\n");
    place.done(&["prep", "items", "--input", "goods.csv", "--shift-by", "5", "--run", "goods"]);
    assert_snapshot!(place.text("goods/items.csv"), @r"
    ITEM_ID,CREATION_TIMESTAMP,PRICE
    a,1005,1
    b,,2
    ");
    place.write("bare.csv", "ITEM_ID,PRICE\na,1\n");
    let bare = ["prep", "items", "--input", "bare.csv", "--shift-by", "5", "--run", "bare"];
    assert_snapshot!(place.refused(&bare), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `--shift-by` moves CREATION_TIMESTAMP, which the table does not have; `--map CREATION_TIMESTAMP=…` names it
    ");
}

#[test]
fn a_pipeline_has_the_step() {
    let place = Place::with_release();
    let flags = ["prep", "interactions", "--shift-to", "2026-01-01T00:00:00Z"];
    place.done(&flags);
    let printed = place.done(&[&flags[..], &["--print-pipeline"]].concat());
    place.write("shift.toml", printed);
    place.done(&["prep", "run", "shift.toml", "--run", "again"]);
    let [first, again] =
        ["rehearsal-run", "again"].map(|run| place.read(&format!("{run}/interactions.csv")));
    assert!(first == again);
    assert_snapshot!(place.run(&["prep", "all", "--shift-to", "2026-01-01", "--dry-run"]), @r"
    exit code: 0
    --- stdout
    reads ./ml-tiny/ratings.csv
    writes rehearsal-run/interactions.csv
    engine: polars, in memory, since `shift-time` is only in the general engine
    columns: USER_ID text, ITEM_ID text, RATING double, TIMESTAMP long
    1. event-type
       columns: USER_ID text, ITEM_ID text, EVENT_TYPE text, TIMESTAMP long
    2. shift-time
       columns: USER_ID text, ITEM_ID text, EVENT_TYPE text, TIMESTAMP long
    3. sort-interactions
       columns: USER_ID text, ITEM_ID text, EVENT_TYPE text, TIMESTAMP long
    reads ./ml-tiny/movies.csv
    reads ./ml-tiny/ratings.csv
    writes rehearsal-run/items.csv
    engine: polars, in memory, since only interactions have a fused engine
    columns: ITEM_ID text, TITLE text, GENRES text, FIRST_RATED long, NEWEST_RATED
      long
    1. item-title
       columns: ITEM_ID text, TITLE text, GENRES text, FIRST_RATED long,
         NEWEST_RATED long
    2. item-genres
       columns: ITEM_ID text, TITLE text, GENRES text, FIRST_RATED long,
         NEWEST_RATED long
    3. item-year
       columns: ITEM_ID text, TITLE text, GENRES text, FIRST_RATED long,
         NEWEST_RATED long, YEAR int
    4. creation-timestamp
       columns: ITEM_ID text, TITLE text, GENRES text, FIRST_RATED long,
         NEWEST_RATED long, YEAR int, CREATION_TIMESTAMP long
    5. columns
       columns: ITEM_ID text, TITLE text, GENRES text, YEAR int, CREATION_TIMESTAMP
         long
    6. sort-by-id
       columns: ITEM_ID text, TITLE text, GENRES text, YEAR int, CREATION_TIMESTAMP
         long
    --- stderr
    no users: the release does not say who they are; `--users-from activity` makes them from what they did
    items, and users who have FIRST_SEEN, move by the offset of the interactions, which is known once those are read
    ");
}

#[test]
fn what_cannot_be_moved_is_refused() {
    let place = Place::with_release();
    let to = |instant: &str| place.refused(&["prep", "interactions", "--shift-to", instant]);
    assert_snapshot!(to("soon"), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `--shift-to`: expected a date such as 2015-01-01 or seconds since 1970, found `soon`; `now` is the clock's time
    ");
    assert_snapshot!(to("6000-01-01"), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `--shift-to 6000-01-01T00:00:00Z`: expected an instant from 1970 to 5138
    ");
    assert_snapshot!(to("1970-01-02"), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: step 2 `shift-time` failed: `TIMESTAMP` 1000000000 moved by -1000086580 seconds: expected an instant from 1970 to 5138; choose a later instant, or leave out the oldest rows with `--since`
    ");
    place.write(
        "both.toml",
        "dataset = \"interactions\"\n[[steps]]\nstep = \"shift-time\"\nto = 5\nby = 5\n",
    );
    assert_snapshot!(place.refused(&["prep", "run", "both.toml"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: `shift-time`: expected `to` or `by`, found both
    ");
}
