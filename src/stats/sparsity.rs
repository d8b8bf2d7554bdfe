//! Describes an interactions file by its statistics.

use super::advice::DataPlace;
use super::card::card;
use super::day::day;
use super::distribution::{Distribution, head_share};
use super::evaluation::EvaluationBase;
use super::funnel::Funnel;
use super::kinds::Kinds;
use super::largest::Largest;
use super::picture::picture;
use super::recorded::RecordedTime;
use super::sessions::sessions;
use super::statistics::{CurvePoint, HeadShare, Span, Stats};
use super::timeline::Timeline;
use super::user_pass::{UserPass, components};
use crate::dataset::{Dataset, service_test_users};
use crate::export::digest::FileRecord;
use crate::number::{from_count, from_seconds, ratio, round_to_count, to_u32};

const SECONDS_PER_MONTH: f64 = 30.4375 * 86_400.0;

/// Describes `dataset`, which was read from `file`. A session ends where a user's next row is more
/// than `session_gap_s` later. The order of the rows in the file changes no figure. The commands that the data card advises read the file at its path;
/// [`Stats::advise_for`] lets them read another place.
#[must_use]
pub fn describe(dataset: &Dataset, file: FileRecord, session_gap_s: i64) -> Stats {
    let mut pass = UserPass::new(dataset, session_gap_s);
    let kinds = Kinds::of(dataset);
    let mut stats = without_time(dataset, file, &mut pass, &kinds);
    if dataset.has_time() {
        add_time(&mut stats, dataset, pass, &kinds, session_gap_s);
    }
    stats.advise_for(&DataPlace::File(stats.file.path.clone()));
    stats
}

/// The statistics that need no time. The rows of each user are taken from `pass`.
fn without_time(dataset: &Dataset, file: FileRecord, pass: &mut UserPass, kinds: &Kinds) -> Stats {
    let n_rows = dataset.n_rows();
    let by_item = rows_per_item(dataset);
    let (of_users, of_items) =
        ((dataset.users(), &pass.rows_per_user[..]), (dataset.items(), &by_item[..]));
    let largest = Largest::new(n_rows, of_users, of_items);
    let matrix = picture(dataset, &pass.rows_per_user, &by_item);
    let per_item = sorted(by_item.into_iter().filter(|&count| count > 0).collect());
    let per_user = sorted(std::mem::take(&mut pass.rows_per_user));
    let (users, items, distinct_pairs) = (per_user.len(), per_item.len(), pass.distinct_pairs);
    // In floating point: users × items may exceed 64 bits in hostile files.
    let density = from_count(distinct_pairs) / (from_count(users) * from_count(items));
    let is_named = |(name, _): &&(String, usize)| !name.is_empty();
    Stats {
        schema_version: 1,
        file,
        interactions: n_rows,
        users,
        items,
        distinct_pairs,
        density,
        sparsity: 1.0 - density,
        repeats: n_rows - distinct_pairs,
        duplicates: pass.duplicates,
        repeat_share: ratio(n_rows - distinct_pairs, n_rows),
        largest,
        time: RecordedTime::new(dataset, pass.unordered_rows),
        event_types: kinds.rows.iter().filter(is_named).cloned().collect(),
        head_share: HeadShare::of(&per_item),
        long_tail_share: long_tail_share(&per_item),
        service_test_users: service_test_users(users),
        evaluation: EvaluationBase::of(&per_user),
        components: components(dataset, items),
        popularity_curve: curve(&per_item),
        activity_curve: curve(&per_user),
        per_user: Distribution::of(&per_user),
        per_item: Distribution::of(&per_item),
        matrix,
        ..Stats::default()
    }
}

/// Adds the statistics that need a time.
fn add_time(
    stats: &mut Stats,
    dataset: &Dataset,
    pass: UserPass,
    kinds: &Kinds,
    session_gap_s: i64,
) {
    let timeline = Timeline::new(dataset, kinds, session_gap_s);
    let (pairs, of_pairs) = (pass.funnel_pairs, pass.distinct_pairs);
    stats.twins = Some(pass.twins);
    let takes_part = kinds.by_place(&pass.funnel_types);
    stats.funnel = Some(Funnel::new(pairs, of_pairs, &kinds.rows, &takes_part));
    stats.span = Some(span(dataset));
    stats.cold_items_newest_tenth = Some(timeline.cold_items);
    stats.cold_users_newest_tenth = Some(timeline.cold_users);
    let (rows, gaps) = (pass.session_rows, pass.session_gaps_s);
    stats.sessions = Some(sessions(session_gap_s, rows, gaps, stats.users));
    stats.month_types = timeline.month_types;
    stats.months = timeline.months;
    stats.timeline = timeline.buckets;
    stats.drift = Some(timeline.drift);
}

/// These counts, rising.
fn sorted(mut counts: Vec<usize>) -> Vec<usize> {
    counts.sort_unstable();
    counts
}

impl HeadShare {
    /// The shares of items of which each has so many rows, rising.
    fn of(per_item: &[usize]) -> Self {
        Self {
            top_1_percent: head_share(per_item, 1),
            top_5_percent: head_share(per_item, 5),
            top_20_percent: head_share(per_item, 20),
        }
    }
}

impl Stats {
    /// Makes the data card anew, so that the commands which it advises read this place.
    pub fn advise_for(&mut self, place: &DataPlace) {
        self.card = card(self, place);
    }
}

