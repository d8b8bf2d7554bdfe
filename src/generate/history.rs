//! Draws the history of one user: films, times and how much each pleased.

use super::choice::Chooser;
use super::moment::Moments;
use super::number::{index, short, single};
use super::plan::Release;
use super::random::Random;
use super::rating::pleasure;
use super::session::sessions;

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
pub(super) struct Historian<'release> {
    release: &'release Release,
    chooser: Chooser<'release>,
    moments: Moments,
    rows: Vec<Row>,
}

impl<'release> Historian<'release> {
    pub(super) fn new(release: &'release Release) -> Self {
        Self {
            release,
            chooser: Chooser::new(release),
            moments: Moments::default(),
            rows: Vec::new(),
        }
    }

    /// All ratings of a user, by film.
    pub(super) fn rows(&mut self, user: usize) -> &[Row] {
        let seed = self.release.config.seed;
        let member = &self.release.members[user];
        let mut random = Random::new(seed, "ratings", user);
        let sessions = sessions(member, user, seed);
        let mut rest = self.chooser.choices(user, &sessions, &mut random);
        self.rows.clear();
        for (position, session) in sessions.iter().enumerate() {
            let length = rest.partition_point(|choice| choice.session <= short(position));
            let (own, others) = rest.split_at(length);
            rest = others;
            let next = sessions.get(position + 1).map(|next| next.start);
            let times =
                self.moments.of(length, session.start, next, member.rates_pages, &mut random);
            for (choice, &time) in own.iter().zip(times) {
                let film = &self.release.films[index(choice.item)];
                let pleasure = single(pleasure(film, member, &mut random));
                self.rows.push(Row { item: choice.item, time, pleasure });
            }
        }
        self.rows.sort_unstable_by_key(|row| row.item);
        &self.rows
    }
}
