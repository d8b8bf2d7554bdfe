//! `init` and `run`, from foreign layouts to a report; `config show`.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use insta::assert_snapshot;

use crate::layouts;
use crate::place::Place;
use crate::shown::shown;

/// The binary with small models, chosen by the environment as a user may.
fn quick(place: &Place, args: &[&str]) -> Command {
    let mut command = place.command(args);
    command.env("REHEARSAL_EVAL_BASELINES_MODELS", "popularity\nmarkov");
    // Drawn rows have no folds.
    if !place.path("rehearsal.toml").exists()
        || !place.text("rehearsal.toml").contains("random-ratio")
    {
        command.env("REHEARSAL_EVAL_BASELINES_FOLDS", "2");
    }
    command.env("REHEARSAL_EVAL_BASELINES_REPLICATES", "20");
    command
}

fn run(place: &Place, args: &[&str]) -> String {
    let output = quick(place, args).output().expect("the binary starts");
    shown(&output, place.folder())
}

/// The lines of a project file that have an effect.
fn effective(place: &Place) -> String {
    let text = place.text("rehearsal.toml");
    let has_effect = |line: &&str| !line.is_empty() && !line.starts_with('#');
    text.lines().filter(has_effect).collect::<Vec<_>>().join("\n")
}

/// Has `init` look at a layout, and `run` go through with what it wrote; gives the lines that have an effect.
fn goes_through(place: &Place, answers: &[&str]) -> String {
    let said = place.run(&[&["init"], answers].concat());
    assert!(said.starts_with("exit code: 0"), "{said}");
    let ran = run(place, &["run"]);
    assert!(ran.starts_with("exit code: 0"), "{ran}\n{}", place.text("rehearsal.toml"));
    assert!(ran.contains("report: rehearsal-run/report.html"), "{ran}");
    effective(place)
}

