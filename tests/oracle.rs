//! Our metrics against `trec_eval`, ranx, the AWS formulae and scipy, on thousands of lists.
//!
//! The tables of `tests/oracle` say on top what made them; `tests/oracle/README.md` says how.

use std::collections::HashMap;

use rehearsal::id;
use rehearsal::metric::{
    ACCURACY, AVERAGE_PRECISION, Convention, Judged, Metric, RECIPROCAL_RANK, REPLICATES, TiedList,
    UserValues, acceleration, bca_of, benjamini_hochberg, find, holm, randomisation,
    weighted_ndcg_at, wilcoxon, wilcoxon_by_normal_law,
};

const EXACT: f64 = 1e-9;

/// A table's rows by column.
struct Table {
    rows: Vec<HashMap<String, String>>,
}

impl Table {
    fn parse(text: &str) -> Self {
        let mut lines = text.lines().filter(|line| !line.starts_with("# "));
        let header: Vec<&str> = lines.next().expect("a header").split('\t').collect();
        let row = |line: &str| {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), header.len(), "{line}");
            header
                .iter()
                .zip(cells)
                .map(|(&name, cell)| (name.to_owned(), cell.to_owned()))
                .collect()
        };
        Self { rows: lines.map(row).collect() }
    }
}

fn number(row: &HashMap<String, String>, column: &str) -> f64 {
    let cell = row.get(column).unwrap_or_else(|| panic!("no column {column}"));
    cell.parse().unwrap_or_else(|_| panic!("{column}: {cell} is no number"))
}

fn numbers(cell: &str) -> Vec<f64> {
    if cell == "-" {
        return Vec::new();
    }
    cell.split(',').map(|one| one.parse().expect("a number")).collect()
}

/// Collects disagreements, so that a failure shows how many there are and the first of them.
#[derive(Default)]
struct Disagreements {
    n_compared: usize,
    found: Vec<String>,
}

impl Disagreements {
    fn compare(&mut self, what: &str, found: f64, expected: f64, slack: f64) {
        self.n_compared += 1;
        if (found - expected).abs() > slack || found.is_nan() {
            self.found.push(format!("{what}: {found}, not {expected}"));
        }
    }

    fn expect_none_of(self, at_least: usize) {
        assert!(self.n_compared >= at_least, "only {} were compared", self.n_compared);
        let first: Vec<&String> = self.found.iter().take(5).collect();
        assert!(self.found.is_empty(), "{} disagree: {first:#?}", self.found.len());
    }
}

const CUTS: [usize; 3] = [5, 10, 25];

/// The metric of this family within `k`.
fn at(family: &str, k: usize) -> &'static Metric {
    find(&format!("{family}_at_{k}")).expect("a metric of the table")
}

/// `trec_eval`'s columns with our metrics.
fn trec_eval() -> Vec<(String, &'static Metric)> {
    let mut columns = vec![
        ("te_recip_rank".to_owned(), &RECIPROCAL_RANK),
        ("te_map_cut_25".to_owned(), &AVERAGE_PRECISION),
    ];
    for k in CUTS {
        columns.push((format!("te_p_{k}"), at("precision", k)));
        columns.push((format!("te_recall_{k}"), at("recall", k)));
        columns.push((format!("te_success_{k}"), at("hit_rate", k)));
        columns.push((format!("te_ndcg_cut_{k}"), at("normalized_discounted_cumulative_gain", k)));
    }
    columns
}

fn judged(row: &HashMap<String, String>) -> Judged {
    let hits: Vec<bool> = match row["hits"].as_str() {
        "-" => Vec::new(),
        text => text.chars().map(|hit| hit == '1').collect(),
    };
    Judged::from_hits(&hits, row["n_relevant"].parse().expect("a count"))
}

#[test]
fn lists_have_the_values_of_trec_eval_ranx_and_the_aws_formulae() {
    let table = Table::parse(include_str!("oracle/lists.tsv"));
    assert!(table.rows.len() >= 3_000);
    let mut all = Disagreements::default();
    for row in &table.rows {
        let judged = judged(row);
        let value = |metric: &Metric, convention| {
            metric.of_hits(judged, convention).expect("something to find")
        };
        let mut standard = trec_eval();
        standard.push(("rx_mrr_25".to_owned(), &RECIPROCAL_RANK));
        standard.push(("rx_map_25".to_owned(), &AVERAGE_PRECISION));
        let mut aws = vec![("aws_mrr".to_owned(), &RECIPROCAL_RANK, Convention::Service)];
        for k in CUTS {
            standard.push((format!("rx_precision_{k}"), at("precision", k)));
            standard.push((format!("rx_recall_{k}"), at("recall", k)));
            standard.push((format!("rx_hit_rate_{k}"), at("hit_rate", k)));
            standard.push((format!("rx_ndcg_{k}"), at("normalized_discounted_cumulative_gain", k)));
            aws.push((format!("aws_p_{k}"), at("precision", k), Convention::Service));
            aws.push((
                format!("aws_ndcg_m0_full_{k}"),
                at("normalized_discounted_cumulative_gain", k),
                Convention::Service,
            ));
            aws.push((
                format!("aws_ndcg_m1_topk_{k}"),
                at("normalized_discounted_cumulative_gain", k),
                Convention::Documented,
            ));
        }
        let standard =
            standard.into_iter().map(|(name, metric)| (name, metric, Convention::Standard));
        for (column, metric, convention) in standard.chain(aws) {
            let what = format!("{column} of {} in {}", row["n_relevant"], row["hits"]);
            all.compare(&what, value(metric, convention), number(row, &column), EXACT);
        }
    }
    all.expect_none_of(3_000 * 38);
}

