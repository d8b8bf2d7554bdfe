//! Lower bounds on the models' quality on the prepared ml-latest-small, over ten folds.
//!
//! The folder that `REHEARSAL_PREPARED` names holds what `rehearsal prep all` made of the release. Where
//! it is not set, the tests are shown as ignored, by name: they take minutes.
//!
//! ```sh
//! rehearsal prep all --input ml-latest-small --run prepared
//! REHEARSAL_PREPARED=prepared cargo test --test quality
//! ```

use std::path::Path;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use rehearsal::dataset::{Dataset, Reading};
use rehearsal::experiment::{DataRecord, EvalResult, Experiment, Scoring, Seen, run};
use rehearsal::model::ModelConfig;
use rehearsal::split::HoldOut;

type Test = (&'static str, fn(&Path) -> Result<(), Failed>);

const TESTS: &[Test] = &[
    ("models_reach_what_is_known_to_be_possible_without_a_leak", leak_free),
    ("the_blend_passes_the_published_figures_where_the_leak_is_open", with_leak),
];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let folder = std::env::var_os("REHEARSAL_PREPARED").map(std::path::PathBuf::from);
    let trial = |&(name, test): &Test| {
        let (ignored, folder) = (folder.is_none(), folder.clone().unwrap_or_default());
        Trial::test(name, move || test(&folder)).with_ignored_flag(ignored)
    };
    libtest_mimic::run(&arguments, TESTS.iter().map(trial).collect()).exit_code()
}

const MRR: &str = "mean_reciprocal_rank_at_25";
const NDCG_5: &str = "normalized_discounted_cumulative_gain_at_5";
const NDCG_10: &str = "normalized_discounted_cumulative_gain_at_10";
const NDCG_25: &str = "normalized_discounted_cumulative_gain_at_25";

/// The models' figures by ten folds; the items file gives genres and years.
#[expect(clippy::print_stdout, reason = "a bound is moved by whoever sees the figures")]
fn evaluated(
    folder: &Path,
    models: &str,
    hold_out: HoldOut,
    seen: Seen,
) -> Result<EvalResult, Failed> {
    let (interactions, items) = (folder.join("interactions.csv"), folder.join("items.csv"));
    let reading =
        Reading { interactions: vec![&interactions], items: Some(&items), ..Reading::default() };
    let dataset: Dataset = reading.read()?;
    let models = models.split(',').map(ModelConfig::parse).collect::<Result<Vec<_>, _>>()?;
    let scoring = Scoring { replicates: 0, ..Scoring::default() };
    let experiment = Experiment { cut: hold_out.into(), seen, scoring, ..Experiment::of(models) };
    let record = DataRecord::new(&dataset);
    let result = run(&dataset, &record, &experiment, None, &|_| {})?.result;
    for model in &result.models {
        if model.n_users != 610 {
            return Err(format!("{}: {} users, not 610", model.name, model.n_users).into());
        }
        let figures = [MRR, NDCG_5, NDCG_10, NDCG_25, "precision_at_25"];
        let figures = figures.map(|key| format!("{:.4}", model.metrics[key]));
        println!("{} {}", model.name, figures.join(" "));
    }
    Ok(result)
}

/// Each figure of `result` is at least so large.
fn expect_at_least(result: &EvalResult, model: &str, least: &[(&str, f64)]) -> Result<(), Failed> {
    let found = result.models.iter().find(|one| one.name == model).ok_or("no such model")?;
    for &(metric, least) in least {
        let value = found.metrics[metric];
        if value < least {
            return Err(format!("{model}: {metric} is {value}, below {least}").into());
        }
    }
    Ok(())
}

fn leak_free(folder: &Path) -> Result<(), Failed> {
    let models = "popularity,item-knn,user-knn,pure-svd,ease,markov,bpr,logistic,classifier,hybrid";
    let result = evaluated(folder, models, HoldOut::Items, Seen::Exclude)?;
    let least = [
        ("item-knn", 0.22),
        ("user-knn", 0.21),
        ("pure-svd", 0.23),
        ("ease", 0.26),
        ("markov", 0.29),
        ("bpr", 0.17),
        ("classifier", 0.24),
        ("logistic", 0.27),
    ];
    for (model, least) in least {
        expect_at_least(&result, model, &[(NDCG_25, least)])?;
    }
    let least = [(MRR, 0.25), (NDCG_25, 0.33), ("precision_at_25", 0.064)];
    expect_at_least(&result, "hybrid", &least)?;
    // The service's own row rests on the leak.
    for (metric, published) in [(MRR, 0.2690), (NDCG_5, 0.2279), (NDCG_10, 0.2687)] {
        for model in &result.models {
            if model.metrics[metric] >= published {
                return Err(format!("{} without the leak: {metric}", model.name).into());
            }
        }
    }
    Ok(())
}

fn with_leak(folder: &Path) -> Result<(), Failed> {
    let result = evaluated(folder, "hybrid", HoldOut::Rows, Seen::Include)?;
    let least = [
        (MRR, 0.52),
        (NDCG_5, 0.39),
        (NDCG_10, 0.44),
        (NDCG_25, 0.51),
        ("precision_at_5", 0.168),
        ("precision_at_10", 0.122),
        ("precision_at_25", 0.080),
    ];
    expect_at_least(&result, "hybrid", &least)
}
