//! Golden figures on the real ml-latest-small.
//!
//! The folder is named by `REHEARSAL_ML_LATEST_SMALL` (default `../shared/ml-latest-small`). Where it
//! is not there, the tests are shown as ignored, by name; continuous integration fails instead.

#[path = "support/committed.rs"]
mod committed;
#[path = "movielens/compared.rs"]
mod compared;
#[path = "movielens/next_commands.rs"]
mod next_commands;
#[path = "support/printed.rs"]
mod printed;
mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use libtest_mimic::{Arguments, Failed, Trial};
use polars::prelude::DataFrame;
use rehearsal::column::{CREATION_TIMESTAMP, EVENT_TYPE, GENRES, YEAR};
use rehearsal::experiment::{
    DataRecord, EvalResult, Experiment, Scoring, Seen, View, run_views, winner,
};
use rehearsal::export::csv::{n_null, value_counts};
use rehearsal::metric::Convention;
use rehearsal::model::ModelConfig;
use rehearsal::prepare::ItemOptions;
use rehearsal::source::movielens::Release;
use rehearsal::split::{Cut, HoldOut, Protocol, audit};
use rehearsal::transform::{EventType, Step, run as apply};
use support::{Question, TEN_FOLDS, dataset, evaluate, interactions, ndcg_at_25};

type Test = (&'static str, fn(&Path) -> Result<(), Failed>);

const TESTS: &[Test] = &[
    ("prepared_interactions_have_the_documented_rows", prepared_interactions),
    ("prepared_items_are_null_where_the_films_are_odd", prepared_items),
    ("prepared_files_are_clean_but_for_what_is_truly_there", linted),
    ("popularity_scores_every_published_digit", popularity),
    ("repeat_last_scores_by_the_leak_alone", repeat_last),
    ("item_knn_beats_popularity_without_a_leak", item_knn),
    ("what_an_audit_advises_ends_the_leak", advice),
    ("the_clean_view_has_the_documented_figures", clean_view),
    ("the_published_rows_beside_ours_say_what_can_be_checked_by_hand", compared::compared),
    ("every_command_that_is_printed_runs_as_printed", next_commands::next_commands),
    ("the_demo_ends_with_a_page_that_says_what_it_rests_on", demo),
];

/// On ml-100k, in a folder that `REHEARSAL_ML_100K` names; no other place is looked at.
const ML_100K_TESTS: &[Test] = &[
    ("ml_100k_popularity_scores_every_published_digit", ml_100k_all),
    ("ml_100k_above_3_popularity_scores_every_published_digit", ml_100k_above_3),
];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let small = std::env::var_os("REHEARSAL_ML_LATEST_SMALL").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/ml-latest-small"),
        PathBuf::from,
    );
    let ml_100k = std::env::var_os("REHEARSAL_ML_100K").map(PathBuf::from).unwrap_or_default();
    let trials = |tests: &'static [Test], folder: &Path, file: &str| -> Vec<Trial> {
        let absent = !folder.join(file).is_file();
        let trial = |&(name, test): &Test| {
            let folder = folder.to_owned();
            Trial::test(name, move || test(&folder)).with_ignored_flag(absent)
        };
        tests.iter().map(trial).collect()
    };
    let mut all = trials(TESTS, &small, "ratings.csv");
    all.extend(trials(ML_100K_TESTS, &ml_100k, "u.data"));
    libtest_mimic::run(&arguments, all).exit_code()
}

#[expect(clippy::needless_pass_by_value, reason = "literals read better")]
fn expect<T: PartialEq + std::fmt::Debug>(what: &str, found: T, expected: T) -> Result<(), Failed> {
    if found == expected {
        Ok(())
    } else {
        Err(format!("{what}: {found:?}, not {expected:?}").into())
    }
}

