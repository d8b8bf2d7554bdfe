//! Neighbouring sessions: items that came near in sessions like this one.

use serde::{Deserialize, Serialize};

use crate::dataset::ItemIdx;
use crate::model::core::parameter::{Search, parameters, real_f32, real_or, whole};
use crate::model::core::{
    FitError, Learn, Method, ModelFamily, ModelKind, Request, Save, Scored, Shape, Training, top_n,
};
use crate::model::parts::co_occurrence::Sums;
use crate::model::parts::scorer::{Filled, Scorer, load};
use crate::number::{from_seconds, round_to_count, single, single_count, to_u32};

/// Nearest neighbours of sessions with sequence and time awareness.
///
/// Ludewig and Jannach 2018, "Evaluation of session-based recommendation algorithms",
/// doi:10.1007/s11257-018-9209-6 (V-SkNN), and Garg, Gupta, Malhotra, Vig, Shroff 2019, "Sequence and
/// time aware neighborhood for session-based recommendations", doi:10.1145/3331184.3331322 (STAN),
/// equations 2, 3 and 6. A training user's rows are one session, or several where `gap` parts them.
pub(in crate::model) static KIND: ModelKind = ModelKind {
    name: "session-knn",
    family: ModelFamily::OrderAware,
    summary: "What stood near the newest items, in the sessions most like this one.",
    equation: "score(u, j) = Σ over the k sessions s most like u's newest items of sim(u, s) · \
               exp(−|place(j) − place(i*)| / reach) / n(j)^β, i* the newest item that both have; \
               sim = Σ over common items of 0.5^(newer items / half-life) / √(length of s)",
    source: "Ludewig and Jannach 2018, doi:10.1007/s11257-018-9209-6; Garg et al. 2019, \
             doi:10.1145/3331184.3331322, equations 2, 3 and 6",
    cost: "time and memory r; a request takes the sessions of its newest items",
    is_fast: true,
    needs: None,
    method: Method::of::<SessionKnnParameters>(),
    load: load::<SessionKnn>,
};

parameters! {
    /// Parameters of neighbouring sessions.
    pub(in crate::model) struct SessionKnnParameters {
        k: usize = whole(1..=1_000_000, 100, Search::LogInteger(20, 500), "neighbours");
        last: usize = whole(
            1..=10_000,
            20,
            Search::LogInteger(3, 50),
            "how many of the newest items are compared",
        );
        sample: usize =
            whole(1..=u64::MAX, 5_000, Search::Fixed, "only the newest sessions of each item");
        half_life: f32 = real_f32(
            0.1..=1e9,
            6.0,
            Search::LogReal(1.0, 30.0),
            "after how many newer items an item counts half",
        );
        reach: f32 = real_f32(
            0.01..=1e9,
            20.0,
            Search::LogReal(1.0, 60.0),
            "how far from the common item others still count",
        );
        beta: f32 = real_f32(0.0..=2.0, 0.1, Search::Real(0.0, 1.0), "power of the target's users");
        gap: Option<f64> =
            real_or("none", 0.0..=1e9, Search::Fixed, "hours without a row that end a session");
    }
}

impl Learn for SessionKnnParameters {
    fn memory(&self, shape: &Shape) -> u64 {
        32 * shape.pairs as u64 + 64 * shape.items as u64 + shape.scores()
    }

    fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Save>, FitError> {
        Ok(Box::new(Filled::new(fit(self, training), training)))
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct SessionKnn {
    k: usize,
    last: usize,
    half_life: f32,
    reach: f32,
    /// Sessions by their ends in time, ties in the order of users.
    sessions: Vec<Vec<ItemIdx>>,
    /// The newest sessions that have each item, and the place in each session.
    places: Vec<Vec<(u32, u32)>>,
    /// The popularity penalty of each item: n(j)^−β
    held_back: Vec<f32>,
}

/// The sessions of the training users by their ends in time, ties in the order of users; a pause of more than `gap_s`
/// seconds ends one.
fn sessions(training: &Training<'_>, gap_s: f64) -> Vec<Vec<ItemIdx>> {
    let mut sessions: Vec<(i64, Vec<ItemIdx>)> = Vec::new();
    for sequence in training.sequences() {
        let mut begin = 0;
        for at in 1..=sequence.items.len() {
            let is_end = at == sequence.items.len() || {
                let pause = sequence.times_s[at].saturating_sub(sequence.times_s[at - 1]);
                from_seconds(pause) > gap_s
            };
            if is_end {
                sessions.push((sequence.times_s[at - 1], sequence.items[begin..at].to_vec()));
                begin = at;
            }
        }
    }
    sessions.sort_by_key(|session| session.0);
    sessions.into_iter().map(|session| session.1).collect()
}

fn fit(parameters: &SessionKnnParameters, training: &Training<'_>) -> SessionKnn {
    let &SessionKnnParameters { k, last, sample, half_life, reach, beta, gap } = parameters;
    let sessions = sessions(training, gap.map_or(f64::INFINITY, |hours| hours * 3_600.0));
    let mut places = vec![Vec::new(); training.n_items()];
    for (number, session) in sessions.iter().enumerate() {
        for (place, item) in session.iter().enumerate() {
            places[item.index()].push((to_u32(number), to_u32(place)));
        }
    }
    for places in &mut places {
        let surplus = places.len().saturating_sub(sample);
        places.drain(..surplus);
    }
    let power = |&users: &u32| single_count(users as usize).max(1.0).powf(-beta);
    SessionKnn {
        k,
        last,
        half_life,
        reach,
        sessions,
        places,
        held_back: training.users_per_item().iter().map(power).collect(),
    }
}

impl SessionKnn {
    /// The sessions most like the newest items, and the place of the newest common item in each.
    fn nearest(&self, request: &Request<'_>) -> Vec<(Scored, usize)> {
        let mut history = request.weighted_history(self.half_life);
        history.truncate(self.last);
        let mut sums = Sums::new(self.sessions.len());
        for &(item, weight) in &history {
            for &(session, _) in &self.places[item.index()] {
                sums.add(session, weight);
            }
        }
        let mut alike = Vec::new();
        sums.drain(|session, sum| {
            let length = single_count(self.sessions[session.index()].len());
            alike.push(Scored { item: session, score: sum / length.sqrt() });
        });
        let nearest = top_n(alike, self.k).into_iter();
        nearest.map(|scored| (scored, self.place_of_newest(&history, scored.item.0))).collect()
    }

    fn place_of_newest(&self, history: &[(ItemIdx, f32)], session: u32) -> usize {
        let place = |&(item, _): &(ItemIdx, f32)| {
            let places = &self.places[item.index()];
            let at = places.binary_search_by_key(&session, |&(session, _)| session).ok()?;
            Some(places[at].1 as usize)
        };
        history.iter().find_map(place).unwrap_or(0)
    }
}

impl Scorer for SessionKnn {
    fn n_items(&self) -> usize {
        self.places.len()
    }

    fn score(&self, request: &Request<'_>, scores: &mut [f32]) -> bool {
        let nearest = self.nearest(request);
        let lengths = nearest.iter().map(|(one, _)| self.sessions[one.item.index()].len());
        // Beyond some ten times the reach nothing is left, and no session is longer than the longest.
        let longest = lengths.max().unwrap_or(0);
        let furthest = round_to_count(f64::from(self.reach) * 12.0).clamp(1, longest.max(1));
        let fading: Vec<f32> = (0..=furthest)
            .map(|distance| single(libm::exp(f64::from(-single_count(distance) / self.reach))))
            .collect();
        for (neighbour, centre) in nearest {
            let items = &self.sessions[neighbour.item.index()];
            let begin = centre.saturating_sub(furthest);
            let end = centre.saturating_add(furthest + 1).min(items.len());
            for (place, item) in items.iter().enumerate().take(end).skip(begin) {
                scores[item.index()] +=
                    neighbour.score * fading[place.abs_diff(centre)] * self.held_back[item.index()];
            }
        }
        true
    }

    fn is_evidence(&self) -> bool {
        true
    }

    fn is_sound(&self) -> bool {
        let (n_items, n_sessions) = (self.places.len(), self.sessions.len());
        self.held_back.len() == n_items
            && self.sessions.iter().flatten().all(|item| item.index() < n_items)
            && self.places.iter().flatten().all(|&(session, place)| {
                let session = session as usize;
                session < n_sessions && (place as usize) < self.sessions[session].len()
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Dataset;
    use crate::model::core::{Event, ModelConfig};

    #[test]
    fn near_places_of_like_sessions_count_most() {
        let dataset = Dataset::from_rows(&[
            ("1", "a", "", 1),
            ("1", "b", "", 2),
            ("1", "c", "", 3),
            ("2", "d", "", 1),
            ("2", "e", "", 2),
        ]);
        let rows: Vec<u32> = (0..5).collect();
        let config = ModelConfig::parse("session-knn:beta=0,reach=1").expect("known");
        let model = config.fit(&Training::new(&dataset, &rows)).expect("fits");
        let history = [Event::from(ItemIdx(0))];
        let list = model.recommend(&Request::new("x", &history, 3));
        // One session, alike by 1/√3: a itself, b one step off, c two.
        for (at, scored) in list.iter().enumerate() {
            assert_eq!(scored.item.index(), at);
            let expected = (-single_count(at)).exp() / 3.0_f32.sqrt();
            assert!((scored.score - expected).abs() < 1e-6, "{scored:?}");
        }
    }
}