/// The rows of each item of the catalogue.
fn rows_per_item(dataset: &Dataset) -> Vec<usize> {
    let mut by_item = vec![0; dataset.items().len()];
    for row in 0..to_u32(dataset.n_rows()) {
        by_item[dataset.item(row).index()] += 1;
    }
    by_item
}

/// The least popular items, together at most a fifth of the rows, as a share of the items.
fn long_tail_share(sorted: &[usize]) -> f64 {
    let total: usize = sorted.iter().sum();
    let mut rows = 0;
    let n_tail = sorted
        .iter()
        .take_while(|&&count| {
            rows += count;
            rows * 5 <= total
        })
        .count();
    ratio(n_tail, sorted.len())
}

fn span(dataset: &Dataset) -> Span {
    let instants = (0..to_u32(dataset.n_rows())).map(|row| dataset.timestamp_s(row));
    let (first_s, last_s) =
        instants.fold((i64::MAX, i64::MIN), |(first, last), at| (first.min(at), last.max(at)));
    let months = from_seconds(last_s.saturating_sub(first_s)) / SECONDS_PER_MONTH;
    let interactions_per_month = from_count(dataset.n_rows()) / months.max(1.0);
    Span { first_s, last_s, first_day: day(first_s), last_day: day(last_s), interactions_per_month }
}

/// All ranks up to 50, then about 40 for every tenfold.
fn curve(sorted: &[usize]) -> Vec<CurvePoint> {
    let mut points = Vec::new();
    let mut rank = 1;
    while rank <= sorted.len() {
        points.push(CurvePoint { rank, interactions: sorted[sorted.len() - rank] });
        let next = round_to_count(from_count(rank) * 1.06);
        rank = if rank < sorted.len() { next.max(rank + 1).min(sorted.len()) } else { rank + 1 };
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stats() -> Stats {
        let dataset = Dataset::from_rows(&[
            ("1", "a", "click", 0),
            ("1", "a", "watch", 0),
            ("1", "a", "watch", 0),
            ("1", "b", "click", 86_400),
            ("2", "a", "click", 86_400),
        ]);
        let file = FileRecord { path: "x.csv".into(), bytes: 0, sha256: String::new() };
        describe(&dataset, file, 1_800)
    }

    #[test]
    fn counts_follow_their_definitions() {
        let stats = stats();
        assert_eq!((stats.interactions, stats.users, stats.items), (5, 2, 2));
        assert_eq!((stats.distinct_pairs, stats.repeats, stats.duplicates), (3, 2, 1));
        assert_eq!((stats.twins, stats.components.count), (Some(1), 1));
        assert_eq!(stats.sessions.as_ref().map(|sessions| sessions.count), Some(3));
        assert_eq!((stats.evaluation.users_with_two, stats.evaluation.test_users), (1, 1));
        assert!((stats.density - 3.0 / 4.0).abs() < 1e-12);
        assert_eq!(stats.event_types, [("click".to_owned(), 3), ("watch".to_owned(), 2)]);
        let span = stats.span.expect("a time");
        assert_eq!((&*span.first_day, &*span.last_day), ("1970-01-01", "1970-01-02"));
        assert!((span.interactions_per_month - 5.0).abs() < 1e-12);
        assert_eq!(stats.per_user.with_1, 1);
        assert!((stats.long_tail_share - 0.5).abs() < 1e-12, "item b has a fifth of the rows");
    }

    /// A view, a cart and a purchase within seconds, two items of one second, and a view next day.
    #[test]
    fn a_funnel_is_of_one_session_and_a_second_has_no_order() {
        let dataset = Dataset::from_rows(&[
            ("1", "a", "view", 0),
            ("1", "a", "cart", 5),
            ("1", "a", "buy", 9),
            ("1", "b", "view", 9),
            ("2", "a", "view", 0),
            ("2", "a", "buy", 86_400),
        ]);
        let file = FileRecord { path: "x.csv".into(), bytes: 0, sha256: String::new() };
        let stats = describe(&dataset, file, 1_800);
        let funnel = stats.funnel.as_ref().expect("a time");
        assert_eq!(funnel.pairs, 1, "user 2 came back after the session");
        assert!((funnel.share - 1.0 / 3.0).abs() < 1e-12);
        assert_eq!(funnel.event_types, ["view", "buy", "cart"]);
        assert_eq!(funnel.target.as_deref(), Some("cart"));
        assert_eq!((stats.time.unordered_rows, stats.twins), (2, Some(0)));
        assert!((stats.repeat_share - 0.5).abs() < 1e-12);
        assert_eq!((stats.largest.user.as_str(), stats.largest.item.as_str()), ("1", "a"));
        let check = stats.card.iter().find(|check| check.figure == "funnel.share");
        let commands: Vec<&str> = check
            .map(|check| check.advice.iter().map(|advice| advice.command.as_str()).collect())
            .unwrap_or_default();
        let evaluate = "rehearsal eval baselines --interactions x.csv";
        let expected = [
            format!("{evaluate} --hold-out new-items"),
            format!("{evaluate} --target cart --hold-out new-target-items --seen exclude-target"),
        ];
        assert_eq!(commands, expected);
    }

    #[test]
    fn the_curve_falls_and_ends_with_the_last_item() {
        let sorted: Vec<usize> = (1..=5_000).collect();
        let curve = curve(&sorted);
        assert!(curve.len() < 220, "{}", curve.len());
        assert_eq!(curve[0], CurvePoint { rank: 1, interactions: 5_000 });
        assert_eq!(curve.last(), Some(&CurvePoint { rank: 5_000, interactions: 1 }));
        assert!(curve.windows(2).all(|pair| pair[0].rank < pair[1].rank));
    }
}