/// Equal in all seven digits that were published.
fn expect_digits(what: &str, found: f64, expected: f64) -> Result<(), Failed> {
    let equal = (found - expected).abs() <= 5.000_001e-8;
    if equal { Ok(()) } else { Err(format!("{what}: {found:.9}, not {expected:.7}").into()) }
}

fn events(frame: &DataFrame) -> Vec<(String, usize)> {
    value_counts(frame, EVENT_TYPE)
}

fn prepared_interactions(folder: &Path) -> Result<(), Failed> {
    let default = interactions(folder, 1.0, 3.0);
    expect("rows", default.height(), 158_371)?;
    expect("events", events(&default), vec![("click".into(), 96_655), ("watch".into(), 61_716)])?;
    expect("rows at --watched-threshold 0", interactions(folder, 1.0, 0.0).height(), 197_491)
}

fn prepared_items(folder: &Path) -> Result<(), Failed> {
    let films = Release::find(folder)?.movies_with_ratings()?;
    let (items, _) = apply(&ItemOptions::default().steps(), films)?;
    expect("rows", items.height(), 9_742)?;
    expect("films without a genre", n_null(&items, GENRES), 34)?;
    expect("films without a year", n_null(&items, YEAR), 12)?;
    expect("films without a rating", n_null(&items, CREATION_TIMESTAMP), 18)?;
    let ids = items.column("ITEM_ID")?.str()?;
    let row = ids.iter().position(|id| id == Some("171749")).ok_or("no film 171749")?;
    expect("the year of 2006–2007", items.column(YEAR)?.i32()?.get(row), Some(2006))
}

/// MRR@25, precision@5, 10, 25.
type Row = [f64; 4];
/// NDCG@5, 10, 25 by convention.
type Ndcg = [f64; 3];

fn expect_row(
    data: &rehearsal::dataset::Dataset,
    training_rows: usize,
    model: &str,
    seen: Seen,
    row: Row,
    ndcg: [Ndcg; 3],
) -> Result<(), Failed> {
    for (convention, ndcg) in Convention::ALL.into_iter().zip(ndcg) {
        let (protocol, hold_out) = (Protocol::NEWEST_TENTH, HoldOut::Rows);
        let question = Question { protocol, hold_out, seen, convention, models: &[model] };
        let result = evaluate(data, &question);
        expect("training rows", result.protocol.training_rows, training_rows)?;
        let keys =
            ["mean_reciprocal_rank_at_25", "precision_at_5", "precision_at_10", "precision_at_25"];
        let metrics = &result.models[0].metrics;
        for (key, expected) in keys.iter().zip(row) {
            expect_digits(&format!("{model} {convention} {key}"), metrics[*key], expected)?;
        }
        for (k, expected) in [5, 10, 25].into_iter().zip(ndcg) {
            let key = format!("normalized_discounted_cumulative_gain_at_{k}");
            expect_digits(&format!("{model} {convention} {key}"), metrics[&key], expected)?;
        }
    }
    Ok(())
}

/// AWS's notebook on all ratings: plain, its own way of passing over seen items, and seen items
/// excluded from the whole catalogue. Conventions in the order service, documented, standard.
fn popularity(folder: &Path) -> Result<(), Failed> {
    let frame = interactions(folder, 0.0, 5.0);
    expect("rows", frame.height(), 100_836)?;
    let data = dataset(&frame);
    expect_row(
        &data,
        90_478,
        "popularity:count=rows",
        Seen::Include,
        [0.062_830_3, 0.020_983_6, 0.015_409_8, 0.014_623_0],
        [
            [0.056_472_5, 0.066_621_2, 0.104_162_1],
            [0.061_797_8, 0.071_617_6, 0.100_163_3],
            [0.024_341_8, 0.024_618_1, 0.035_041_0],
        ],
    )?;
    expect_row(
        &data,
        90_478,
        "popularity:count=rows,candidates=100,fill=seen",
        Seen::Include,
        [0.114_097_5, 0.041_311_5, 0.034_754_1, 0.028_721_3],
        [
            [0.090_980_0, 0.113_928_0, 0.164_112_7],
            [0.109_871_9, 0.131_422_7, 0.162_179_2],
            [0.048_160_1, 0.048_144_4, 0.057_635_7],
        ],
    )?;
    expect_row(
        &data,
        90_478,
        "popularity",
        Seen::Exclude,
        [0.114_449_8, 0.041_311_5, 0.035_245_9, 0.030_754_1],
        [
            [0.088_813_3, 0.111_592_1, 0.164_458_7],
            [0.109_871_9, 0.131_480_5, 0.162_979_7],
            [0.048_160_1, 0.048_461_6, 0.059_143_1],
        ],
    )
}

