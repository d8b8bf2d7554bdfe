//! The history of one user: films, times, how much each pleased, and its stars.

use super::catalogue::Film;
use super::config::{RATINGS, calendar_year, years_in};
use super::member::{Member, Stars};
use super::plan::{MAINSTREAM, Plan};
use super::random::Random;
use super::session::{Moments, Session, maturity, sessions, theme_weights};
use crate::number::{from_count, single, to_index, to_u32, truncate_to_index};

/// One rating of a user.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// The position of the film in the catalogue.
    pub(super) item: u32,
    /// The time of the rating in Unix seconds.
    pub(super) time: i64,
    /// The pleasure that the film gave, before it is put into stars.
    pub(super) pleasure: f32,
}

/// Draws histories; kept for many users so that its memory is reused.
pub(super) struct Historian<'plan> {
    plan: &'plan Plan,
    chooser: Chooser<'plan>,
    moments: Moments,
    rows: Vec<Row>,
}

impl<'plan> Historian<'plan> {
    pub(super) fn new(plan: &'plan Plan) -> Self {
        Self { plan, chooser: Chooser::new(plan), moments: Moments::default(), rows: Vec::new() }
    }

    /// All ratings of a user, by film.
    pub(super) fn rows(&mut self, user: usize) -> &[Row] {
        let seed = self.plan.config.seed;
        let member = &self.plan.members[user];
        let mut random = Random::new(seed, "ratings", user);
        let sessions = sessions(member, user, seed);
        let mut rest = self.chooser.choices(user, &sessions, &mut random);
        self.rows.clear();
        for (position, session) in sessions.iter().enumerate() {
            let length = rest.partition_point(|choice| choice.session <= to_u32(position));
            let (own, others) = rest.split_at(length);
            rest = others;
            let next = sessions.get(position + 1).map(|next| next.start);
            let times = self.moments.of(length, session.start, next, member.pace, &mut random);
            for (choice, &time) in own.iter().zip(times) {
                let film = &self.plan.films[to_index(choice.item)];
                let pleasure = single(pleasure(film, member, &mut random));
                self.rows.push(Row { item: choice.item, time, pleasure });
            }
        }
        self.rows.sort_unstable_by_key(|row| row.item);
        &self.rows
    }
}

/// The mean number of ratings in a row on one theme.
const RUN_LENGTH: f64 = 12.0;
/// The most draws to replace a film that the user already has, before giving up.
const TRIES: usize = 32;
/// The number of tries in the community after which the mainstream is tried, and the best
/// known films are no longer passed over.
const TRIES_IN_COMMUNITY: usize = 16;
/// The chance to pass over a best known film at the very end, since these come first.
const RESERVE: f64 = 0.8;
/// The share of users whose ratings make a film half known.
const WELL_KNOWN: f64 = 0.03;

/// One film a user chose.
#[derive(Debug, Clone, Copy)]
struct Choice {
    /// The position of the session among the user's.
    pub(super) session: u32,
    /// The place in the session, in 256ths of a rating.
    place: u32,
    /// The position of the film in the catalogue.
    pub(super) item: u32,
}

/// Chooses films, never one twice for a user; kept for many users so that its memory is
/// reused.
struct Chooser<'plan> {
    plan: &'plan Plan,
    /// For each film the last user (as a running number) who had it.
    stamps: Vec<u32>,
    stamp: u32,
    choices: Vec<Choice>,
}

impl<'plan> Chooser<'plan> {
    pub(super) fn new(plan: &'plan Plan) -> Self {
        Self { plan, stamps: vec![0; plan.films.len()], stamp: 0, choices: Vec::new() }
    }

    /// The choices of the user, as many films as are rated, in the order of time.
    pub(super) fn choices(
        &mut self,
        user: usize,
        sessions: &[Session],
        random: &mut Random,
    ) -> &[Choice] {
        let member = &self.plan.members[user];
        self.stamp += 1;
        self.choices.clear();
        let mut free: Vec<u32> = sessions.iter().map(|session| session.size).collect();
        self.discover(user, sessions, &mut free, random);
        self.choose(member, sessions, &free, random);
        self.fill(member, sessions, random);
        self.choices.sort_unstable_by_key(|choice| (choice.session, choice.place, choice.item));
        &self.choices
    }

    /// Tells whether the user has the film already, which from now on is so.
    fn has(&mut self, item: u32) -> bool {
        let stamp = &mut self.stamps[to_index(item)];
        std::mem::replace(stamp, self.stamp) == self.stamp
    }

    /// Puts the user's own discoveries into sessions that are late enough for them.
    fn discover(
        &mut self,
        user: usize,
        sessions: &[Session],
        free: &mut [u32],
        random: &mut Random,
    ) {
        let plan = self.plan;
        for &item in plan.discoveries.of(user) {
            self.has(item);
            let year = plan.films[to_index(item)].year;
            let first = sessions.partition_point(|session| calendar(session) < year);
            let first = first.min(sessions.len() - 1);
            let wished = first + random.below(sessions.len() - first);
            let mut later = (wished..sessions.len()).chain(first..wished);
            let session = later.find(|&session| free[session] > 0).unwrap_or(wished);
            free[session] = free[session].saturating_sub(1);
            let place = random.below(to_index(sessions[session].size) << 8);
            self.choices.push(Choice { session: to_u32(session), place: to_u32(place), item });
        }
    }

