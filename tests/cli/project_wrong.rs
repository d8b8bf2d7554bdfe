//! Project files with wrong values, files that are not there, and tables of no stage.

use insta::assert_snapshot;

use crate::place::Place;

/// The beginning of a project file on a table that is there.
const PROJECT: &str = "[prep.interactions]\ninput = \"log.csv\"\n";

/// A place with a table and a project file.
fn place(project: &str) -> Place {
    let place = Place::empty();
    place.write("log.csv", "USER_ID,ITEM_ID,TIMESTAMP\nu,i,1600000000\n");
    place.write("rehearsal.toml", project);
    place
}

/// The answer of `run`, which `run --explain` and `config show` must give as well, before anything is written.
fn refused(project: &str) -> String {
    let place = place(&format!("{PROJECT}{project}"));
    let before = place.contents();
    let said = place.run(&["run"]);
    for args in [&["run", "--explain"][..], &["config", "show"]] {
        assert_eq!(place.run(args), said, "{args:?}");
    }
    assert!(before == place.contents(), "something was written");
    let (_, error) = said.split_once("--- stderr\n").expect("an error");
    assert!(said.starts_with("exit code: 2\n"), "{said}");
    // There may be more models.
    let named = error.split_once("; the models are ").map(|(before, _)| before);
    named.map_or_else(|| error.to_owned(), |before| format!("{before}; the models are …\n"))
}