/// A query without relevant items has no value: `trec_eval` passes over it, and so do we, so that the
/// mean is over the others.
#[test]
fn an_empty_truth_has_no_value_and_lowers_no_mean() {
    for hits in [&[][..], &[false], &[false; 25]] {
        let judged = Judged::from_hits(hits, 0);
        for metric in ACCURACY {
            for convention in Convention::ALL {
                assert_eq!(metric.of_hits(judged, convention), None, "{metric:?} {convention}");
            }
        }
        assert_eq!(weighted_ndcg_at(&vec![0.0; hits.len()], &[], 5, Convention::Standard), None);
    }
    let mut values = UserValues::new(1);
    let found = RECIPROCAL_RANK.of_hits(Judged::from_hits(&[true], 1), Convention::Standard);
    values.push(&[found]);
    values.push(&[RECIPROCAL_RANK.of_hits(Judged::from_hits(&[false], 0), Convention::Standard)]);
    assert_eq!(values.mean(0), (1.0, 1));
}

#[test]
fn ties_are_trec_evals_when_ranked_as_it_does_and_within_our_range_as_we_do() {
    let table = Table::parse(include_str!("oracle/ties.tsv"));
    assert!(table.rows.len() >= 600);
    let (mut by_its_rule, mut in_range) = (Disagreements::default(), 0);
    let mut n_in_doubt = 0;
    for row in &table.rows {
        let relevant: Vec<&str> = row["relevant"].split(',').collect();
        let mut list: Vec<(&str, f64)> = row["list"]
            .split(',')
            .map(|place| place.split_once(':').expect("id and score"))
            .map(|(id, score)| (id, score.parse().expect("a score")))
            .collect();
        let hits = |list: &[(&str, f64)]| -> Vec<bool> {
            list.iter().map(|(id, _)| relevant.contains(id)).collect()
        };
        // trec_eval: equal scores by falling id as text. Ours: by rising id, length first.
        list.sort_by(|left, right| right.1.total_cmp(&left.1).then(right.0.cmp(left.0)));
        let theirs = Judged::from_hits(&hits(&list), relevant.len());
        list.sort_by(|left, right| {
            right.1.total_cmp(&left.1).then_with(|| id::compare(left.0, right.0))
        });
        let ours = hits(&list);
        let scored: Vec<(bool, f64)> =
            ours.iter().zip(&list).map(|(&hit, &(_, score))| (hit, score)).collect();
        let tied = TiedList::new(&scored, relevant.len());
        n_in_doubt += usize::from(tied.is_in_doubt());
        for (column, metric) in trec_eval() {
            let expected = number(row, &column);
            let found = metric.of_hits(theirs, Convention::Standard).expect("something to find");
            by_its_rule.compare(&column, found, expected, EXACT);
            let range = tied.range(metric, Convention::Standard).expect("something to find");
            let mine =
                metric.of_hits(Judged::from_hits(&ours, relevant.len()), Convention::Standard);
            let inside = |value: f64| value >= range.low - EXACT && value <= range.high + EXACT;
            assert!(inside(expected) && mine.is_some_and(inside), "{column} {range:?} {row:?}");
            in_range += 1;
        }
    }
    by_its_rule.expect_none_of(600 * 14);
    assert!(in_range >= 600 * 14 && n_in_doubt > 300, "{n_in_doubt} lists in doubt");
}

#[test]
fn graded_lists_have_trec_evals_ndcg() {
    let table = Table::parse(include_str!("oracle/graded.tsv"));
    let mut all = Disagreements::default();
    for row in &table.rows {
        let (gains, unlisted) = (numbers(&row["gains"]), numbers(&row["unlisted"]));
        for k in CUTS {
            let found = weighted_ndcg_at(&gains, &unlisted, k, Convention::Standard);
            let column = format!("te_ndcg_cut_{k}");
            all.compare(&column, found.unwrap_or(0.0), number(row, &column), EXACT);
        }
    }
    all.expect_none_of(500 * 3);
}