/// AWS's notebook on ml-100k, whose ties of time go by the order of `u.data`.
fn ml_100k(
    folder: &Path,
    above: f64,
    rows: usize,
    training_rows: usize,
    expected: [(Row, [Ndcg; 3]); 2],
) -> Result<(), Failed> {
    let ratings = Release::find(folder)?.ratings()?;
    let steps = [Step::EventType(EventType::above(&[("click", above)]))];
    let (frame, _) = apply(&steps, ratings)?;
    expect("rows", frame.height(), rows)?;
    let data = dataset(&frame);
    let models = ["popularity:count=rows", "popularity:count=rows,candidates=100,fill=seen"];
    for (model, (row, ndcg)) in models.into_iter().zip(expected) {
        expect_row(&data, training_rows, model, Seen::Include, row, ndcg)?;
    }
    Ok(())
}

fn ml_100k_all(folder: &Path) -> Result<(), Failed> {
    let popularity = (
        [0.089_333_2, 0.027_359_5, 0.028_313_9, 0.026_044_5],
        [
            [0.061_880_6, 0.097_056_5, 0.156_286_4],
            [0.076_812_2, 0.111_754_8, 0.157_027_4],
            [0.030_972_7, 0.038_726_3, 0.056_433_2],
        ],
    );
    let minus_seen = (
        [0.178_793_2, 0.073_594_9, 0.067_656_4, 0.049_289_5],
        [
            [0.133_931_3, 0.182_443_1, 0.251_049_3],
            [0.179_091_4, 0.220_209_7, 0.256_526_1],
            [0.079_878_8, 0.085_564_4, 0.099_877_9],
        ],
    );
    ml_100k(folder, 0.0, 100_000, 89_561, [popularity, minus_seen])
}

fn ml_100k_above_3(folder: &Path) -> Result<(), Failed> {
    let popularity = (
        [0.070_814_5, 0.019_957_5, 0.019_320_6, 0.018_896_0],
        [
            [0.050_748_5, 0.074_932_9, 0.127_718_0],
            [0.057_427_6, 0.080_196_8, 0.126_092_2],
            [0.026_563_5, 0.034_527_9, 0.054_637_5],
        ],
    );
    let minus_seen = (
        [0.117_767_9, 0.041_825_9, 0.036_411_9, 0.029_766_5],
        [
            [0.090_120_4, 0.126_010_6, 0.184_070_0],
            [0.109_101_1, 0.141_505_3, 0.183_218_4],
            [0.050_298_2, 0.058_093_3, 0.080_993_6],
        ],
    );
    ml_100k(folder, 3.0, 55_375, 49_426, [popularity, minus_seen])
}

fn repeat_last(folder: &Path) -> Result<(), Failed> {
    let data = dataset(&interactions(folder, 1.0, 3.0));
    let question = Question {
        protocol: TEN_FOLDS,
        hold_out: HoldOut::Rows,
        seen: Seen::Include,
        convention: Convention::Service,
        models: &["repeat-last"],
    };
    let result = evaluate(&data, &question);
    expect("users", result.models[0].n_users, 610)?;
    expect("held-out rows", result.protocol.held_out_rows, 16_109)?;
    expect("users with the leak", result.protocol.leaks.newest_item_held_out, 236)?;
    let metrics = &result.models[0].metrics;
    expect_digits("reciprocal rank", metrics["mean_reciprocal_rank_at_25"], 0.386_885_2)?;
    let clean = evaluate(&data, &Question { hold_out: HoldOut::Items, ..question });
    expect("held-out items", clean.protocol.held_out_items, 9_943)?;
    expect("users with the leak", clean.protocol.leaks.newest_item_held_out, 0)
}

