//! The decision on results whose figures are set.

use std::collections::BTreeMap;

use super::*;
use crate::compare::{
    Comparison, Evaluated, PairedLists, PairedRow, Required, Typed, Verdict, compare, from_metrics,
};
use crate::cost::{Prices, SHIPPED, Usage, estimate};
use crate::dataset::Dataset;
use crate::experiment::{EvalResult, Experiment, View};
use crate::metric::{Interval, Paired, Randomisation};
use crate::model::ModelConfig;
use crate::split::Protocol;

/// Both views of an evaluation: 60 users who walk through 30 items in their order.
fn evaluated() -> EvalResult {
    let rows = (0..60_i64).flat_map(|user| {
        let at = move |step: i64| (user * 7 + step) % 30;
        (0..10).map(move |step| (format!("u{user}"), format!("i{}", at(step)), 1_000 * step + user))
    });
    let dataset = Dataset::builder().interactions(rows).build();
    let models = ["markov", "popularity", "repeat-last"];
    let models = models.map(|name| ModelConfig::parse(name).expect("known"));
    let base = Experiment { protocol: Protocol::LeaveLastOne, ..Experiment::of(models) };
    let views = [(View::Service, base.clone()), (View::Clean, base.clean(42))];
    let data = crate::experiment::DataRecord::new(&dataset);
    let run = crate::experiment::run_views(&dataset, &data, &views, &|_| None, &|_| {});
    run.expect("sixty users").result
}

fn inputs(comparison: Option<Comparison>) -> Inputs {
    let usage = Usage {
        trainings: 4.0,
        training_hours: 2.0,
        tps: 1.0,
        serving_hours: 720.0,
        ..Usage::default()
    };
    let prices = Prices::parse(SHIPPED).expect("the shipped prices");
    Inputs {
        eval: Some(evaluated()),
        eval_file: "rehearsal-run/eval.json".into(),
        eval_sha256: "digest".into(),
        comparison,
        cost: Some(estimate(usage, Vec::new(), prices)),
        ..Inputs::default()
    }
}

/// Lists of the service on the clean cut: our model has `ours`, the lists have `theirs`, by 60 users.
fn by_lists(ours: f64, theirs: f64, holm_p: f64, verdict: Verdict) -> Decision {
    let difference = ours - theirs;
    let paired = Paired {
        n_users: 60,
        difference,
        interval: Some(Interval { low: difference - 0.02, high: difference + 0.02 }),
        randomisation: Randomisation { p: holm_p, exact: false },
        wilcoxon: None,
        effect_size: None,
        n_better: 20,
        n_worse: 20,
        smallest_difference: 0.03,
    };
    let row = PairedRow {
        metric: crate::experiment::MAIN_METRIC.key.into(),
        lists: "personalize".into(),
        model: "markov".into(),
        lists_mean: theirs,
        lists_interval: None,
        model_mean: ours,
        paired,
        unpaired_noise: 0.1,
        paired_noise: 0.02,
        holm_p,
        verdict,
    };
    let paired = PairedLists {
        runs: Vec::new(),
        lists_file: "lists.parquet".into(),
        ours_file: "ours.parquet".into(),
        view: View::Clean,
        only_lists: 0,
        only_ours: 0,
        rows: vec![row],
    };
    let comparison = Comparison { schema_version: 3, services: Vec::new(), paired: Some(paired) };
    decide(&inputs(Some(comparison))).expect("there is an evaluation")
}

#[test]
fn lists_that_are_clearly_better_speak_for_the_service() {
    let found = by_lists(0.30, 0.35, 0.0004, Verdict::Worse);
    assert_eq!(found.kind, DecisionKind::ServiceBetter);
    assert_eq!(
        found.sentence,
        "Consider Personalize: it is better on this data, by 17 %, for $146 a month; Personalize's lists reach \
         ndcg@25 0.3500 and the best local model, markov, 0.3000, for the same 60 users on items new to them."
    );
    assert_eq!(
        found.sureness,
        "Very sure: chance alone gives such a difference at most once in 2,500 cases. Personalize's lists are 0.0500 \
         above markov (95 % interval +0.0300 to +0.0700); p = 0.0004, paired over 60 users, corrected over all \
         comparisons."
    );
    assert_eq!(found.next[0].command.as_deref(), Some("rehearsal cost --requests 1000000"));
}

