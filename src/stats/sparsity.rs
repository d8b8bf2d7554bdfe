//! Describes an interactions file by its statistics.

use super::advice::DataPlace;
use super::card::card;
use super::figures::{StatsCounts, StatsTimes};
use super::funnel::Funnel;
use super::kinds::Kinds;
use super::largest::Largest;
use super::picture::picture;
use super::sessions::sessions;
use super::statistics::{PopularItem, Stats};
use super::timeline::Timeline;
use super::user_pass::{UserPass, components};
use crate::dataset::Dataset;
use crate::export::digest::FileRecord;
use crate::number::to_u32;

/// The items that are named with their rows, at most.
pub(crate) const MOST_POPULAR: usize = 100;

/// Describes `dataset`, which was read from `file`. A session ends where a user's next row is more
/// than `session_gap_s` later. The order of the rows in the file changes no figure. The commands that the data card advises read the file at its path;
/// [`Stats::advise_for`] lets them read another place.
#[must_use]
pub fn describe(dataset: &Dataset, file: FileRecord, session_gap_s: i64) -> Stats {
    let mut pass = UserPass::new(dataset, session_gap_s);
    let kinds = Kinds::of(dataset);
    let mut stats = counts(dataset, &mut pass, &kinds).stats(file);
    if dataset.has_time() {
        let basis = (stats.users, session_gap_s);
        times(dataset, pass, &kinds, basis).add_to(&mut stats);
    }
    stats.advise_for(&DataPlace::File(stats.file.path.clone()));
    stats
}

/// The counts that need no time. The rows of each user are taken from `pass`.
fn counts(dataset: &Dataset, pass: &mut UserPass, kinds: &Kinds) -> StatsCounts {
    let by_item = rows_per_item(dataset);
    let (of_users, of_items) =
        ((dataset.users(), &pass.rows_per_user[..]), (dataset.items(), &by_item[..]));
    let largest = Largest::new(dataset.n_rows(), of_users, of_items);
    let most_popular = most_popular(dataset, &by_item);
    let matrix = picture(dataset, &pass.rows_per_user, &by_item);
    let per_item = sorted(by_item.into_iter().filter(|&count| count > 0).collect());
    let is_named = |(name, _): &&(String, usize)| !name.is_empty();
    StatsCounts {
        rows: dataset.n_rows(),
        distinct_pairs: pass.distinct_pairs,
        duplicates: pass.duplicates,
        unordered_rows: pass.unordered_rows,
        clock: dataset.clock(),
        event_types: kinds.rows.iter().filter(is_named).cloned().collect(),
        components: components(dataset, per_item.len()),
        per_user: sorted(std::mem::take(&mut pass.rows_per_user)),
        per_item,
        largest,
        most_popular,
        matrix,
    }
}

/// The figures that need a time.
fn times(
    dataset: &Dataset,
    pass: UserPass,
    kinds: &Kinds,
    (n_users, session_gap_s): (usize, i64),
) -> StatsTimes {
    let timeline = Timeline::new(dataset, kinds, session_gap_s);
    let takes_part = kinds.by_place(&pass.funnel_types);
    let instants = (0..to_u32(dataset.n_rows())).map(|row| dataset.timestamp_s(row));
    let span =
        instants.fold((i64::MAX, i64::MIN), |(first, last), at| (first.min(at), last.max(at)));
    StatsTimes {
        twins: pass.twins,
        funnel: Funnel::new(pass.funnel_pairs, pass.distinct_pairs, &kinds.rows, &takes_part),
        span,
        cold_items: timeline.cold_items,
        cold_users: timeline.cold_users,
        sessions: sessions(session_gap_s, pass.session_rows, pass.session_gaps_s, n_users),
        month_types: timeline.month_types,
        months: timeline.months,
        buckets: timeline.buckets,
        drift: timeline.drift,
    }
}

/// The items with the most rows, equals in the order of ids.
fn most_popular(dataset: &Dataset, by_item: &[usize]) -> Vec<PopularItem> {
    let mut items: Vec<usize> = (0..by_item.len()).filter(|&item| by_item[item] > 0).collect();
    let key = |&item: &usize| (std::cmp::Reverse(by_item[item]), item);
    if items.len() > MOST_POPULAR {
        items.select_nth_unstable_by_key(MOST_POPULAR, key);
        items.truncate(MOST_POPULAR);
    }
    items.sort_unstable_by_key(key);
    let popular = |item: usize| PopularItem {
        item: dataset.items().id(item).to_owned(),
        interactions: by_item[item],
    };
    items.into_iter().map(popular).collect()
}

/// These counts, rising.
fn sorted(mut counts: Vec<usize>) -> Vec<usize> {
    counts.sort_unstable();
    counts
}

impl Stats {
    /// Makes the data card anew, so that the commands which it advises read this place.
    pub fn advise_for(&mut self, place: &DataPlace) {
        self.card = card(self, place);
    }

    /// Makes the data card anew, without commands: none reads data that lies elsewhere.
    pub fn check_alone(&mut self) {
        self.advise_for(&DataPlace::DefaultFolder);
        self.card.iter_mut().for_each(|check| check.advice.clear());
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
}