/// What `--explain` prints, without the digits of the keys.
fn explained(place: &Place, args: &[&str]) -> String {
    let printed =
        quick(place, &[&["run", "--explain"], args].concat()).output().expect("it starts");
    let text = shown(&printed, place.folder());
    let word = |word: &str| {
        let is_key = word.len() == 12 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_key { "KEY".to_owned() } else { word.to_owned() }
    };
    let line = |line: &str| line.split(' ').map(word).collect::<Vec<_>>().join(" ");
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_release_goes_through_and_then_only_what_changed() {
    let place = layouts::movielens();
    assert_snapshot!(goes_through(&place, &[]), @r#"
    [prep.all]
    input = "ml-mini"
    [validate.dataset]
    [stats]
    [eval.baselines]
    [recommend]
    examples = true
    [cost]
    [report]
    "#);
    let before = place.contents();
    let began = Instant::now();
    let again = run(&place, &["run"]);
    let took = began.elapsed();
    assert!(again.contains("nothing to do: no input of any stage changed"), "{again}");
    assert!(took < Duration::from_secs(1), "{took:?}");
    let mut after = place.contents();
    let state = "rehearsal-run/.rehearsal-run.json";
    after.insert(state.to_owned(), before[state].clone());
    assert!(before == after, "a run without a change changed a file");

    let text = place.text("rehearsal.toml");
    place.write("rehearsal.toml", text.replace("# watched-threshold = 3", "watched-threshold = 4"));
    assert_snapshot!(explained(&place, &[]), @"
    exit code: 0
    --- stdout
    do     prep all          KEY  `watched-threshold` changed from its default to 4
    do     validate dataset  KEY  `prep all` is done anew
    do     stats             KEY  `prep all` is done anew
    do     eval baselines    KEY  `prep all` is done anew
    do     recommend         KEY  `eval baselines` is done anew, `prep all` is done anew
    do     cost              KEY  `prep all` is done anew
    do     report            KEY  `cost` is done anew, `eval baselines` is done anew, `prep all` is done anew, 3 more
    --- stderr
    ");
    let ran = run(&place, &["run"]);
    assert!(
        ran.contains("[1/7] prep all: `watched-threshold` changed from its default to 4\n"),
        "{ran}"
    );
    // An option of a late stage leaves the early ones as they are.
    let text = place.text("rehearsal.toml");
    place.write("rehearsal.toml", text.replace("# requests = 100000", "requests = 100000"));
    assert_snapshot!(explained(&place, &[]), @"
    exit code: 0
    --- stdout
    keep   prep all          KEY  as it was
    keep   validate dataset  KEY  as it was
    keep   stats             KEY  as it was
    keep   eval baselines    KEY  as it was
    keep   recommend         KEY  as it was
    do     cost              KEY  `requests` changed from 0 to 100000
    do     report            KEY  `cost` is done anew
    --- stderr
    ");
    std::fs::remove_file(place.path("rehearsal-run/stats.json")).expect("removed");
    place.write("ml-mini/movies.csv", place.text("ml-mini/movies.csv").replace("Film 500", "Film"));
    assert_snapshot!(explained(&place, &[]), @"
    exit code: 0
    --- stdout
    do     prep all          KEY  `ml-mini/movies.csv` changed
    do     validate dataset  KEY  `prep all` is done anew
    do     stats             KEY  `prep all` is done anew
    do     eval baselines    KEY  `prep all` is done anew
    do     recommend         KEY  `eval baselines` is done anew, `prep all` is done anew
    do     cost              KEY  `requests` changed from 0 to 100000, `prep all` is done anew
    do     report            KEY  `cost` is done anew, `eval baselines` is done anew, `prep all` is done anew, 3 more
    --- stderr
    ");
    assert_snapshot!(explained(&place, &["--only", "cost"]), @"
    exit code: 0
    --- stdout
    leave  prep all          KEY  not asked for (`ml-mini/movies.csv` changed)
    leave  validate dataset  KEY  not asked for (as it was)
    leave  stats             KEY  not asked for (`rehearsal-run/stats.json` is not there)
    leave  eval baselines    KEY  not asked for (as it was)
    leave  recommend         KEY  not asked for (as it was)
    do     cost              KEY  `requests` changed from 0 to 100000
    leave  report            KEY  not asked for (`cost` is done anew)
    --- stderr
    ");
    assert_snapshot!(run(&place, &["run", "--from", "evil"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: no stage `evil`; this project has prep all, validate dataset, stats, eval baselines, recommend, cost, report
    ");
}

#[test]
fn a_click_stream_in_milliseconds() {
    assert_snapshot!(goes_through(&layouts::clicks(), &[]), @r#"
    [prep.interactions]
    input = "events.csv"
    domain = "ecommerce"
    map.USER_ID = "visitorid"
    map.ITEM_ID = "itemid"
    map.TIMESTAMP = "timestamp"
    map.EVENT_TYPE = "event"
    timestamp-unit = "milliseconds"
    rename-event.view = "View"
    rename-event.transaction = "Purchase"
    [validate.dataset]
    [stats]
    [eval.baselines]
    [recommend]
    examples = true
    [cost]
    [report]
    "#);
}

#[test]
fn counts_without_a_time_are_a_question() {
    let place = layouts::counts();
    assert_snapshot!(place.refused(&["init"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: no project file is written, since this has to be known first
    No column of `user_artists.dat` tells a time, and Personalize needs one. Which column holds it, or which instant shall every row get? The same instant everywhere says nothing of what came first.
      - `userID`: 40 different values in 1,200 rows, none empty, such as 1000, 1001, …
      - `artistID`: 58 different values in 1,200 rows, none empty, such as 500, 501, …
      - `weight`: 560 different values in 1,200 rows, none empty, such as 1, 100, …
      answer with --timestamp COLUMN (with --timestamp-format FORMAT), or --timestamp-from 2024-01-01
    ");
    assert_snapshot!(goes_through(&place, &["--timestamp-from", "2011-05-01"]), @r#"
    [prep.interactions]
    input = "user_artists.dat"
    domain = "custom"
    map.USER_ID = "userID"
    map.ITEM_ID = "artistID"
    map.EVENT_VALUE = "weight"
    no-timestamp = true
    timestamp-from = "2011-05-01"
    [validate.dataset]
    [stats]
    [eval.baselines]
    protocol = ["random-ratio"]
    [recommend]
    examples = true
    [cost]
    [report]
    "#);
}

#[test]
fn atomic_files_with_types_in_their_headers() {
    assert_snapshot!(goes_through(&layouts::atomic(), &[]), @r#"
    [prep.interactions]
    input = "ml-mini.inter"
    domain = "custom"
    map.USER_ID = "user_id:token"
    map.ITEM_ID = "item_id:token"
    map.TIMESTAMP = "timestamp:float"
    map.RATING = "rating:float"
    timestamp-unit = "seconds"
    [prep.items]
    input = "ml-mini.item"
    domain = "custom"
    map.ITEM_ID = "item_id:token"
    map.TITLE = "movie_title:token_seq"
    map.YEAR = "release_year:token"
    map.CLASS = "class:token_seq"
    [prep.users]
    input = "ml-mini.user"
    domain = "custom"
    map.USER_ID = "user_id:token"
    map.AGE = "age:token"
    map.GENDER = "gender:token"
    map.OCCUPATION = "occupation:token"
    [validate.dataset]
    [stats]
    [eval.baselines]
    [recommend]
    examples = true
    [cost]
    [report]
    "#);
}

#[test]
fn a_european_export() {
    let place = layouts::european();
    assert_snapshot!(goes_through(&place, &[]), @r#"
    [prep.interactions]
    input = "Bestellungen.csv"
    domain = "custom"
    map.USER_ID = "Kundennr"
    map.ITEM_ID = "Artikelnr"
    map.TIMESTAMP = "Bestelldatum"
    timestamp-format = "%d.%m.%Y %H:%M"
    [prep.items]
    input = "Artikel.csv"
    domain = "custom"
    map.ITEM_ID = "Artikelnr"
    map.TITLE = "Bezeichnung"
    map.CATEGORY_L1 = "Warengruppe"
    map.PRICE = "Preis"
    decimal-comma = true
    [validate.dataset]
    [stats]
    [eval.baselines]
    [recommend]
    examples = true
    [cost]
    [report]
    "#);
    let text = place.text("rehearsal.toml");
    let (_, interactions) = text.split_once("[prep.interactions]\n").expect("a table");
    let (interactions, _) = interactions.split_once("[prep.items]\n").expect("another");
    assert_snapshot!(interactions, @r#"
    # 1,200 rows, cells between semicolons.
    input = "Bestellungen.csv"
    # No column tells the type of an event, which the domains of the service ask for.
    domain = "custom"

    # Who acted: 40 different values in 1,200 rows, none empty.
    map.USER_ID = "Kundennr"

    # On what: 58 different values in 1,200 rows, none empty; all 58 are in `Artikelnr` of `Artikel.csv`.
    map.ITEM_ID = "Artikelnr"

    # When: instants of the form `%d.%m.%Y %H:%M`, such as 01.03.2024 01:15.
    map.TIMESTAMP = "Bestelldatum"

    # unsure: a number may be the strength of an event, if more of it means more liking.
    # `Menge`: numbers such as 1, 2, 3.
    # map.EVENT_VALUE = "Menge"
    # `Betrag`: numbers such as 50,00, 50,01, 50,02, …
    # map.EVENT_VALUE = "Betrag"

    # 01.03.2024 01:15 has this form, as all values do.
    # unsure: The times say no time zone and are read as UTC; `timezone = "Europe/Berlin"` reads local ones.
    timestamp-format = "%d.%m.%Y %H:%M"

    # `Betrag` holds numbers with a decimal comma, such as 50,00, 50,01, …; a point parts thousands.
    # decimal-comma = true

    # Columns that are not used: `Menge`, `Betrag`.
    "#);
}

#[test]
fn folders_of_a_warehouse() {
    assert_snapshot!(goes_through(&layouts::hive(), &[]), @r#"
    [prep.interactions]
    input = "warehouse/events"
    domain = "custom"
    map.USER_ID = "user_id"
    map.ITEM_ID = "item_id"
    map.TIMESTAMP = "event_time"
    map.EVENT_TYPE = "event_type"
    timestamp-unit = "iso-8601"
    [prep.items]
    input = "warehouse/products/part-00000.csv"
    domain = "custom"
    map.ITEM_ID = "item_id"
    map.TITLE = "product_name"
    map.CATEGORY_L1 = "category"
    [validate.dataset]
    [stats]
    [eval.baselines]
    [recommend]
    examples = true
    [cost]
    [report]
    "#);
}

#[test]
fn objects_of_an_event_bus() {
    assert_snapshot!(goes_through(&layouts::bus(), &[]), @r#"
    [prep.interactions]
    input = "bus.jsonl"
    domain = "ecommerce"
    map.USER_ID = "detail.user_id"
    map.ITEM_ID = "detail.sku"
    map.TIMESTAMP = "time"
    map.EVENT_TYPE = "type"
    timestamp-unit = "iso-8601"
    rename-event.product_viewed = "View"
    rename-event.order_completed = "Purchase"
    [validate.dataset]
    [stats]
    [eval.baselines]
    [recommend]
    examples = true
    [cost]
    [report]
    "#);
}

#[test]
fn rows_of_a_warehouse_with_utc_behind_each_time() {
    assert_snapshot!(goes_through(&layouts::warehouse(), &[]), @r#"
    [prep.interactions]
    input = "bq-results-20240601.csv"
    domain = "ecommerce"
    map.USER_ID = "user_pseudo_id"
    map.ITEM_ID = "item_id"
    map.TIMESTAMP = "event_timestamp"
    map.EVENT_TYPE = "event_name"
    timestamp-unit = "iso-8601"
    rename-event.view = "View"
    rename-event.transaction = "Purchase"
    [validate.dataset]
    [stats]
    [eval.baselines]
    [recommend]
    examples = true
    [cost]
    [report]
    "#);
}

#[test]
fn a_run_that_was_killed_goes_on() {
    let place = layouts::clicks();
    place.done(&["init"]);
    let mut killed = quick(&place, &["run"]).stderr(Stdio::piped()).spawn().expect("it starts");
    let said = BufReader::new(killed.stderr.take().expect("a pipe"));
    for line in said.lines() {
        if line.expect("text").starts_with("[4/") {
            break;
        }
    }
    killed.kill().expect("killed");
    killed.wait().expect("ended");
    let ran = run(&place, &["run"]);
    assert!(ran.starts_with("exit code: 0"), "{ran}");
    for kept in ["[1/7] prep interactions: as it was", "[3/7] stats: as it was"] {
        assert!(ran.contains(kept), "{ran}");
    }
    assert!(run(&place, &["run"]).contains("nothing to do"));
}

/// Four users who buy two or three things each.
const ORDERS: &str = "user_id,item_id,timestamp\n1,a,1700000000\n1,b,1700000100\n2,a,1700000200\n2,c,1700000300\n\
    3,b,1700000400\n3,c,1700000500\n3,a,1700000600\n4,a,1700000700\n4,b,1700000800\n";

#[test]
fn a_stage_that_is_taken_out_takes_its_results_along() {
    let place = Place::empty();
    place.write("orders.csv", ORDERS);
    place.write("rehearsal.toml", "[prep.interactions]\ninput = \"orders.csv\"\n[cost]\n[validate.dataset]\nignore = [\"Q\"]\n[eval.baselines]\nmodels = [\"popularity\"]\nfolds = 1\n");
    let ran = run(&place, &["run"]);
    assert!(place.path("rehearsal-run/cost.json").exists(), "{ran}");
    place.write("rehearsal.toml", place.text("rehearsal.toml").replace("[cost]\n", ""));
    let ran = run(&place, &["run"]);
    assert!(
        ran.contains("`cost` is no longer a stage: rehearsal-run/cost.json was removed"),
        "{ran}"
    );
    assert!(!place.path("rehearsal-run/cost.json").exists());
    // Another form of a dataset comes in the place of the first.
    let text = place.text("rehearsal.toml");
    let more = |line: &str| {
        text.replace("[prep.interactions]\n", &format!("[prep.interactions]\n{line}\n"))
    };
    place.write("rehearsal.toml", more("output-format = \"parquet\""));
    let ran = run(&place, &["run"]);
    assert!(ran.starts_with("exit code: 0"), "{ran}");
    assert!(!place.path("rehearsal-run/interactions.csv").exists());
    // Results elsewhere would be passed over by what follows.
    place.write("rehearsal.toml", more("output = \"elsewhere.csv\""));
    let ran = run(&place, &["run"]);
    assert!(
        ran.contains(
            "rehearsal.toml:2): the stages behind it read its results from the run folder"
        ),
        "{ran}"
    );
    // A schema is an answer about the command that was typed, whatever the file sets.
    let before = place.files();
    assert!(place.done(&["eval", "baselines", "--json-schema"]).starts_with(b"{"));
    assert_eq!(place.files(), before);
}

#[test]
fn a_project_that_is_named_from_elsewhere_keeps_its_results() {
    let place = Place::empty();
    place.write("p/orders.csv", ORDERS);
    place.write("p/rehearsal.toml", "[prep.interactions]\ninput = \"orders.csv\"\n[validate.dataset]\nignore = [\"Q\"]\n[eval.baselines]\nmodels = [\"popularity\"]\nfolds = 1\n");
    let ran = run(&place, &["run", "--config", "p/rehearsal.toml"]);
    assert!(ran.starts_with("exit code: 0"), "{ran}");
    assert!(
        place.path("p/rehearsal-run/report.html").exists()
            && place.path("p/rehearsal-history").exists()
    );
    assert!(!place.path("rehearsal-run").exists() && !place.path("rehearsal-history").exists());
    let inside = place.command(&["run", "--explain"]).current_dir(place.path("p")).output();
    let inside = String::from_utf8(inside.expect("it runs").stdout).expect("text");
    // The evaluation differs by what the tests set in the environment.
    assert!(inside.lines().take(3).all(|line| line.starts_with("keep")), "{inside}");
}

#[test]
fn errors_of_the_data_stop_the_run() {
    let place = Place::with_release();
    place.done(&["init"]);
    let ran = run(&place, &["run"]);
    assert!(ran.starts_with("exit code: 1"), "{ran}");
    assert!(ran.contains("warning: the check says no, and the run stops."), "{ran}");
    assert!(!place.path("rehearsal-run/eval.json").exists());
    // It is no done stage.
    assert!(run(&place, &["run"]).contains("validate dataset: not done yet"));
    let ran = run(&place, &["run", "--from", "stats"]);
    assert!(ran.contains("[2/7] validate dataset: not asked for (not done yet)\n"), "{ran}");
    assert!(ran.contains("[3/7] stats: not done yet\n"), "{ran}");
}

#[test]
fn what_is_missing_is_said() {
    let place = Place::empty();
    assert_snapshot!(place.refused(&["run"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: no `rehearsal.toml` is here: `rehearsal init` looks at the data of this folder and writes it; `--config FILE` names another
    ");
    assert_snapshot!(place.refused(&["init"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: no project file is written, since this has to be known first
    No table lies here. Which one holds the interactions?
      answer with --interactions PATH, with --user-id COLUMN and --item-id COLUMN
    ");
    place.write("rehearsal.toml", "threads = 2\n");
    assert_snapshot!(place.refused(&["run"]), @"
    exit code: 2
    --- stdout
    --- stderr
    settings of `rehearsal.toml`: threads
    error: `rehearsal.toml` names no data: expected a table `[prep.all]` for a MovieLens release, or `[prep.interactions]` for any other; `rehearsal init` writes them
    ");
    assert_snapshot!(place.refused(&["init"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `rehearsal.toml` exists already, and there is no record that Rehearsal wrote it; `--force` replaces it
    ");
    place.write("rehearsal.toml", "[prep.all]\ninputs = \"ml\"\n");
    assert_snapshot!(place.refused(&["run"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: rehearsal.toml:2:1: unknown key of `prep all` `inputs` (did you mean `input`?); known are input, domain, quoting, output-format, shard-rows, engine, remote, input-format, dry-run, sort-memory, clicked-threshold, watched-threshold, event, event-value, collapse-events, event-order, rename-event, timestamp-unit, since, until, filter, deduplicate, keep, ties, min-per-user, min-per-item, k-core, sample-users, seed, shift-to, order, description, creation, users-from
    ");
}

#[test]
fn several_tables_and_columns_are_questions() {
    let place = layouts::clicks();
    let events = place.read("events.csv");
    place.write("more.csv", &events);
    assert_snapshot!(place.refused(&["init"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: no project file is written, since this has to be known first
    Which table holds the interactions? Several may.
      - `events.csv`: 1,200 rows, with the columns timestamp, visitorid, event, itemid, transactionid
      - `more.csv`: 1,200 rows, with the columns timestamp, visitorid, event, itemid, transactionid
      answer with --interactions PATH
    ");
    place.write("more.csv", "uid,user,item,ts\n1,2,3,1600000000\n1,2,4,1600000001\n1,3,4,1600000001\n2,3,3,1600000001\n");
    assert_snapshot!(place.refused(&["init", "--interactions", "more.csv"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: no project file is written, since this has to be known first
    Which column of `more.csv` holds users? Several may.
      - `uid`: 2 different values in 4 rows, none empty
      - `user`: 2 different values in 4 rows, none empty
      answer with --user-id COLUMN
    ");
    let said = place.run(&["init", "--interactions", "more.csv", "--user-id", "user"]);
    assert!(said.contains("interactions: more.csv; USER_ID from `user`"), "{said}");
}

/// The tables of `prep` in a project file, without empty lines.
fn tables(place: &Place) -> String {
    let text = place.text("rehearsal.toml");
    let begin = text.find("[prep.").expect("a table");
    let (tables, _) = text[begin..].split_once("\n# Checks on the files").expect("an end");
    let lines = tables.lines().filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn an_export_of_a_spreadsheet_and_of_pandas() {
    let place = Place::empty();
    let mut log = String::from("user_id,item_id,at,kind\n");
    for at in 0..60 {
        let user = if at == 7 { "NULL".to_owned() } else { format!("{}.0", at % 9) };
        let _ = writeln!(
            log,
            "{user},{}.0,{:02}/{:02}/24 07:02 AM,view",
            at % 11,
            at % 2 + 1,
            at % 28 + 1
        );
    }
    place.write("log.csv", log);
    let mut items = b"item_id;Titel;Preis;Warengruppe\n".to_vec();
    for item in 0..11 {
        let group: &[u8] = if item % 2 == 0 { b"K\xFCche" } else { b"Bad" };
        items.extend_from_slice(format!("{item};Artikel {item};{item},25;").as_bytes());
        items.extend_from_slice(&[group, b"\n"].concat());
    }
    place.write("items.csv", items);
    place.done(&["init"]);
    assert_snapshot!(tables(&place), @r#"
    [prep.interactions]
    # 60 rows.
    input = "log.csv"
    # The event types (view) are of no domain of the service: a shop has View and Purchase, films have Watch.
    domain = "custom"
    # Who acted: 9 different values in 60 rows, empty in 2 % of them.
    map.USER_ID = "user_id"
    # On what: 11 different values in 60 rows, none empty; all 11 are in `item_id` of `items.csv`.
    map.ITEM_ID = "item_id"
    # When: instants of the form `%m/%d/%y %I:%M %p`, such as 01/01/24 07:02 AM.
    map.TIMESTAMP = "at"
    # The kind of event: 1 different value in 60 rows, none empty: view.
    map.EVENT_TYPE = "kind"
    # 01/01/24 07:02 AM has this form, as all values do.
    # unsure: The times say no time zone and are read as UTC; `timezone = "Europe/Berlin"` reads local ones.
    timestamp-format = "%m/%d/%y %I:%M %p"
    # `user_id` holds `NULL`, which looks like no value rather than an id.
    # unsure: Without this line such a word is an id like any other.
    null = ["NULL"]
    # `user_id` holds ids with a point, such as 0.0, as pandas writes a column with empty cells; this takes it
    #   off.
    whole-ids = true
    # `user_id` is empty in 2 % of the rows that were looked at. `prep` stops at the first of them; with this line
    #   it leaves them out and counts them (`keep-apart` writes them to a file too).
    # bad-rows = "drop"
    # The largest share of such rows; it is 1 % where nothing is said.
    # max-bad-rows = "3%"
    [prep.items]
    # 11 rows, windows-1252, cells between semicolons; it has all items of the interactions that were looked at.
    input = "items.csv"
    domain = "custom"
    # Its id: 11 different values in 11 rows, none empty.
    map.ITEM_ID = "item_id"
    # 11 different values in 11 rows, none empty, such as Artikel 0, Artikel 1, Artikel 10, …
    map.TITLE = "Titel"
    # 2 different values in 11 rows, none empty, such as Bad, Küche.
    map.CATEGORY_L1 = "Warengruppe"
    # 11 different values in 11 rows, none empty, such as 0,25, 1,25, 10,25, …
    map.PRICE = "Preis"
    # The text is not UTF-8; as windows-1252 it has `Küche`.
    # unsure: Any text can be read as windows-1252: look whether the letters are right. Others are windows-1250
    #   (Central Europe), windows-1251 (Cyrillic), iso-8859-15 and shift_jis.
    encoding = "windows-1252"
    # `Preis` holds numbers with a decimal comma, such as 0,25, 1,25, …; a point parts thousands.
    decimal-comma = true
    "#);
    assert!(
        place.run(&["prep", "interactions"]).contains("`--bad-rows drop` leaves such rows out")
    );
    let text = place.text("rehearsal.toml").replace("# bad-rows", "bad-rows");
    place.write("rehearsal.toml", text.replace("# max-bad", "max-bad"));
    place.done(&["prep", "interactions"]);
    place.done(&["prep", "items"]);
    assert!(place.text("rehearsal-run/interactions.csv").contains("\n1,1,view,1706857320\n"));
    assert!(place.text("rehearsal-run/items.csv").contains("\n0,Artikel 0,0.25,Küche\n"));
}

#[test]
fn users_and_items_of_two_tables_are_to_be_joined() {
    let place = Place::empty();
    place.write(
        "orders.csv",
        "order_id,customer_id,at\n1,7,2024-01-01\n2,7,2024-01-02\n3,8,2024-01-02\n",
    );
    place.write("order_items.csv", "line,order_id,product_id\n1,1,5\n2,1,6\n3,3,5\n4,2,5\n");
    assert_snapshot!(place.refused(&["init"]), @r#"
    exit code: 2
    --- stdout
    --- stderr
    error: no project file is written, since this has to be known first
    No table has users and items, but two have one each: `orders.csv` has users in `customer_id`, `order_items.csv` has items in `product_id`, and both have `order_id`. Join them first, for example with duckdb:
      duckdb -c "COPY (SELECT * FROM 'orders.csv' JOIN 'order_items.csv' USING (order_id)) TO 'interactions.csv'"
      - `order_items.csv`: 4 rows, with the columns line, order_id, product_id
      - `orders.csv`: 3 rows, with the columns order_id, customer_id, at
      answer with `rehearsal init` once more, when the joined table lies there
    "#);
}

#[test]
fn answers_are_checked() {
    let place = Place::empty();
    place.write("visits.csv", "user,item,day\n1,7,03/04/24\n1,8,03/05/24\n2,7,04/05/24\n");
    assert_snapshot!(place.refused(&["init", "--timestamp-format", "dd/mm/yy"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: no project file is written, since this has to be known first
    `--timestamp-format 'dd/mm/yy'` does not read `day` of `visits.csv`, such as 03/04/24, 03/05/24, …: it has no directive: `%d` is the day, `%m` the month, `%Y` a year of four digits, `%y` one of two, `%H` the hour, `%M` the minute.
      - `%d/%m/%y` fits
      - `%m/%d/%y` fits
      - `%y/%m/%d` fits
      answer with --timestamp-format FORMAT, such as '%d.%m.%Y %H:%M'
    ");
    assert_snapshot!(place.refused(&["init", "--timestamp-from", "yesterday"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `--timestamp-from`: expected a date such as 2015-01-01 or seconds since 1970, found `yesterday`
    ");
    place.write("items.csv", "item,title\n7,A\n8,B\n");
    let args = ["init", "--timestamp-format", "%d/%m/%y", "--items", "items.csv"];
    assert_snapshot!(place.refused(&args), @"
    exit code: 2
    --- stdout
    --- stderr
    error: no project file is written, since this has to be known first
    `items.csv` cannot be the table of items: it has beside ids and titles nothing that the service learns from: no number, category or text.
      answer with --items PATH
    ");
    std::fs::create_dir(place.path("rehearsal.toml")).expect("made");
    assert_snapshot!(place.refused(&["init"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `rehearsal.toml` is a folder: expected the name of a file to write, such as `--output rehearsal.toml/rehearsal.toml`
    ");
}

#[test]
fn every_layer_says_where_it_stands() {
    let place = Place::with_release();
    place.write(
        "rehearsal.toml",
        "threads = 1\n[prep.interactions]\ninput = \"ml-tiny\"\nwatched-threshold = 2\nevent-value = true\n\
         event.love = \"rating >= 4.5\"\n",
    );
    let show = |args: &[&str]| {
        let mut command = place.command(&[&["config", "show", "--toml"], args].concat());
        command.env("REHEARSAL_PREP_INTERACTIONS_WATCHED_THRESHOLD", "4");
        command.env("REHEARSAL_PREP_INTERACTIONS_EVENT_VALUE", "false");
        shown(&command.output().expect("it starts"), place.folder())
    };
    assert_snapshot!(show(&["--threads", "2"]), @r#"
    exit code: 0
    --- stdout
    threads = 2   # flag

    [prep.interactions]
    input = "ml-tiny"   # rehearsal.toml:3
    watched-threshold = 4   # environment REHEARSAL_PREP_INTERACTIONS_WATCHED_THRESHOLD
    event = ["love=rating >= 4.5"]   # rehearsal.toml:6
    event-value = false   # environment REHEARSAL_PREP_INTERACTIONS_EVENT_VALUE
    --- stderr
    "#);
    assert_snapshot!(show(&["--no-config"]), @"
    exit code: 0
    --- stdout
    [prep.interactions]
    watched-threshold = 4   # environment REHEARSAL_PREP_INTERACTIONS_WATCHED_THRESHOLD
    event-value = false   # environment REHEARSAL_PREP_INTERACTIONS_EVENT_VALUE
    --- stderr
    ");
    assert_snapshot!(place.run(&["prep", "interactions", "--watched-threshold", "3", "--print-pipeline"]), @r#"
    exit code: 0
    --- stdout
    # rehearsal prep run FILE runs this pipeline.
    dataset = "interactions"
    input = "ml-tiny"
    domain = "custom"
    quoting = "rfc4180"
    engine = "auto"

    [[steps]]
    step = "event-value"
    from = "RATING"

    [[steps]]
    step = "event-type"

    [[steps.events]]
    name = "click"
    when = "rating > 1"

    [[steps.events]]
    name = "watch"
    when = "rating > 3"

    [[steps.events]]
    name = "love"
    when = "rating >= 4.5"

    [[steps]]
    step = "sort-interactions"
    --- stderr
    settings of `rehearsal.toml`: event, event-value, input, threads
    "#);
    let mut command = place.command(&["stats"]);
    command.env("REHEARSAL_STATS_SESSION_GAP", "x");
    let refused = shown(&command.output().expect("it starts"), place.folder());
    assert_snapshot!(refused, @"
    exit code: 2
    --- stdout
    --- stderr
    error: environment variable `REHEARSAL_STATS_SESSION_GAP`: expected a whole number, found x
    ");
}