/// The two pieces of advice that the audit of the service's cut prints.
fn advice(folder: &Path) -> Result<(), Failed> {
    let data = dataset(&interactions(folder, 1.0, 3.0));
    let question = Question {
        protocol: TEN_FOLDS,
        hold_out: HoldOut::NewItems,
        seen: Seen::Include,
        convention: Convention::Service,
        models: &["repeat-last"],
    };
    let new_items = evaluate(&data, &question);
    let leaks = new_items.protocol.leaks;
    expect("the newest item held out", leaks.newest_item_held_out, 0)?;
    expect("held-out items in the history", leaks.held_out_items_in_history, 0)?;
    expect("twins", leaks.twin_rows, 0)?;
    let metrics = &new_items.models[0].metrics;
    expect("reciprocal rank", metrics["mean_reciprocal_rank_at_25"].to_bits(), 0)?;
    let clean = TEN_FOLDS.split(&data, Cut::clean(42)).map_err(|error| error.to_string())?;
    for index in 0..clean.n_folds() {
        let fold = clean.fold(index).map_err(|error| error.to_string())?;
        let leaks = audit(&data, &fold);
        // Not by what is said of the order alone: no cut falls there.
        expect("cuts inside a second", leaks.cut_inside_a_second, 0)?;
        expect("held-out items in the history", leaks.held_out_items_in_history, 0)?;
    }
    Ok(())
}

/// README and docs/results.md have these.
fn clean_view(folder: &Path) -> Result<(), Failed> {
    let data = dataset(&interactions(folder, 1.0, 3.0));
    let models = ["popularity", "user-knn", "ease", "markov", "session-knn"];
    let models = models.iter().map(|name| ModelConfig::parse(name).expect("known"));
    let base = Experiment {
        scoring: Scoring { replicates: 0, ..Scoring::default() },
        ..Experiment::of(models)
    };
    let views = [(View::Service, base.clone()), (View::Clean, base.clean(42))];
    let record = DataRecord::new(&data);
    let found = run_views(&data, &record, &views, &|_| None, &|_| {})?.result;
    let four = |value: f64| (value * 10_000.0).round() / 10_000.0;
    let of = |result: &EvalResult| -> Vec<f64> {
        (0..5).map(|index| four(ndcg_at_25(result, index))).collect()
    };
    expect("service view", of(&found), vec![0.1061, 0.1001, 0.1233, 0.2707, 0.3418])?;
    let clean = found.clean().ok_or("no clean view")?;
    expect("clean view", of(clean), vec![0.0587, 0.0894, 0.1094, 0.1542, 0.1306])?;
    let won = winner(clean).ok_or("no winner")?;
    expect("winner", (won.best.as_str(), won.beats_all_others()), ("markov", true))?;
    expect("rows without order", clean.protocol.leaks.rows_without_order, 132_891)
}

fn item_knn(folder: &Path) -> Result<(), Failed> {
    let data = dataset(&interactions(folder, 1.0, 3.0));
    let question = Question {
        protocol: TEN_FOLDS,
        hold_out: HoldOut::Items,
        seen: Seen::Exclude,
        convention: Convention::Service,
        models: &["popularity", "item-knn"],
    };
    let result = evaluate(&data, &question);
    let (popularity, knn) = (ndcg_at_25(&result, 0), ndcg_at_25(&result, 1));
    if (0.15..0.17).contains(&popularity) && knn >= 0.22 {
        return Ok(());
    }
    Err(format!("popularity {popularity:.4}, item-knn {knn:.4}").into())
}