    /// Draws films for what is free in each session, in runs on one theme.
    fn choose(&mut self, member: &Member, sessions: &[Session], free: &[u32], random: &mut Random) {
        for (position, session) in sessions.iter().enumerate() {
            let year = years_in(session.start);
            let weights = theme_weights(maturity(position, sessions.len()));
            let mut theme = member.themes[random.weighted(&weights)];
            for place in 0..free[position] {
                if self.choices.len() >= to_index(member.ratings) {
                    return;
                }
                if random.unit() * RUN_LENGTH < 1.0 {
                    theme = member.themes[random.weighted(&weights)];
                }
                let progress = from_count(self.choices.len()) / f64::from(member.ratings);
                if let Some(item) = self.choice(usize::from(theme), year, progress, random) {
                    let (session, place) = (to_u32(position), place << 8);
                    self.choices.push(Choice { session, place, item });
                }
            }
        }
    }

    /// A film the user does not have yet; `None` after too many tries.
    fn choice(
        &mut self,
        theme: usize,
        year: usize,
        progress: f64,
        random: &mut Random,
    ) -> Option<u32> {
        let audience = &self.plan.audience;
        let everybody = random.unit() < MAINSTREAM;
        for attempt in 0..TRIES {
            let item = if everybody || attempt >= TRIES_IN_COMMUNITY {
                audience.draw_mainstream(year, random)?
            } else {
                audience.draw(theme, year, random)?
            };
            let shuns = attempt < TRIES_IN_COMMUNITY && self.shuns(item, progress, random);
            if !shuns && !self.has(item) {
                return Some(item);
            }
        }
        None
    }

    /// Tells whether a well-known film is passed over because the user, if it was of any
    /// interest, has rated it long before.
    fn shuns(&self, item: u32, progress: f64, random: &mut Random) -> bool {
        let wish = self.plan.films[to_index(item)].wish;
        let known = wish / (wish + WELL_KNOWN * f64::from(self.plan.config.users));
        random.unit() < RESERVE * progress * known
    }

    /// Gives the last session what is still missing.
    fn fill(&mut self, member: &Member, sessions: &[Session], random: &mut Random) {
        let missing = to_index(member.ratings).saturating_sub(self.choices.len());
        let Some(last) = sessions.last().filter(|_| missing > 0) else {
            return;
        };
        let has = |item: usize| self.stamps[item] == self.stamp;
        for item in remaining(self.plan, calendar(last), missing, &has, random) {
            let session = to_u32(sessions.len() - 1);
            let place = to_u32(random.below(to_index(last.size) << 8));
            self.choices.push(Choice { session, place, item });
        }
    }
}

/// The calendar year of a session.
fn calendar(session: &Session) -> u16 {
    calendar_year(years_in(session.start))
}

/// Draws `missing` different films that exist by `year` and that the user does not have,
/// in proportion to their attraction; fewer only if there are not so many.
///
/// One pass over the catalogue, whatever share of it the user has already: each film
/// waits for an exponential time that its attraction shortens, and the first ones win.
fn remaining(
    plan: &Plan,
    year: u16,
    missing: usize,
    has: &dyn Fn(usize) -> bool,
    random: &mut Random,
) -> Vec<u32> {
    let mut waiting: Vec<(f64, u32)> = Vec::new();
    for (item, film) in plan.films.iter().enumerate() {
        if film.rated && film.year <= year && !has(item) {
            let wait = -libm::log(1.0 - random.unit());
            waiting.push((wait / plan.audience.weight(item), to_u32(item)));
        }
    }
    let sooner = |a: &(f64, u32), b: &(f64, u32)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
    if missing > 0 && missing < waiting.len() {
        waiting.select_nth_unstable_by(missing - 1, sooner);
        waiting.truncate(missing);
    }
    waiting.sort_unstable_by(sooner);
    waiting.into_iter().map(|film| film.1).collect()
}

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
    pub(super) fn fitted(plan: &Plan) -> Self {
        let step = (plan.config.ratings / SAMPLE).max(1);
        let step = usize::try_from(step).unwrap_or(usize::MAX);
        let mut historian = Historian::new(plan);
        let (mut whole, mut half) = (Vec::new(), Vec::new());
        for (user, member) in plan.members.iter().enumerate().step_by(step) {
            let sample = match member.stars {
                Stars::Whole => &mut whole,
                Stars::Half => &mut half,
            };
            sample.extend(historian.rows(user).iter().map(|row| row.pleasure));
        }
        let (all, by_whole) = (&RATINGS, whole_share(&plan.members));
        let wholes = collapsed(all);
        let halves = std::array::from_fn(|value| (all[value] - by_whole * wholes[value]).max(0.0));
        Self { half_stars: bounds(&mut half, &halves), whole_stars: bounds(&mut whole, &wholes) }
    }

    /// The rating in half stars, 1 to 10.
    pub(super) fn half_stars(&self, pleasure: f32, stars: Stars) -> usize {
        let bounds = match stars {
            Stars::Whole => &self.whole_stars,
            Stars::Half => &self.half_stars,
        };
        1 + bounds.iter().filter(|&&bound| pleasure >= bound).count()
    }
}

/// The share of all ratings that come from users of whole stars.
fn whole_share(members: &[Member]) -> f64 {
    let ratings = |member: &Member| f64::from(member.ratings);
    let of_whole: f64 =
        members.iter().filter(|member| member.stars == Stars::Whole).map(ratings).sum();
    of_whole / members.iter().map(ratings).sum::<f64>()
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
        let place = truncate_to_index(below * from_count(sample.len()) + 0.5);
        if below <= 0.0 {
            return f32::NEG_INFINITY;
        }
        sample.get(place).copied().unwrap_or(f32::INFINITY)
    })
}

/// The ratings as they are written, from half a star to five.
const WRITTEN: [&str; 10] = ["0.5", "1.0", "1.5", "2.0", "2.5", "3.0", "3.5", "4.0", "4.5", "5.0"];

/// The text of a rating in half stars, 1 to 10.
pub(super) fn written(half_stars: usize) -> &'static str {
    WRITTEN[(half_stars - 1).min(to_index(9))]
}