#[test]
fn a_model_that_is_clearly_better_speaks_against_it() {
    let found = by_lists(0.35, 0.30, 0.02, Verdict::Better);
    assert_eq!(found.kind, DecisionKind::LocalBetter);
    let said = "Do not pay $146 a month for Personalize: the local model markov is better on this data, by 17 %; \
                Personalize's lists reach ndcg@25 0.3000 and the best local model, markov, 0.3500, for the same 60 \
                users on items new to them.";
    assert_eq!(found.sentence, said);
    let said = "Fairly sure: chance alone gives such a difference at most once in 50 cases. markov is 0.0500 above \
                Personalize's lists (95 % interval +0.0300 to +0.0700); p = 0.0200";
    assert!(found.sureness.starts_with(said), "{}", found.sureness);
}

#[test]
fn lists_that_cannot_be_told_name_the_users_that_could() {
    let found = by_lists(0.30, 0.31, 0.4, Verdict::CannotTell);
    assert_eq!(found.kind, DecisionKind::CannotTell);
    let said = "Begin with the local model markov, and do not pay $146 a month for Personalize yet: no difference can \
                be shown;";
    assert!(found.sentence.starts_with(said), "{}", found.sentence);
    // (0.03 / 0.01)² · 60
    let said = " It would take about 540 test users to tell, more than the data has.";
    assert!(found.sentence.ends_with(said), "{}", found.sentence);
    let said =
        "Not sure which is better: chance alone gives such a difference in up to 40 of 100 cases.";
    assert!(found.sureness.starts_with(said), "{}", found.sureness);
    assert!(found.next[0].text.starts_with("Take the two for equal"), "{:?}", found.next);
}

/// The service's reported figures beside ours, all of them `value` but for coverage.
fn by_metrics(value: f64) -> Decision {
    let keys = crate::metric::REPORTED.iter().map(|metric| (metric.key.to_owned(), value));
    let metrics: BTreeMap<String, f64> =
        keys.chain([(crate::metric::COVERAGE.to_owned(), 0.9)]).collect();
    let service = from_metrics(metrics, "one", "a test", Required::Any).expect("figures");
    let ours = Evaluated {
        path: "rehearsal-run/eval.json".into(),
        sha256: "digest".into(),
        result: evaluated(),
    };
    let beside = compare(service, &[ours], &Typed::default());
    let comparison = Comparison { schema_version: 3, services: vec![beside], paired: None };
    decide(&inputs(Some(comparison))).expect("there is an evaluation")
}

#[test]
fn reported_figures_alone_never_decide_and_name_the_cut() {
    let weak = by_metrics(0.001);
    assert_eq!(weak.kind, DecisionKind::CannotTell);
    assert!(
        weak.sentence.starts_with(
            "Whether Personalize is better cannot be told from what it reports: its mrr@25 0.0010 is not clearly \
             above the 0.0000 that repeating the history has"
        ),
        "{}",
        weak.sentence
    );
    let strong = by_metrics(0.9);
    assert_eq!(strong.kind, DecisionKind::CannotTell);
    assert!(
        strong.sentence.starts_with("What Personalize reports is a leaning, no decision"),
        "{}",
        strong.sentence
    );
    for found in [weak, strong] {
        let command = found.next[0].command.as_deref().unwrap_or_default();
        assert!(
            command.starts_with("rehearsal split ") && command.contains("--view clean"),
            "{command}"
        );
    }
}

#[test]
fn without_a_figure_of_the_service_the_one_to_reach_is_named() {
    let found = decide(&inputs(None)).expect("there is an evaluation");
    assert_eq!(found.kind, DecisionKind::Unasked);
    assert!(
        found
            .sentence
            .starts_with("On this data a local model, markov, already reaches ndcg@25 1.0000"),
        "{}",
        found.sentence
    );
    assert!(found.sentence.ends_with("to be worth $146 a month."), "{}", found.sentence);
    let unpriced = decide(&Inputs { cost: None, ..inputs(None) }).expect("there is an evaluation");
    assert_eq!(unpriced.cost, "Not estimated yet.");
    assert_eq!(
        unpriced.next.last().and_then(|step| step.command.as_deref()),
        Some("rehearsal cost")
    );
}

#[test]
fn without_a_clean_view_nothing_is_decided() {
    let mut eval = evaluated();
    eval.views = None;
    let found = decide(&Inputs { eval: Some(eval), ..inputs(None) }).expect("an evaluation");
    assert_eq!(found.kind, DecisionKind::CannotTell);
    assert_eq!(found.next[0].command.as_deref(), Some("rehearsal eval baselines"));
    assert_eq!(decide(&Inputs::default()), None);
}
