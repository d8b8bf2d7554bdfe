//! What `prep` writes: formats, parts, the standard output, quoting.

use insta::assert_snapshot;

use crate::place::Place;

#[test]
fn avro_holds_the_rows_of_the_csv() {
    let place = Place::with_release();
    place.done(&["prep", "items"]);
    place.done(&["prep", "items", "--output", "items.avro"]);
    let bytes = place.read("items.avro");
    let reader = apache_avro::Reader::new(&bytes[..]).expect("an Avro container");
    let rows: Vec<_> = reader.map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), 7);
    let first = format!("{:?}", rows[0]);
    assert!(first.contains("Paper Lanterns (1994)") && first.contains("Int(1994)"), "{first}");
    assert_eq!(place.text("items.avsc"), place.text("rehearsal-run/items.avsc"));
    place.done(&["prep", "items", "--output", "again.avro"]);
    assert_eq!(place.read("again.avro"), bytes, "same input, same bytes");
}

#[test]
fn parts_hold_the_rows_of_the_whole_each_with_a_header() {
    let place = Place::with_release();
    place.done(&["prep", "interactions"]);
    let whole = place.text("rehearsal-run/interactions.csv");
    let header = whole.lines().next().expect("a header");
    for engine in ["auto", "polars"] {
        let args = ["prep", "interactions", "--shard-rows", "10", "--output"];
        place.done(&[&args[..], &[engine, "--engine", engine]].concat());
        let mut rows = vec![header.to_owned()];
        for part in 0..3 {
            let text = place.text(&format!("{engine}/part-0000{part}.csv"));
            let mut lines = text.lines().map(str::to_owned);
            assert_eq!(lines.next().as_deref(), Some(header));
            let more: Vec<String> = lines.collect();
            assert_eq!(more.len(), [10, 10, 9][part]);
            rows.extend(more);
        }
        assert_eq!(rows.join("\n") + "\n", whole, "{engine}");
    }
    let [fused, general] = ["auto", "polars"].map(|engine| {
        place
            .text(&format!("{engine}.manifest.json"))
            .replace("polars/", "auto/")
            .replace("polars.", "auto.")
    });
    assert_eq!(fused, general);
    assert_snapshot!(place.files(), @r"
    .rehearsal.json
    auto.avsc
    auto.manifest.json
    auto/
    auto/part-00000.csv
    auto/part-00001.csv
    auto/part-00002.csv
    ml-tiny/
    ml-tiny/movies.csv
    ml-tiny/ratings.csv
    polars.avsc
    polars.manifest.json
    polars/
    polars/part-00000.csv
    polars/part-00001.csv
    polars/part-00002.csv
    rehearsal-run/
    rehearsal-run/.rehearsal.json
    rehearsal-run/interactions.avsc
    rehearsal-run/interactions.csv
    rehearsal-run/interactions.manifest.json
    ");
    let again = ["prep", "interactions", "--shard-rows", "20", "--output", "auto"];
    let first = place.read("auto/part-00000.csv");
    place.write("auto/part-00000.csv", "mine");
    assert_snapshot!(place.refused(&again), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `auto/part-00000.csv` was changed since `rehearsal prep` wrote it; `--force` replaces it
    ");
    place.write("auto/part-00000.csv", first);
    place.done(&again);
    assert!(!place.path("auto/part-00002.csv").exists(), "the parts before are gone");
    place.write("auto/notes.txt", "mine");
    assert_snapshot!(place.refused(&[&again[..], &["--force"]].concat()), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `auto` is there and holds files of another kind, so that `--force` does not replace it
    ");
}

#[test]
fn the_standard_output_holds_the_data_and_nothing_else() {
    let place = Place::with_release();
    place.done(&["prep", "interactions"]);
    let whole = place.read("rehearsal-run/interactions.csv");
    let before = place.contents();
    assert_eq!(place.done(&["prep", "interactions", "--output", "-"]), whole);
    let unsorted = place.done(&["prep", "interactions", "--output", "-", "--order", "none"]);
    assert_eq!(unsorted.len(), whole.len());
    assert_snapshot!(place.run(&["prep", "items", "--output", "-"]), @r#"
    exit code: 0
    --- stdout
    ITEM_ID,TITLE,GENRES,YEAR,CREATION_TIMESTAMP
    1,Paper Lanterns (1994),Drama|Romance,1994,1000000000
    2,"Quiet Engine, The (2001)",Sci-Fi,2001,1000000060
    3,"The ""Second"" Harbour (1987)",Comedy,1987,1000000120
    4,Winter Ledger,Drama,,1000000120
    5,The Long Tide (2006–2007),Documentary,2006,1000000240
    6,Nobody's Parade (2015),,2015,1000003720
    7,Glass Orchard (2010),Fantasy|Mystery,2010,
    --- stderr
    the standard output: 7 rows
      items without a genre, GENRES empty: 1
      items without a year in their title, YEAR empty: 1
      items without a rating, CREATION_TIMESTAMP empty: 1
    "#);
    assert_eq!(place.contents(), before, "nothing is left beside it");
    assert_snapshot!(
        place.refused(&["prep", "items", "--output", "-", "--shard-rows", "5"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `--shard-rows` writes a folder, and `-` is the standard output; name a folder
    "
    );
    let args = ["prep", "items", "--output", "-", "--output-format", "avro"];
    assert!(place.done(&args).starts_with(b"Obj\x01"));
}

#[test]
fn an_odd_row_spoils_no_standard_output() {
    let place = Place::with_ratings("userId,movieId,rating,timestamp\n1,1,4.0,5\n1,2,nine,6\n");
    assert_snapshot!(
        place.refused(&["prep", "interactions", "--output", "-", "--order", "none"]), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: ./ml-tiny/ratings.csv:3: column `rating`: expected a number of stars from 0 to 5, such as 3.5, found "nine"
    "#
    );
}

#[test]
fn the_guides_quoting_is_written_when_asked() {
    let place = Place::with_release();
    place.done(&["prep", "items", "--quoting", "backslash"]);
    let text = place.text("rehearsal-run/items.csv");
    assert!(text.contains(r#"3,"The \"Second\" Harbour (1987)",Comedy"#), "{text}");
    place.done(&["validate", "schema", "--ignore", "Q"]);
}

#[test]
fn names_and_formats_must_agree() {
    let place = Place::with_release();
    let refused = |more: &[&str]| {
        let text = place.refused(&[&["prep", "items"], more].concat());
        text.lines().last().expect("a message").to_owned()
    };
    assert_snapshot!(refused(&["--output", "items.txt"]), @"error: `--output items.txt`: expected a name that ends in .csv, .parquet, .arrow or .avro; schema and manifest go beside it");
    assert_snapshot!(refused(&["--output", "items.csv", "--output-format", "avro"]), @"error: `--output items.csv` says csv, and `--output-format` avro");
    assert_snapshot!(refused(&["--shard-rows", "0"]), @"error: `--shard-rows`: expected at least 1, found 0");
    assert_snapshot!(refused(&["--sort-memory", "much"]), @"error: `--sort-memory much`: expected at least 16MiB, such as 512MiB or 2GB");
}

#[test]
fn parts_are_uploaded_and_never_lie_beside_a_stale_file() {
    let place = Place::with_release();
    place.done(&["prep", "all", "--shard-rows", "20"]);
    // What was prepared in parts is read as one table.
    let counted = |place: &Place| {
        let stats = place.done(&["stats", "--format", "json", "--force"]);
        let stats: serde_json::Value = serde_json::from_slice(&stats).expect("JSON");
        stats["interactions"].as_u64()
    };
    assert_eq!(counted(&place), Some(29));
    assert!(place.done(&["cost"]).windows(7).any(|part| part == b"29 rows"));
    std::fs::remove_file(place.folder().join("rehearsal-run/stats.json")).expect("removed");
    assert_snapshot!(place.refused(&["prep", "interactions", "--force"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `rehearsal-run/interactions` is there from another run and would be stale beside the new result; remove it, or choose another folder with `--run`
    ");
    if cfg!(feature = "s3") {
        let sent = place.done(&["upload", "s3://my-bucket/movies", "--dry-run", "--ignore", "Q5"]);
        let sent = String::from_utf8_lossy(&sent);
        let (files, calls) = sent.split_once("\n\n").expect("files, then calls");
        assert_snapshot!(files, @"
    rehearsal-run/interactions/part-00000.csv -> s3://my-bucket/movies/interactions/part-00000.csv (459 bytes)
    rehearsal-run/interactions/part-00001.csv -> s3://my-bucket/movies/interactions/part-00001.csv (232 bytes)
    rehearsal-run/interactions.avsc -> s3://my-bucket/movies/interactions.avsc (321 bytes)
    rehearsal-run/interactions.manifest.json -> s3://my-bucket/movies/interactions.manifest.json (1,269 bytes)
    rehearsal-run/items/part-00000.csv -> s3://my-bucket/movies/items/part-00000.csv (387 bytes)
    rehearsal-run/items.avsc -> s3://my-bucket/movies/items.avsc (407 bytes)
    rehearsal-run/items.manifest.json -> s3://my-bucket/movies/items.manifest.json (1,667 bytes)
    ");
        // What an import would take with the parts is looked for first.
        assert!(calls.contains("ListObjectsV2 s3://my-bucket/movies/interactions/\n"), "{calls}");
    }
    place.done(&["prep", "interactions", "--run", "one"]);
    place.refused(&["prep", "interactions", "--run", "one", "--shard-rows", "20", "--force"]);
}
