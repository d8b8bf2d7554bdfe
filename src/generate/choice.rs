//! The choice of the films that one user rates, by session and in order.

use super::audience::MAINSTREAM;
use super::calendar::{calendar_year, years_in};
use super::member::Member;
use super::number::{index, real_length, short};
use super::plan::Release;
use super::random::Random;
use super::remainder::remaining;
use super::session::{Session, maturity};
use super::theme::theme_weights;

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
pub(super) struct Choice {
    /// The position of the session among the user's.
    pub(super) session: u32,
    /// The place in the session, in 256ths of a rating.
    place: u32,
    /// The position of the film in the catalogue.
    pub(super) item: u32,
}

/// Chooses films, never one twice for a user; kept for many users so that its memory is
/// reused.
pub(super) struct Chooser<'release> {
    release: &'release Release,
    /// For each film the last user (as a running number) who had it.
    stamps: Vec<u32>,
    stamp: u32,
    choices: Vec<Choice>,
}

impl<'release> Chooser<'release> {
    pub(super) fn new(release: &'release Release) -> Self {
        Self { release, stamps: vec![0; release.films.len()], stamp: 0, choices: Vec::new() }
    }

    /// The choices of the user, as many films as are rated, in the order of time.
    pub(super) fn choices(
        &mut self,
        user: usize,
        sessions: &[Session],
        random: &mut Random,
    ) -> &[Choice] {
        let member = &self.release.members[user];
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
        let stamp = &mut self.stamps[index(item)];
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
        let release = self.release;
        for &item in release.discoveries.of(user) {
            self.has(item);
            let year = release.films[index(item)].year;
            let first = sessions.partition_point(|session| calendar(session) < year);
            let first = first.min(sessions.len() - 1);
            let wished = first + random.below(sessions.len() - first);
            let mut later = (wished..sessions.len()).chain(first..wished);
            let session = later.find(|&session| free[session] > 0).unwrap_or(wished);
            free[session] = free[session].saturating_sub(1);
            let place = random.below(index(sessions[session].size) << 8);
            self.choices.push(Choice { session: short(session), place: short(place), item });
        }
    }

    /// Draws films for what is free in each session, in runs on one theme.
    fn choose(&mut self, member: &Member, sessions: &[Session], free: &[u32], random: &mut Random) {
        for (position, session) in sessions.iter().enumerate() {
            let year = years_in(session.start);
            let weights = theme_weights(maturity(position, sessions.len()));
            let mut theme = member.themes[random.weighted(&weights)];
            for place in 0..free[position] {
                if self.choices.len() >= index(member.ratings) {
                    return;
                }
                if random.unit() * RUN_LENGTH < 1.0 {
                    theme = member.themes[random.weighted(&weights)];
                }
                let progress = real_length(self.choices.len()) / f64::from(member.ratings);
                if let Some(item) = self.choice(usize::from(theme), year, progress, random) {
                    let (session, place) = (short(position), place << 8);
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
        let audience = &self.release.audience;
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
        let wish = self.release.films[index(item)].wish;
        let known = wish / (wish + WELL_KNOWN * f64::from(self.release.config.users));
        random.unit() < RESERVE * progress * known
    }

    /// Gives the last session what is still missing.
    fn fill(&mut self, member: &Member, sessions: &[Session], random: &mut Random) {
        let missing = index(member.ratings).saturating_sub(self.choices.len());
        let Some(last) = sessions.last().filter(|_| missing > 0) else {
            return;
        };
        let has = |item: usize| self.stamps[item] == self.stamp;
        for item in remaining(self.release, calendar(last), missing, &has, random) {
            let session = short(sessions.len() - 1);
            let place = short(random.below(index(last.size) << 8));
            self.choices.push(Choice { session, place, item });
        }
    }
}

/// The calendar year of a session.
fn calendar(session: &Session) -> u16 {
    calendar_year(years_in(session.start))
}