#[test]
fn wrong_values_are_found_before_any_stage_runs() {
    let found = [
        "[eval.baselines]\nmodels = [\"ease\", \"eaze\"]\n",
        "[eval.baselines]\nfolds = 0\n",
        "[eval.baselines]\nfolds = -1\n",
        "[eval.baselines]\nmetric = \"ndgc@25\"\n",
        "[eval.baselines]\nprotocol = \"personalise\"\n",
        "[eval.baselines]\nprotocol = \"leave-last-one\"\nfolds = 3\n",
        "[eval.baselines]\ntime-limit = \"3\"\n",
        "since = \"yesterday\"\n",
        "filter = \"RATING >\"\n",
        "[validate.dataset]\nrecipe = \"vod-top-pick\"\n",
    ]
    .map(refused);
    assert_snapshot!(found.concat(), @r"
    error: rehearsal.toml:4:19: `eval.baselines.models`: unknown model `eaze` (did you mean `ease`?); the models are …
    error: rehearsal.toml:4:9: `eval.baselines.folds`: expected at least 1, found 0
    error: rehearsal.toml:4:9: `eval.baselines.folds`: expected a whole number from 0 up, found -1
    error: rehearsal.toml:4:10: `eval.baselines.metric`: expected one of mrr@25, ndcg@5, ndcg@10, ndcg@25, precision@5, precision@10, precision@25, recall@5, recall@10, recall@25, hit@5, hit@10, hit@25, map@25, found `ndgc@25` (did you mean `ndcg@25`?)
    error: rehearsal.toml:4:12: `eval.baselines.protocol`: unknown value `personalise` (did you mean `personalize`?); known are personalize, user-k-fold, leave-last-one, global-time, per-user-ratio, random-ratio
    error: rehearsal.toml:5:9: `[eval.baselines]`: `--folds` goes with `--protocol personalize`
    error: rehearsal.toml:4:14: `eval.baselines.time-limit`: expected a time such as 90s, 2m or 1h, found `3`
    error: rehearsal.toml:3:9: `[prep.interactions]`: `--since`: expected a date such as 2015-01-01 or seconds since 1970, found `yesterday`
    error: rehearsal.toml:3:10: `[prep.interactions]`: `--filter`: `RATING >`, at character 9: expected a number or a text in quotes, found the end
    error: rehearsal.toml:4:10: `[validate.dataset]`: `--recipe`: unknown recipe `vod-top-pick` (did you mean `aws-vod-top-picks`?); `rehearsal recipes` lists them all
    ");
}

#[test]
fn files_that_are_not_there_are_named_by_the_plan_too() {
    let place = place("[prep.interactions]\ninput = \"gone.csv\"\n");
    let said = place.run(&["run"]);
    assert_eq!(place.run(&["run", "--explain"]), said);
    assert_snapshot!(said, @r"
    exit code: 2
    --- stdout
    --- stderr
    error: rehearsal.toml:2:9: `input` of `[prep.interactions]`: `gone.csv` is not there
    ");
}

#[test]
fn tables_of_other_commands_are_said_to_be_no_stages() {
    let place =
        place(&format!("{PROJECT}[upload]\ndry-run = true\n[eval.tune]\nmodel = \"ease\"\n"));
    let said = place.run(&["run", "--explain"]);
    let (_, noted) = said.split_once("--- stderr\n").expect("a note");
    assert_snapshot!(noted, @r"
    `[upload]`, `[eval.tune]` are no stages of `run`: `rehearsal upload`, `rehearsal eval tune` read them
    ");
}

#[test]
fn bytes_that_are_no_text_are_placed() {
    let place = place(PROJECT);
    place.write("rehearsal.toml", b"[prep.interactions]\n# caf\xE9\n");
    assert_snapshot!(place.run(&["run"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: rehearsal.toml:2:6: byte 0xE9 is not UTF-8; a project file is UTF-8: save it again in that encoding
    ");
    place.write("rehearsal.toml", b"\xFF\xFE[\0r\0");
    assert_snapshot!(place.run(&["run"]), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: rehearsal.toml:1:1: the file is UTF-16; a project file is UTF-8: save it again in that encoding
    ");
}

#[test]
fn numbers_that_an_option_cannot_have_are_values_and_no_flags() {
    let place = Place::empty();
    let said = [["--folds", "-1"], ["--replicates", "x"], ["--threads", "0"]]
        .map(|[option, value]| place.run(&["eval", "baselines", option, value]));
    assert_snapshot!(said.concat(), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: invalid value '-1' for '--folds <N>': expected a whole number from 0 up

    For more information, try '--help'.
    exit code: 2
    --- stdout
    --- stderr
    error: invalid value 'x' for '--replicates <N>': expected a whole number

    For more information, try '--help'.
    exit code: 2
    --- stdout
    --- stderr
    error: invalid value '0' for '--threads <N>': expected a whole number from 1 up

    For more information, try '--help'.
    ");
}

#[test]
fn files_without_a_byte_and_tables_without_a_row_are_said_to_be_such() {
    let place = Place::empty();
    place.write("zero.parquet", "");
    place.write("head.csv", "USER_ID,ITEM_ID,TIMESTAMP\n");
    place.write("s.avsc", "{\"type\":\"record\",\"name\":\"Interactions\",\"namespace\":\"com.amazonaws.personalize.schema\",\
        \"version\":\"1.0\",\"fields\":[{\"name\":\"USER_ID\",\"type\":\"string\"},{\"name\":\"ITEM_ID\",\"type\":\"string\"},\
        {\"name\":\"TIMESTAMP\",\"type\":\"long\"}]}");
    let mut said = String::new();
    for file in ["zero.parquet", "head.csv"] {
        for args in [
            &["init", file][..],
            &["validate", "schema", file, "--schema", "s.avsc", "--quiet"],
            &["prep", "interactions", "--input", file],
            &["stats", file],
        ] {
            said += &place.run(args);
        }
    }
    assert_snapshot!(said, @r"
    exit code: 2
    --- stdout
    --- stderr
    error: no project file is written, since this has to be known first
    No table lies here. Which one holds the interactions?
      - not `zero.parquet`: `zero.parquet` is empty: expected a table, found not one byte; what writes it may have failed
      answer with --interactions PATH, with --user-id COLUMN and --item-id COLUMN
    exit code: 1
    --- stdout
    s.avsc (interactions, 218 bytes)
      no violations
    zero.parquet (interactions, 0 bytes)
      error[F201]: expected a header row, found nothing
        = Write the column names into the first line.
    1 error, 0 warnings, 0 advice (rules broken, by column)
    why a rule is there:
      rehearsal validate --explain F201
    --- stderr
    exit code: 2
    --- stdout
    --- stderr
    error: `zero.parquet` is empty: expected a table, found not one byte; what writes it may have failed
    exit code: 2
    --- stdout
    --- stderr
    error: `zero.parquet` is empty: expected a header row with `USER_ID`, `ITEM_ID`
    exit code: 2
    --- stdout
    --- stderr
    error: no project file is written, since this has to be known first
    No table lies here. Which one holds the interactions?
      - not `head.csv`: it has no row
      answer with --interactions PATH, with --user-id COLUMN and --item-id COLUMN
    exit code: 1
    --- stdout
    s.avsc (interactions, 218 bytes)
      no violations
    head.csv (interactions, 26 bytes)
      error[F211]: expected rows below the header, found none
        = Check the filter or query that wrote the file.
      error[Q501]: expected at least 1,000 different interactions, found 0
        = Gather more data.
      error[Q503]: 0 of 0 (0.0 %) users have two interactions; expected at least 25
        = Gather more data, or loosen the event filter.
      advice[Q505]: the guide advises 50,000 interactions, found 0
        = Gather more data, or expect little beyond popularity.
      advice[Q506]: 0 of 0 (0.0 %) users have two interactions; the guide advises
        1,000
        = Gather more data, or expect little beyond popularity.
    3 errors, 0 warnings, 2 advice (rules broken, by column)
    why a rule is there:
      rehearsal validate --explain F211
    --- stderr
    exit code: 2
    --- stdout
    --- stderr
    error: `head.csv` has no rows below its header
    exit code: 2
    --- stdout
    --- stderr
    error: `head.csv` has no rows below its header
    ");
}