const NDCG_10: &str = "normalized_discounted_cumulative_gain_at_10";

fn demo(folder: &Path) -> Result<(), Failed> {
    let work = tempfile::tempdir()?;
    let demo = || {
        Command::new(env!("CARGO_BIN_EXE_rehearsal"))
            .args(["demo", "--input"])
            .arg(folder.canonicalize()?)
            .current_dir(work.path())
            .output()
    };
    let first = demo()?;
    let said = String::from_utf8_lossy(&first.stdout).into_owned();
    expect("exit code", first.status.code(), Some(0))?;
    for part in ["158,371 interactions of 610 users", "236 of 610 test users", "report.html"] {
        expect(part, said.contains(part), true)?;
    }
    let page = std::fs::read(work.path().join("rehearsal-run/report.html"))?;
    let text = String::from_utf8_lossy(&page).into_owned();
    for part in ["158,371", "10 folds", "610 users", "convention: service", "<svg"] {
        expect(part, text.contains(part), true)?;
    }
    expect("exit code of a second run", demo()?.status.code(), Some(0))?;
    let again = std::fs::read(work.path().join("rehearsal-run/report.html"))?;
    expect("the same page again", again == page, true)?;
    committed_results_are_current(&work.path().join("rehearsal-run"))
}

/// The committed example was made by today's code.
fn committed_results_are_current(run: &Path) -> Result<(), Failed> {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/2026-11-30-ml-latest-small");
    let found = committed::difference_of(
        &["eval.json", "stats.json", "compare.json", "cost.json"],
        &example,
        run,
    );
    expect("the results as they are committed", found, None)
}

/// Codes with columns, counts and the line of the first example, as `validation.json` has them.
fn violations(folder: &Path, args: &[&str]) -> Result<Vec<String>, Failed> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rehearsal"));
    command.current_dir(folder).args(["validate", "dataset", "--format", "json"]).args(args);
    let report: serde_json::Value = serde_json::from_slice(&command.output()?.stdout)?;
    let found = report["violations"].as_array().ok_or("no list of violations")?;
    let text = |found: &serde_json::Value| {
        let column = found["column"].as_str().unwrap_or("-");
        let line = found["examples"][0]["line"].as_u64().unwrap_or(0);
        format!("{} {column} {} {line}", found["code"].as_str().unwrap_or("?"), found["count"])
    };
    Ok(found.iter().map(text).collect())
}

fn linted(release: &Path) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let release = release.canonicalize()?;
    let prepare = |args: &[&str]| -> Result<(), Failed> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rehearsal"));
        command.current_dir(folder.path()).args(args).arg("--force").arg("--input").arg(&release);
        let output = command.output()?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() { Ok(()) } else { Err(said.into()) }
    };
    prepare(&["prep", "all"])?;
    // 61,716 ratings above 3 are clicks as well; 610 users are fewer than 1,000; 265 films have no
    // rating above 1.
    let both = ["A702 - 61716 3", "Q506 - 1 0", "X603 ITEM_ID 265 152"];
    expect("both events", violations(folder.path(), &[])?, both.map(String::from).to_vec())?;
    prepare(&["prep", "interactions", "--collapse-events"])?;
    let collapsed = ["Q506 - 1 0", "X603 ITEM_ID 265 152"];
    expect("one event", violations(folder.path(), &[])?, collapsed.map(String::from).to_vec())?;
    // As the workshop's notebook declares it.
    let schema = folder.path().join("rehearsal-run/items.avsc");
    let text = std::fs::read_to_string(&schema)?.replace("[\"null\", \"int\"]", "\"int\"");
    std::fs::write(&schema, text)?;
    let years = violations(folder.path(), &["--select", "V"])?;
    expect("years that are no ints", years, vec!["V302 YEAR 12 6061".to_owned()])
}