#[test]
fn paired_tests_have_scipys_p_values() {
    let table = Table::parse(include_str!("oracle/paired.tsv"));
    let mut all = Disagreements::default();
    let mut n_exact = 0;
    for row in &table.rows {
        let (a, b) = (numbers(&row["a"]), numbers(&row["b"]));
        let differences: Vec<f64> = a.iter().zip(&b).map(|(a, b)| a - b).collect();
        let found = wilcoxon(&differences).expect("they differ");
        let normal = wilcoxon_by_normal_law(&differences).expect("they differ");
        let statistic = number(row, "wilcoxon_statistic_rounded");
        all.compare("wilcoxon_statistic", found.statistic, statistic, EXACT);
        all.compare("by the normal law", normal.p, number(row, "wilcoxon_p_rounded"), EXACT);
        if let Ok(expected) = row["wilcoxon_p_exact"].parse() {
            assert!(found.exact);
            all.compare("counted out", found.p, expected, EXACT);
        }
        let paired = rehearsal::metric::paired(&a, &b, 1, 0).expect("users");
        all.compare("d", paired.effect_size.expect("spread"), number(row, "cohens_dz"), EXACT);
        if let Ok(expected) = row["randomisation_p_exact"].parse() {
            let found = randomisation(&differences, 1);
            n_exact += usize::from(found.exact);
            // With 14 differences we draw; the draw strays by √(p (1 − p) / 9,999).
            let slack = if found.exact { EXACT } else { 0.02 };
            all.compare("randomisation", found.p, expected, slack);
        }
    }
    all.expect_none_of(60 * 3);
    assert!(n_exact >= 20, "{n_exact} were exact");
}

#[test]
fn corrections_have_statsmodels_values() {
    let table = Table::parse(include_str!("oracle/corrected.tsv"));
    let mut all = Disagreements::default();
    for row in &table.rows {
        let p = numbers(&row["p"]);
        for (column, found) in [("holm", holm(&p)), ("benjamini_hochberg", benjamini_hochberg(&p))]
        {
            for (found, expected) in found.into_iter().zip(numbers(&row[column])) {
                all.compare(column, found, expected, EXACT);
            }
        }
    }
    all.expect_none_of(2 * 40);
}

#[test]
fn bca_intervals_come_near_scipys() {
    let table = Table::parse(include_str!("oracle/bca.tsv"));
    let mut all = Disagreements::default();
    for row in &table.rows {
        let values = numbers(&row["values"]);
        all.compare("acceleration", acceleration(&values), number(row, "acceleration"), EXACT);
        let (low, high) = (number(row, "low"), number(row, "high"));
        // Both are drawn; more draws than by default, so that the slack can be small: 6 % of the
        // width is about three deviations of an end at 20,000 draws, and a step of a coarse sample.
        let found = bca_of(&values, 7, 10 * REPLICATES).expect("many users");
        let slack = 0.06 * (high - low);
        all.compare("low", found.low, low, slack);
        all.compare("high", found.high, high, slack);
    }
    all.expect_none_of(12 * 3);
}

/// The first two preview rows of 2018 that Personalize published in full precision, out of the hit
/// patterns that give them: one hidden item per user, 91 users.
#[test]
fn the_published_preview_rows_come_out_to_the_last_digits() {
    let rows = [
        (
            &[1, 1, 1, 2, 5, 6, 6, 6, 9, 11, 11, 16, 17, 18, 19, 20, 21, 21, 23][..],
            [
                0.053_968_750_691_776_29,
                0.048_688_753_385_421_9,
                0.064_908_789_632_557_65,
                0.091_895_438_145_743_82,
                0.010_989_010_989_010_99,
                0.009_890_109_890_109_89,
                0.008_351_648_351_648_353,
            ],
        ),
        (
            &[2, 4, 8, 8, 8, 11, 12, 12, 13, 17, 17, 17, 18, 22, 22][..],
            [
                0.019_587_187_573_612_913,
                0.016_483_516_483_516_484,
                0.027_472_527_472_527_472,
                0.055_378_468_279_180_526,
                0.004_395_604_395_604_396,
                0.005_494_505_494_505_495,
                0.006_593_406_593_406_594,
            ],
        ),
    ];
    for (ranks, expected) in rows {
        let mut users: Vec<Judged> = ranks
            .iter()
            .map(|&rank| {
                let hits: Vec<bool> = (1..=25).map(|place| place == rank).collect();
                Judged::from_hits(&hits, 1)
            })
            .collect();
        users.resize(91, Judged::from_hits(&[false; 25], 1));
        for (metric, expected) in rehearsal::metric::REPORTED.into_iter().zip(expected) {
            let values: Vec<f64> = users
                .iter()
                .filter_map(|&user| metric.of_hits(user, Convention::Service))
                .collect();
            let found = rehearsal::metric::mean(&values);
            assert!((found - expected).abs() < 1e-12, "{}: {found}, not {expected}", metric.key);
        }
    }
}
