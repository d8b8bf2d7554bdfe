//! The three rows that were published of 2020-09-17, beside our own run on the same prepared file.

use std::path::Path;
use std::process::Command;

use libtest_mimic::Failed;
use rehearsal::compare::diagnosis::Possibility;
use rehearsal::compare::{Beside, Comparison, Sameness, Verdict};
use rehearsal::experiment::EvalResult;

use super::{NDCG_10, expect};

pub(super) const ROWS: [&str; 3] = [
    "published:ml-latest-small/user-personalization/2020-09-17",
    "published:ml-latest-small/sims/2020-09-17",
    "published:ml-latest-small/personalized-ranking/2020-09-17",
];

/// Test users, their hits among the first 5, 10 and 25, and items covered, all counted by hand: of 56
/// users 21/280 = .0750, 32/560 = .0571, 53/1400 = .0379 and 771/9742 = .0791; of 68 users 28/340 =
/// .0824, 40/680 = .0588, 71/1700 = .0418 and 1813/9742 = .1861; of 53 users 5/265 = .0189, 7/530 =
/// .0132, 15/1325 = .0113 and 37/9742 = .0038.
const COUNTED: [(usize, [usize; 3], usize); 3] =
    [(56, [21, 32, 53], 771), (68, [28, 40, 71], 1_813), (53, [5, 7, 15], 37)];

pub(super) fn compared(release: &Path) -> Result<(), Failed> {
    let work = tempfile::tempdir()?;
    let run = |args: &[&str]| -> Result<Vec<u8>, Failed> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rehearsal"));
        let output = command.current_dir(work.path()).args(args).output()?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        expect(&said, output.status.code(), Some(0))?;
        Ok(output.stdout)
    };
    let release = release.canonicalize()?;
    run(&["prep", "all", "--input", release.to_str().ok_or("a path in UTF-8")?])?;
    let models = ["--models", "popularity,repeat-last,markov", "--per-user"];
    let eval = ["eval", "baselines", "--replicates", "0", "--format", "json"];
    let per_user = ["rehearsal-run/per-user.parquet"];
    let eval: EvalResult =
        serde_json::from_slice(&run(&[&eval[..], &models, &per_user].concat())?)?;
    let mut args = vec!["compare", "--simulate", "--format", "json"];
    args.extend(ROWS.iter().flat_map(|row| ["--personalize", row]));
    let found: Comparison = serde_json::from_slice(&run(&args)?)?;
    expect("rows", found.services.len(), 3)?;
    for (beside, counted) in found.services.iter().zip(COUNTED) {
        expect_counts(beside, counted)?;
        expect_verdicts(beside, &eval)?;
        expect("simulated models", beside.simulations.len(), 3)?;
    }
    expect_hypotheses(&found.services)?;
    let other = ["compare", "--personalize", "published:ml-latest-small/hands-on/2022"];
    let other: Comparison =
        serde_json::from_slice(&run(&[&other[..], &["--force", "--format", "json"]].concat())?)?;
    // 197,491 rows there, 158,371 here.
    expect("another file", other.services[0].runs[0].same_data.verdict, Sameness::Differs)
}

fn expect_counts(
    beside: &Beside,
    (users, hits, covered): (usize, [usize; 3], usize),
) -> Result<(), Failed> {
    let name = &beside.service.name;
    expect(name, beside.service_test_users, users)?;
    let found: Vec<usize> = beside.diagnosis.test_users.hits.values().copied().collect();
    expect(name, found, hits.to_vec())?;
    let coverage = beside.diagnosis.coverage.as_ref().and_then(|found| found.covered);
    expect(name, coverage, Some((covered, covered)))?;
    let same = &beside.runs[0].same_data;
    // Interactions, users, catalogue, items with an interaction, event types.
    expect(name, (same.verdict, same.checks.len()), (Sameness::Agrees, 5))
}

/// NDCG@10 by the formula: 1.96 · √(ours² + (the nearest model's deviation)² / users), the latter
/// grown in proportion where that model's figure is lower.
fn expect_verdicts(beside: &Beside, eval: &EvalResult) -> Result<(), Failed> {
    let row = beside.runs[0].rows.iter().find(|row| row.metric == NDCG_10).ok_or("NDCG@10")?;
    let distance = |at: usize| (eval.models[at].metrics[NDCG_10] - row.service).abs();
    let nearest = (0..eval.models.len())
        .min_by(|&left, &right| distance(left).total_cmp(&distance(right)))
        .ok_or("a model")?;
    let value = eval.models[nearest].metrics[NDCG_10];
    let grown = if value < row.service { row.service / value } else { 1.0 };
    let variance = eval.models[nearest].standard_errors[NDCG_10].powi(2) * 610.0 * grown;
    #[expect(clippy::cast_precision_loss, reason = "some dozen users")]
    let service = variance / beside.service_test_users as f64;
    for (model, row) in eval.models.iter().zip(&row.models) {
        let noise = 1.96 * (model.standard_errors[NDCG_10].powi(2) + service).sqrt();
        let difference = model.metrics[NDCG_10] - beside.service.metrics[NDCG_10];
        let found = row.cell.noise.ok_or("noise")?;
        expect(&row.name, (found - noise).abs() < 1e-12, true)?;
        let verdict = match difference {
            _ if difference.abs() <= noise => Verdict::CannotTell,
            difference if difference > 0.0 => Verdict::Better,
            _ => Verdict::Worse,
        };
        expect(&row.name, row.cell.verdict, verdict)?;
    }
    Ok(())
}

/// By the fact sheet: the guide's weights cannot give the ranking row, and related items are not one
/// list a user.
fn expect_hypotheses(services: &[Beside]) -> Result<(), Failed> {
    let verdict = |service: usize, begins: &str| -> Result<Possibility, Failed> {
        let hypotheses = &services[service].diagnosis.hypotheses;
        let found = hypotheses.iter().find(|one| one.name.starts_with(begins));
        Ok(found.ok_or("the hypothesis is asked")?.verdict)
    };
    for (service, begins, expected) in [
        (0, "NDCG by `service`", Possibility::Can),
        (0, "one item held out", Possibility::Cannot),
        (0, "coverage of one list", Possibility::Can),
        (1, "coverage of one list", Possibility::CannotTell),
        (2, "NDCG by `service`", Possibility::Can),
        (2, "NDCG by `documented`", Possibility::Cannot),
        (2, "NDCG by `standard`", Possibility::Cannot),
        (2, "items of the history", Possibility::CannotTell),
    ] {
        expect(begins, verdict(service, begins)?, expected)?;
    }
    Ok(())
}
