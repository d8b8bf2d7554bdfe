//! A pipeline as a file: printed, run, planned, refused.

use insta::assert_snapshot;

use crate::place::Place;

#[test]
fn the_printed_pipeline_equals_the_flags() {
    let place = Place::with_release();
    let flags = [
        "prep",
        "interactions",
        "--since",
        "2001-09-09",
        "--until",
        "2001-09-11",
        "--filter",
        "rating >= 2",
        "--deduplicate",
        "USER_ID,ITEM_ID",
        "--min-per-user",
        "2",
        "--k-core",
        "2",
        "--sample-users",
        "90%",
        "--event-value",
        "--event",
        "love=rating >= 4.5",
        "--collapse-events",
        "--domain",
        "video-on-demand",
    ];
    let printed = place.done(&[&flags[..], &["--print-pipeline"]].concat());
    let printed = String::from_utf8(printed).expect("TOML is UTF-8");
    assert_snapshot!(printed, @r#"
    # rehearsal prep run FILE runs this pipeline.
    dataset = "interactions"
    input = "./ml-tiny"
    domain = "video-on-demand"
    quoting = "rfc4180"
    engine = "auto"

    [[steps]]
    step = "time-window"
    since = "2001-09-09T00:00:00Z"
    until = "2001-09-11T00:00:00Z"

    [[steps]]
    step = "filter"
    when = "rating >= 2"

    [[steps]]
    step = "deduplicate"
    by = ["USER_ID", "ITEM_ID"]
    keep = "oldest"

    [[steps]]
    step = "minimum-counts"
    per_user = 2
    per_item = 1
    count = "rows"

    [[steps]]
    step = "k-core"
    per_user = 2
    per_item = 2
    count = "rows"

    [[steps]]
    step = "sample-users"
    share = 0.9
    seed = 42

    [[steps]]
    step = "event-value"
    from = "RATING"

    [[steps]]
    step = "event-type"

    [[steps.events]]
    name = "Click"
    when = "rating > 1"

    [[steps.events]]
    name = "Watch"
    when = "rating > 3"

    [[steps.events]]
    name = "love"
    when = "rating >= 4.5"

    [[steps]]
    step = "collapse-events"
    weakest_first = ["Click", "Watch", "love"]

    [[steps]]
    step = "sort-interactions"
    "#);
    place.write("pipeline.toml", &printed);
    assert_snapshot!(place.run(&flags), @r"
    exit code: 0
    --- stdout
    rehearsal-run/interactions.csv: 10 rows
      rows: 19 read, 15 after time-window, 13 after filter, 12 after minimum-counts,
        10 after k-core, 19 after event-type, 10 after collapse-events
      events: 3 Click, 5 Watch, 2 love
      k-core: round 1: 10 rows of 3 users and 4 items left
      k-core: round 2: 10 rows of 3 users and 4 items left, none dropped
      sample-users: 3 of 3 users
      collapse-events: weaker events of one moment, dropped: 9
    --- stderr
    ");
    let run = ["prep", "run", "pipeline.toml", "--run", "again"];
    place.done(&run);
    for name in ["interactions.csv", "interactions.avsc"] {
        let [one, other] = ["rehearsal-run", "again"].map(|run| format!("{run}/{name}"));
        assert_eq!(place.text(&one), place.text(&other), "{name}");
    }
}

#[test]
fn a_pipeline_for_items_and_one_from_the_standard_input() {
    let place = Place::with_release();
    let printed = place.done(&["prep", "items", "--print-pipeline"]);
    assert_snapshot!(String::from_utf8(printed).expect("TOML is UTF-8"), @r#"
    # rehearsal prep run FILE runs this pipeline.
    dataset = "items"
    input = "./ml-tiny"
    domain = "custom"
    quoting = "rfc4180"
    engine = "auto"

    [[steps]]
    step = "item-title"

    [[steps]]
    step = "item-genres"
    empty = "null"

    [[steps]]
    step = "item-year"

    [[steps]]
    step = "creation-timestamp"
    from = "first-rating"
    missing = "null"

    [[steps]]
    step = "columns"
    names = ["ITEM_ID", "TITLE", "GENRES", "YEAR", "CREATION_TIMESTAMP"]

    [[steps]]
    step = "sort-by-id"
    column = "ITEM_ID"
    "#);
    let mut command = place.command(&["prep", "run", "-", "--output", "-"]);
    command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
    let mut child = command.spawn().expect("the binary starts");
    let pipeline = b"dataset = \"users\"\n[[steps]]\nstep = \"user-activity\"\nbounds = [5]\n\
        [[steps]]\nstep = \"columns\"\nnames = [\"USER_ID\", \"ACTIVITY\"]\n";
    std::io::Write::write_all(&mut child.stdin.take().expect("a pipe"), pipeline).expect("read");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "USER_ID,ACTIVITY\n1,5+\n2,5+\n3,1-4\n10,5+\n"
    );
}

#[test]
fn a_plan_names_the_engine_and_the_columns_of_each_step() {
    let place = Place::with_release();
    assert_snapshot!(place.unchanged(&["prep", "interactions", "--dry-run"]), @"
    exit code: 0
    --- stdout
    reads ./ml-tiny/ratings.csv
    writes rehearsal-run/interactions.csv
    engine: fused, one pass over the text in bounded memory
    columns: USER_ID text, ITEM_ID text, RATING double, TIMESTAMP long
    1. event-type
       columns: USER_ID text, ITEM_ID text, EVENT_TYPE text, TIMESTAMP long
    2. sort-interactions
       columns: USER_ID text, ITEM_ID text, EVENT_TYPE text, TIMESTAMP long
    --- stderr
    ");
    let args = ["prep", "interactions", "--k-core", "3", "--dry-run", "--format", "json"];
    assert_snapshot!(place.unchanged(&args), @r#"
    exit code: 0
    --- stdout
    {
      "schema_version": 1,
      "inputs": [
        "./ml-tiny/ratings.csv"
      ],
      "output": "rehearsal-run/interactions.csv",
      "engine": {
        "name": "polars",
        "reason": "`k-core` is only in the general engine"
      },
      "columns": [
        "USER_ID text",
        "ITEM_ID text",
        "RATING double",
        "TIMESTAMP long"
      ],
      "steps": [
        {
          "step": "k-core",
          "per_user": 3,
          "per_item": 3,
          "count": "rows",
          "columns": [
            "USER_ID text",
            "ITEM_ID text",
            "RATING double",
            "TIMESTAMP long"
          ]
        },
        {
          "step": "event-type",
          "events": [
            {
              "name": "click",
              "when": "rating > 1"
            },
            {
              "name": "watch",
              "when": "rating > 3"
            }
          ],
          "columns": [
            "USER_ID text",
            "ITEM_ID text",
            "EVENT_TYPE text",
            "TIMESTAMP long"
          ]
        },
        {
          "step": "sort-interactions",
          "columns": [
            "USER_ID text",
            "ITEM_ID text",
            "EVENT_TYPE text",
            "TIMESTAMP long"
          ]
        }
      ]
    }
    --- stderr
    "#);
    assert_snapshot!(place.unchanged(&["prep", "items", "--dry-run"]), @r"
    exit code: 0
    --- stdout
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
    ");
    let args = ["prep", "interactions", "--dry-run", "--engine", "polars"];
    assert!(place.unchanged(&args).contains("engine: polars, in memory, since it was asked for"));
}

#[test]
fn a_pipeline_that_cannot_be_read_is_refused_with_its_place() {
    let place = Place::with_release();
    let refused = |text: &str| {
        place.write("p.toml", text);
        let text = place.refused(&["prep", "run", "p.toml"]);
        text.lines().last().expect("a message").to_owned()
    };
    let step = |body: &str| format!("dataset = \"interactions\"\n\n[[steps]]\n{body}\n");
    assert_snapshot!(refused("dataset = \"interactions\"\nouput = \"x.csv\"\n"), @"error: `p.toml`: line 2, column 1: unknown key `ouput` (did you mean `output`?); known are dataset, input, output, shard_rows, domain, quoting, engine, map, reading, steps");
    assert_snapshot!(refused(&step("step = \"k-core\"\nper_usr = 2")), @"error: `p.toml`: line 5, column 1: unknown key of `k-core` `per_usr` (did you mean `per_user`?); known are step, per_user, per_item, count");
    assert_snapshot!(refused(&step("step = \"event-types\"")), @"error: `p.toml`: line 4, column 8: unknown step `event-types` (did you mean `event-type`?); known are collapse-events, columns, constant-timestamp, creation-timestamp, deduplicate, event-type, event-value, filter, item-description, item-genres, item-title, item-year, k-core, minimum-counts, rename-events, sample-users, shift-time, sort-by-id, sort-interactions, time-window, timestamp-unit, unique-ids, user-activity, user-demographics");
    assert_snapshot!(refused(&step("step = \"k-core\"\nper_user = 0")), @"error: `per_user`: expected at least 1, found 0");
    assert_snapshot!(refused(&step("step = \"columns\"\nnames = [\"GENRES\"]")), @"error: step 1 `columns` needs the column `GENRES`, found USER_ID, ITEM_ID, RATING, TIMESTAMP");
    assert_snapshot!(refused(&step("step = \"filter\"\nwhen = \"user_id > 4\"")), @"error: step 1 `filter`: `user_id > 4`: column `USER_ID` holds text: compare it with a text in single quotes");
    assert_snapshot!(refused(&step("step = \"event-type\"\nevents = [{ name = \"a\" }]")), @"error: `p.toml`: line 4, column 8: step `event-type`: missing field `when`");
    assert_snapshot!(refused(&step("step = \"time-window\"\nsince = 2015-01-01")), @r#"error: `p.toml`: line 4, column 8: step `time-window`: expected a date in quotes, such as "2015-01-01", or seconds since 1970"#);
    assert_snapshot!(refused(&step("step = \"k-core\"\nper_user = \"five\"")), @r#"error: `p.toml`: line 4, column 8: step `k-core`: invalid type: string "five", expected u32"#);
    let columns = "step = \"columns\"\nnames = [\"USER_ID\", \"ITEM_ID\"]";
    assert_snapshot!(refused(&step(columns)), @"error: the service wants TIMESTAMP in interactions, and the pipeline leaves USER_ID, ITEM_ID; a table that has them can be read with `--map`");
    assert_snapshot!(refused("not toml"), @"error: `p.toml`: line 1, column 5: key with no value, expected `=`");
    assert_snapshot!(place.refused(&["prep", "run", "nowhere.toml"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: cannot read `nowhere.toml`: No such file or directory (os error 2)
    ");
}

#[test]
fn k_core_says_what_every_round_left() {
    let place = Place::with_release();
    assert_snapshot!(place.run(&["prep", "interactions", "--k-core", "3"]), @r"
    exit code: 0
    --- stdout
    rehearsal-run/interactions.csv: 29 rows
      rows: 19 read, 29 after event-type
      events: 17 click, 12 watch
      k-core: round 1: 19 rows of 4 users and 6 items left, none dropped
      event-type: 2 rows meet no event rule
    --- stderr
    ");
    assert_snapshot!(place.refused(&["prep", "interactions", "--k-core", "9", "--run", "b"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: no row is left: step 1 `k-core` was given 19 and kept none
    ");
}
