//! The drift of the item mix, with chance taken off.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::bucket::{BUCKETS, Bucket};
use super::distribution::Quantiles;
use crate::dataset::{Dataset, UserIdx};
use crate::number::{from_count, from_seconds, from_u128, grouped, to_u32};

/// The item mix is called moved when so much of it is another.
const MOVED: f64 = 0.1;
const SECONDS_PER_DAY: f64 = 86_400.0;

/// The drift of the item mix, and the training that it asks for.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Drift {
    /// The mean of the buckets' drift.
    pub mean: f64,
    /// The difference of two tenths if nothing drifts: the mean distance of random tenths, to which whole
    /// sessions are dealt, since the rows of a session come together.
    pub by_chance: f64,
    /// The median bucket's length in days.
    pub days_per_bucket: f64,
    /// Days in which a tenth of the item mix becomes another, beyond chance; none when no drift shows.
    pub days_to_move_a_tenth: Option<f64>,
    /// The advice, in a sentence.
    pub advice: String,
}

impl Drift {
    /// From the buckets' drift and lengths in seconds.
    pub(crate) fn new(buckets: &[Bucket], mut lengths: Vec<i64>, by_chance: f64) -> Self {
        let drifts: Vec<f64> = buckets.iter().filter_map(|bucket| bucket.drift).collect();
        if drifts.is_empty() {
            return Drift { advice: "too few rows to see a drift".to_owned(), ..Drift::default() };
        }
        let mean = drifts.iter().sum::<f64>() / from_count(drifts.len());
        lengths.sort_unstable();
        let median = Quantiles::of(&lengths, from_seconds).p50;
        let days_per_bucket = median / SECONDS_PER_DAY;
        let beyond = mean - by_chance;
        // Below a point of a hundred it is noise of the estimate itself.
        let days =
            (beyond > 0.01 && days_per_bucket > 0.0).then(|| days_per_bucket * MOVED / beyond);
        Drift { mean, by_chance, days_per_bucket, days_to_move_a_tenth: days, advice: advice(days) }
    }
}

fn advice(days: Option<f64>) -> String {
    match days {
        None => "no drift beyond chance: retrain when items or users are added, not by the clock"
            .to_owned(),
        Some(days) if days < 1.0 => format!(
            "a tenth of the item mix is another after {} hours: retrain daily, and let automatic \
             updates add new items in between",
            grouped(days * 24.0, 1)
        ),
        Some(days) if days <= 7.0 => format!(
            "a tenth of the item mix is another after {} days: retrain at least that often; the \
             service's automatic training is weekly unless told otherwise",
            grouped(days, 1)
        ),
        Some(days) if days <= 30.0 => format!(
            "a tenth of the item mix is another after {} days: the service's weekly automatic \
             training is enough",
            grouped(days, 0)
        ),
        Some(days) => format!(
            "a tenth of the item mix is another after {} days: monthly training is enough, the \
             weekly default costs more than it brings",
            grouped(days, 0)
        ),
    }
}

/// ½ Σ |p − q| of two mixes given by counts; 0 when either is empty.
pub(super) fn distance(left: &[u32], right: &[u32]) -> f64 {
    let total = |counts: &[u32]| counts.iter().map(|&count| u64::from(count)).sum::<u64>();
    let (n_left, n_right) = (total(left), total(right));
    let product = |count: u32, total: u64| u128::from(count) * u128::from(total);
    let pairs = left.iter().zip(right);
    let apart =
        pairs.map(|(&left, &right)| product(left, n_right).abs_diff(product(right, n_left)));
    share_apart(apart.sum(), (n_left, n_right))
}

/// The distance of two mixes of so many rows, from Σ |l · n(right) − r · n(left)| over their counts l and r: whole numbers,
/// so that no order of adding changes it. 0 when either is empty.
pub(crate) fn share_apart(apart: u128, (n_left, n_right): (u64, u64)) -> f64 {
    if n_left == 0 || n_right == 0 {
        return 0.0;
    }
    let twice = 2 * u128::from(n_left) * u128::from(n_right);
    from_u128(apart) / from_u128(twice)
}

/// Pairs of random tenths that are compared; of a huge catalogue one, for room.
const PAIRS: usize = BUCKETS / 2;
const HUGE_CATALOGUE: usize = 1 << 20;

/// The number of pairs of random tenths that are compared, for so many items.
pub(crate) const fn chance_pairs(n_items: usize) -> usize {
    if n_items > HUGE_CATALOGUE { 1 } else { PAIRS }
}

/// The mean distance of random tenths, to which whole sessions are dealt; which, user and session decide.
pub(super) fn by_chance(dataset: &Dataset, session_gap_s: i64) -> f64 {
    let n_items = dataset.items().len();
    let n_pairs = chance_pairs(n_items);
    let mut tenths = vec![vec![0_u32; n_items]; 2 * n_pairs];
    for user in (0..to_u32(dataset.users().len())).map(UserIdx) {
        let (mut session, mut last) = (0_u32, None);
        for &row in dataset.rows_of(user) {
            let instant = dataset.timestamp_s(row);
            let gap = last.map_or(0, |last| instant.saturating_sub(last));
            session += u32::from(gap > session_gap_s);
            last = Some(instant);
            let tenth = mixed(u64::from(user.0) << 32 | u64::from(session)) % BUCKETS as u64;
            let tenth = usize::try_from(tenth).unwrap_or(BUCKETS);
            if let Some(counts) = tenths.get_mut(tenth) {
                counts[dataset.item(row).index()] += 1;
            }
        }
    }
    let distances = tenths.chunks_exact(2).map(|pair| distance(&pair[0], &pair[1]));
    distances.sum::<f64>() / from_count(n_pairs)
}

/// Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators",
/// doi:10.1145/2660193.2660195: its mixer.
const fn mixed(number: u64) -> u64 {
    let bits = number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distance_of_mixes_is_half_the_sum_of_their_differences() {
        assert!(distance(&[1, 1], &[2, 2]).abs() < 1e-12);
        assert!((distance(&[2, 0], &[0, 7]) - 1.0).abs() < 1e-12);
        assert!((distance(&[1, 1], &[1, 3]) - 0.25).abs() < 1e-12);
        assert!(distance(&[0], &[1]).abs() < 1e-12);
    }
}
