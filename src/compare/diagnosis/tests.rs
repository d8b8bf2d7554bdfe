use super::hypothesis::DEFINITIONS;
use super::*;
use crate::compare::find_published;

const FOUR_DIGITS: Rounding = Rounding { figures: ROUNDING, coverage: ROUNDING };

fn diagnosis(row: &str) -> Diagnosis {
    let row = find_published(row).expect("shipped");
    let around = Circumstances {
        users: row.data.users,
        items: row.data.items,
        test_users: row.data.test_users,
    };
    diagnose(&row.metrics, row.rounding(), around)
}

fn verdicts(row: &str) -> Vec<Possibility> {
    diagnosis(row).hypotheses[..DEFINITIONS.len()].iter().map(|one| one.verdict).collect()
}

/// The table of the fact sheet (4.4) for each published row, in the order of its columns: the service's
/// discount with the ideal of the whole list and of the first K, the guide's with both, then both with
/// the ideal of all held-out items.
#[test]
fn the_fact_sheets_table_row_by_row() {
    use Possibility::{Can as O, Cannot as X};
    let only_the_services = [O, O, X, X, O, X];
    let any = [O; 6];
    for (row, expected) in [
        ("ml-1m/hrnn/2019-06-01", only_the_services),
        ("ml-1m/hrnn/2019-10-11", only_the_services),
        ("ml-100k-above-3/hrnn/2019-11-29", only_the_services),
        ("lastfm/hrnn/2020-04-09", only_the_services),
        ("lastfm/personalized-ranking/2020-04-09", only_the_services),
        ("airlines/hrnn-metadata-hpo/2020-06-15", only_the_services),
        ("ml-latest-small/personalized-ranking/2020-09-17", only_the_services),
        ("pantry/user-personalization/2021-07-13", only_the_services),
        ("pantry/user-personalization-text/2021-07-13", only_the_services),
        ("ml-100k-above-3/user-personalization-objective-low/2021-07-21", only_the_services),
        ("lastfm/sims/2020-04-09", any),
        ("ml-latest-small/user-personalization/2020-09-15", any),
        ("ml-latest-small/user-personalization/2020-09-17", any),
        ("ml-latest-small/sims/2020-09-15", any),
        ("ml-latest-small/sims/2020-09-17", any),
        ("ml-latest-small/personalized-ranking/2020-09-15", any),
        ("personalize-demo/user-personalization/2021-07-16", any),
        ("ml-100k-above-3/user-personalization/2021-07-21", any),
        ("ml-25m-half/user-personalization-hpo/2022-07-09", any),
        ("mpe/ranking/unit-test", any),
        ("retail-demo/user-personalization/2024-03", [O, O, O, X, O, O]),
        ("retail-demo/user-personalization-retrained/2024-03", [O, O, O, X, O, O]),
    ] {
        assert_eq!(verdicts(row), expected, "{row}");
    }
}

/// AWS's own code never is impossible.
#[test]
fn the_services_definition_fits_every_published_row() {
    for row in crate::compare::published() {
        let verdict = verdicts(&row.name)[0];
        let has_ndcg = row.metrics.keys().any(|key| key.starts_with("normalized"));
        let expected = if has_ndcg { Possibility::Can } else { Possibility::CannotTell };
        assert_eq!(verdict, expected, "{}", row.name);
    }
}

/// The fact sheet's hand check: precision@5 .0605 (so at most .3025 of the users have a hit among
/// five) and MRR .2035 allow NDCG@5 of at most .2295 by the guide's weights; reported .2418.
#[test]
fn the_binding_figures_are_named() {
    let found = diagnosis("airlines/hrnn-metadata-hpo/2020-06-15");
    let guide = &found.hypotheses[2];
    assert_eq!(
        guide.reason,
        "ndcg@5 can be at most 0.2295 beside mrr@25 0.2035, precision@5 0.0605; reported 0.2418"
    );
    assert_eq!(
        guide.conflict,
        [
            "mean_reciprocal_rank_at_25",
            "normalized_discounted_cumulative_gain_at_5",
            "precision_at_5"
        ]
    );
}

/// The hands-on article: 56 users, 23 / 31 / 52 hits, 823 of 9,742 items; the whole list's ideal by
/// either discount, not the guide's of the first K.
#[test]
fn the_hands_on_row() {
    use Possibility::{Can, Cannot};
    let found = diagnosis("ml-latest-small/hands-on/2022");
    assert_eq!(found.test_users.likely, Some(56));
    assert_eq!(found.test_users.hits, [(5, 23), (10, 31), (25, 52)].into());
    assert_eq!(found.coverage.as_ref().and_then(|one| one.covered), Some((823, 823)));
    let verdicts: Vec<Possibility> = found.hypotheses.iter().map(|one| one.verdict).collect();
    assert_eq!((verdicts[0], verdicts[2], verdicts[3]), (Can, Can, Cannot));
}

