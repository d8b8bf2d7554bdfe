//! `prep`: what becomes of a release.

use insta::assert_snapshot;

use crate::place::Place;
use crate::release::{MOVIES, RATINGS};
use crate::shown::without_digests;

#[test]
fn interactions_are_clicks_above_one_star_and_watches_above_three() {
    let place = Place::with_release();
    assert_snapshot!(place.run(&["prep", "interactions"]), @r"
    exit code: 0
    --- stdout
    rehearsal-run/interactions.csv: 29 rows
      rows: 19 read, 29 after event-type
      events: 17 click, 12 watch
      event-type: 2 rows meet no event rule
    --- stderr
    ");
    let expected = "\
USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP
1,1,click,1000000000
1,1,watch,1000000000
1,2,click,1000000060
2,1,click,1000000060
2,1,watch,1000000060
1,3,click,1000000120
1,3,watch,1000000120
10,4,click,1000000120
10,4,watch,1000000120
1,5,click,1000000240
1,5,watch,1000000240
2,2,click,1000003600
2,4,click,1000003660
2,4,watch,1000003660
2,6,click,1000003720
3,3,click,1000086400
3,3,watch,1000086400
3,1,click,1000086460
3,1,watch,1000086460
3,6,click,1000086520
3,6,watch,1000086520
3,2,click,1000086580
3,2,watch,1000086580
10,1,click,1000172800
10,1,watch,1000172800
10,6,click,1000172860
10,5,click,1000172920
10,5,watch,1000172920
10,3,click,1000172980
";
    assert_eq!(place.text("rehearsal-run/interactions.csv"), expected);
    assert_eq!(
        place.text("rehearsal-run/interactions.avsc"),
        include_str!("../../schemas/interactions.avsc")
    );
    assert_snapshot!(place.files(), @r"
    ml-tiny/
    ml-tiny/movies.csv
    ml-tiny/ratings.csv
    rehearsal-run/
    rehearsal-run/.rehearsal.json
    rehearsal-run/interactions.avsc
    rehearsal-run/interactions.csv
    rehearsal-run/interactions.manifest.json
    ");
}

#[test]
fn interactions_follow_the_thresholds_and_the_output_path() {
    let place = Place::with_release();
    let args = ["--clicked-threshold", "4", "--watched-threshold=-1", "--output", "out/events.csv"];
    let args = [&["prep", "interactions"], args.as_slice()].concat();
    assert_snapshot!(place.run(&args), @r"
    exit code: 0
    --- stdout
    out/events.csv: 24 rows
      rows: 19 read, 24 after event-type
      events: 5 click, 19 watch
    --- stderr
    ");
    let expected_clicks = ["1,3,click", "2,1,click", "2,4,click", "10,1,click", "10,5,click"];
    let written = place.text("out/events.csv");
    let mut clicks: Vec<&str> = written.lines().filter(|line| line.contains("click")).collect();
    clicks.sort_by_key(|line| line.split(',').next().and_then(|id| id.parse::<u32>().ok()));
    assert_eq!(clicks.len(), expected_clicks.len());
    for (click, expected) in clicks.iter().zip(expected_clicks) {
        assert!(click.starts_with(expected), "{click} is not {expected}");
    }
    assert_snapshot!(place.files(), @r"
    ml-tiny/
    ml-tiny/movies.csv
    ml-tiny/ratings.csv
    out/
    out/.rehearsal.json
    out/events.avsc
    out/events.csv
    out/events.manifest.json
    ");
}

#[test]
fn the_manifest_says_what_was_read_done_and_written() {
    let place = Place::with_release();
    let stdout = place.done(&["prep", "interactions", "--format", "json"]);
    let manifest = place.text("rehearsal-run/interactions.manifest.json");
    assert_eq!(String::from_utf8(stdout).expect("JSON is UTF-8"), manifest);
    let version = concat!("rehearsal ", env!("CARGO_PKG_VERSION"));
    assert_snapshot!(without_digests(&manifest).replace(version, "rehearsal [VERSION]"), @r#"
    {
      "schema_version": 1,
      "tool": "rehearsal [VERSION]",
      "inputs": [
        {
          "path": "./ml-tiny/ratings.csv",
          "bytes": 398,
          "sha256": "[SHA]"
        }
      ],
      "steps": [
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
          "rows_in": 19,
          "rows_out": 29,
          "log": [
            "2 rows meet no event rule"
          ]
        },
        {
          "step": "sort-interactions",
          "rows_in": 29,
          "rows_out": 29
        }
      ],
      "outputs": [
        {
          "path": "rehearsal-run/interactions.csv",
          "bytes": 654,
          "sha256": "[SHA]"
        },
        {
          "path": "rehearsal-run/interactions.avsc",
          "bytes": 321,
          "sha256": "[SHA]"
        }
      ],
      "synthetic": false,
      "notes": [
        "events: 17 click, 12 watch"
      ]
    }
    "#);
}

#[test]
fn items_keep_odd_titles_and_leave_empty_what_is_not_known() {
    let place = Place::with_release();
    assert_snapshot!(place.run(&["prep", "items"]), @"
    exit code: 0
    --- stdout
    rehearsal-run/items.csv: 7 rows
      items without a genre, GENRES empty: 1
      items without a year in their title, YEAR empty: 1
      items without a rating, CREATION_TIMESTAMP empty: 1
    --- stderr
    ");
    let expected = r#"ITEM_ID,TITLE,GENRES,YEAR,CREATION_TIMESTAMP
1,Paper Lanterns (1994),Drama|Romance,1994,1000000000
2,"Quiet Engine, The (2001)",Sci-Fi,2001,1000000060
3,"The ""Second"" Harbour (1987)",Comedy,1987,1000000120
4,Winter Ledger,Drama,,1000000120
5,The Long Tide (2006–2007),Documentary,2006,1000000240
6,Nobody's Parade (2015),,2015,1000003720
7,Glass Orchard (2010),Fantasy|Mystery,2010,
"#;
    assert_eq!(place.text("rehearsal-run/items.csv"), expected);
    assert_eq!(place.text("rehearsal-run/items.avsc"), include_str!("../../schemas/items.avsc"));
    assert_snapshot!(place.files(), @r"
    ml-tiny/
    ml-tiny/movies.csv
    ml-tiny/ratings.csv
    rehearsal-run/
    rehearsal-run/.rehearsal.json
    rehearsal-run/items.avsc
    rehearsal-run/items.csv
    rehearsal-run/items.manifest.json
    ");
}

#[test]
fn windows_line_breaks_a_byte_order_mark_and_another_column_order_change_nothing() {
    let place = Place::with_release();
    place.done(&["prep", "interactions"]);
    let reordered: Vec<String> = RATINGS
        .lines()
        .map(|line| {
            let fields: Vec<&str> = line.split(',').collect();
            format!("{},x,{},{},{}\r\n", fields[3], fields[1], fields[0], fields[2])
        })
        .collect();
    place.write("other/ratings.csv", format!("\u{feff}{}", reordered.concat()));
    place.write("other/movies.csv", MOVIES);
    place.done(&["prep", "interactions", "--input", "other", "--run", "second"]);
    assert_eq!(place.text("second/interactions.csv"), place.text("rehearsal-run/interactions.csv"));
}

#[test]
fn quiet_says_no_less_than_the_data() {
    let place = Place::with_release();
    assert_snapshot!(place.run(&["prep", "items", "--quiet"]), @"
    exit code: 0
    --- stdout
    rehearsal-run/items.csv: 7 rows
      items without a genre, GENRES empty: 1
      items without a year in their title, YEAR empty: 1
      items without a rating, CREATION_TIMESTAMP empty: 1
    --- stderr
    ");
}
