//! Turns how much a film pleases into stars.

use super::catalogue::Film;
use super::history::Historian;
use super::member::Member;
use super::number::{index, real_length, whole_index};
use super::plan::Release;
use super::random::Random;
use super::shape::RATINGS;

/// The weights of the film, the user, the match of both and chance in the pleasure.
const QUALITY: f64 = 0.45;
const GENEROSITY: f64 = 0.42;
const MATCH: f64 = 0.5;
const CHANCE: f64 = 0.72;
/// About how many ratings are drawn in advance to find the bounds between the stars.
const SAMPLE: u64 = 200_000;

/// The pleasure that a film gives a user; near standard normal over all ratings.
pub(super) fn pleasure(film: &Film, member: &Member, random: &mut Random) -> f64 {
    let own = member.themes[0];
    let belongs = film.communities.iter().find(|membership| membership.0 == own);
    let matched = belongs.map_or(0.0, |membership| f64::from(membership.1));
    QUALITY * f64::from(film.quality)
        + GENEROSITY * f64::from(member.generosity)
        + MATCH * matched
        + CHANCE * random.gaussian()
}

/// The bounds of pleasure between the ratings 0.5, 1.0, … 5.0.
#[derive(Debug, Clone, Default)]
pub(super) struct Scale {
    half_stars: [f32; 9],
    whole_stars: [f32; 9],
}

impl Scale {
    /// Finds the bounds with which the release's ratings follow the measured histogram,
    /// from a sample of its users.
    pub(super) fn fitted(release: &Release) -> Self {
        let step = (release.config.ratings / SAMPLE).max(1);
        let step = usize::try_from(step).unwrap_or(usize::MAX);
        let mut historian = Historian::new(release);
        let (mut whole, mut half) = (Vec::new(), Vec::new());
        for (user, member) in release.members.iter().enumerate().step_by(step) {
            let sample = if member.whole_stars { &mut whole } else { &mut half };
            sample.extend(historian.rows(user).iter().map(|row| row.pleasure));
        }
        let (all, by_whole) = (&RATINGS, whole_share(&release.members));
        let wholes = collapsed(all);
        let halves = std::array::from_fn(|value| (all[value] - by_whole * wholes[value]).max(0.0));
        Self { half_stars: bounds(&mut half, &halves), whole_stars: bounds(&mut whole, &wholes) }
    }

    /// The rating in half stars, 1 to 10.
    pub(super) fn half_stars(&self, pleasure: f32, whole_stars: bool) -> usize {
        let bounds = if whole_stars { &self.whole_stars } else { &self.half_stars };
        1 + bounds.iter().filter(|&&bound| pleasure >= bound).count()
    }
}

/// The share of all ratings that come from users of whole stars.
fn whole_share(members: &[Member]) -> f64 {
    let sum = |only_whole: bool| -> f64 {
        let counted = members.iter().filter(|member| member.whole_stars || !only_whole);
        counted.map(|member| f64::from(member.ratings)).sum()
    };
    sum(true) / sum(false)
}

/// The histogram with every half star rounded up.
fn collapsed(histogram: &[f64; 10]) -> [f64; 10] {
    std::array::from_fn(
        |value| {
            if value % 2 == 1 { histogram[value - 1] + histogram[value] } else { 0.0 }
        },
    )
}

/// The bounds that cut the sample in the histogram's proportions.
fn bounds(sample: &mut [f32], histogram: &[f64; 10]) -> [f32; 9] {
    sample.sort_unstable_by(f32::total_cmp);
    let total: f64 = histogram.iter().sum();
    let mut below = 0.0;
    std::array::from_fn(|value| {
        below += histogram[value] / total.max(1e-9);
        let place = whole_index(below * real_length(sample.len()) + 0.5);
        if below <= 0.0 {
            return f32::NEG_INFINITY;
        }
        sample.get(place).copied().unwrap_or(f32::INFINITY)
    })
}

/// The ratings as they are written, from half a star to five.
pub(super) const WRITTEN: [&str; 10] =
    ["0.5", "1.0", "1.5", "2.0", "2.5", "3.0", "3.5", "4.0", "4.5", "5.0"];

/// The text of a rating in half stars, 1 to 10.
pub(super) fn written(half_stars: usize) -> &'static str {
    WRITTEN[(half_stars - 1).min(index(9))]
}