/// Preview answers hide one item a user; ml-latest-small's of 2020 do not fit that any more.
#[test]
fn one_held_out_item_fits_the_preview_and_not_2020() {
    let of = |row| {
        let found = diagnosis(row);
        found.hypotheses.iter().find(|one| one.name.starts_with("one item")).expect("asked").verdict
    };
    assert_eq!(of("ml-100k-above-3.6/hrnn/2018-12-04"), Possibility::Can);
    assert_eq!(of("ml-1m/hrnn/2019-01-18"), Possibility::Can);
    assert_eq!(of("ml-latest-small/user-personalization/2020-09-17"), Possibility::Cannot);
}

#[test]
fn figures_that_no_lists_give_are_called_out() {
    let figures = |changes: &[(&str, f64)]| {
        let mut metrics = find_published("ml-latest-small/user-personalization/2020-09-17")
            .expect("shipped")
            .metrics
            .clone();
        metrics.extend(changes.iter().map(|&(key, value)| (key.to_owned(), value)));
        diagnose(&metrics, FOUR_DIGITS, Circumstances::default())
    };
    assert!(figures(&[]).contradictions.is_empty());
    assert_eq!(
        figures(&[("precision_at_10", 0.7)]).contradictions,
        [
            "precision@5 0.0750 allows at most 0.5375 for precision@10, since only 5 places are added; \
             reported 0.7000",
            "precision@10 0.7000 leaves at least 0.2800 for precision@25, since a longer list keeps its \
             hits; reported 0.0379"
        ]
    );
    // 0.375 hits a user among the first five: 0.375 users at rank 1 and the rest at rank 6 give a mean
    // reciprocal rank of 0.479 at most.
    assert_eq!(
        figures(&[("mean_reciprocal_rank_at_25", 0.99)]).contradictions,
        ["no lists give mrr@25 0.9900 and precision@5 0.0750 together"]
    );
    let above = figures(&[("normalized_discounted_cumulative_gain_at_5", 0.6)]);
    assert!(above.contradictions.is_empty() && above.no_definition_fits());
}

mod any_figures {
    use proptest::prelude::*;

    use super::*;
    use crate::metric::REPORTED;

    /// Shares with four digits, the ends among them.
    fn share() -> impl Strategy<Value = f64> {
        prop_oneof![Just(0.0), Just(1.0), (0_u32..=10_000).prop_map(|n| f64::from(n) / 1e4)]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

        /// Whatever stands there, the programmes are solved, and what the precisions alone contradict
        /// no definition can give.
        #[test]
        fn are_diagnosed(figures in proptest::array::uniform7(share())) {
            let metrics: BTreeMap<String, f64> =
                REPORTED.iter().map(|metric| metric.key.to_owned()).zip(figures).collect();
            let found = diagnose(&metrics, FOUR_DIGITS, Circumstances::default());
            for one in &found.hypotheses[..=DEFINITIONS.len()] {
                prop_assert!(one.verdict != Possibility::CannotTell, "{}", one.reason);
                prop_assert_eq!(one.verdict == Possibility::Cannot, !one.conflict.is_empty());
            }
            if !found.contradictions.is_empty() {
                prop_assert!(found.no_definition_fits());
            }
        }
    }
}

#[test]
fn figures_that_are_missing_decide_nothing() {
    let metrics = [("precision_at_5".to_owned(), 0.075)].into();
    let found = diagnose(&metrics, FOUR_DIGITS, Circumstances::default());
    let definitions = &found.hypotheses[..DEFINITIONS.len()];
    assert!(definitions.iter().all(|one| one.verdict == Possibility::CannotTell));
    // One held-out item leaves at most a fifth; .075 is less, .5 is more.
    assert_eq!(found.hypotheses[DEFINITIONS.len()].verdict, Possibility::Can);
    let metrics = [("precision_at_5".to_owned(), 0.5)].into();
    let found = diagnose(&metrics, FOUR_DIGITS, Circumstances::default());
    assert_eq!(found.hypotheses[DEFINITIONS.len()].verdict, Possibility::Cannot);
    let nothing = diagnose(&BTreeMap::new(), FOUR_DIGITS, Circumstances::default());
    assert_eq!((nothing.test_users.likely, nothing.test_users.n_feasible), (None, 0));
}
