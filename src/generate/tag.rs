//! The tags: who writes them, on which of the rated films, and what they say.

use super::apportion::apportion;
use super::calendar::SPAN_END;
use super::catalogue::Film;
use super::config::MOST_TAGS_PER_RATING;
use super::genre::TABLE;
use super::history::Row;
use super::number::{index, real_length, whole_index, whole_seconds};
use super::plan::Release;
use super::random::Random;
use super::shape::TAGGERS;
use super::words::{ASPECTS, JUDGEMENTS};

/// The spread of tags among taggers: few write most of them.
const SPREAD: f64 = 2.0;
/// The chance that a film that has a tag of a user gets another.
const ANOTHER: f64 = 0.4;

/// One tag of a user.
pub(super) struct Tag {
    pub(super) item: u32,
    pub(super) text: String,
    /// The time of the tag in Unix seconds, soon after the rating and within the span.
    pub(super) time: i64,
}

/// The tags that each user writes; they sum to the configured number.
pub(super) fn tags_per_user(release: &Release) -> Vec<u64> {
    let mut random = Random::new(release.config.seed, "taggers", 0);
    let most = |user: usize| u64::from(release.members[user].ratings) * MOST_TAGS_PER_RATING;
    let mut weights = vec![0.0; release.members.len()];
    let usual = whole_index(TAGGERS * real_length(weights.len())) + 1;
    let (mut left, mut room) = (release.config.tags, 0);
    let mut counts = vec![0; weights.len()];
    for (position, user) in random.order(weights.len()).into_iter().enumerate() {
        // Many tags in a small release may need more writers than usual.
        if left == 0 || (position >= usual && room >= release.config.tags) {
            break;
        }
        counts[user] = 1;
        left -= 1;
        let ratings = f64::from(release.members[user].ratings);
        weights[user] = ratings * libm::exp(SPREAD * random.gaussian());
        room += most(user) / 4;
    }
    for (count, more) in counts.iter_mut().zip(apportion(&weights, left, &|user| most(user) - 1)) {
        *count += more;
    }
    counts
}

/// Draws `count` tags of a user for the rows of the user's ratings, by film and text.
pub(super) fn tags(release: &Release, user: usize, rows: &[Row], count: u64) -> Vec<Tag> {
    let mut random = Random::new(release.config.seed, "tags", user);
    let mut tags = Vec::new();
    let mut left = count;
    let mut places = random.order(rows.len()).into_iter().peekable();
    while let (Some(place), true) = (places.next(), left > 0) {
        let after = MOST_TAGS_PER_RATING * places.len() as u64;
        let mut own = left.saturating_sub(after).max(1);
        while own < MOST_TAGS_PER_RATING.min(left) && random.unit() < ANOTHER {
            own += 1;
        }
        left -= own;
        let film = &release.films[index(rows[place].item)];
        tags.extend(texts(film, own, &mut random).into_iter().map(|text| Tag {
            item: rows[place].item,
            text,
            time: moment(rows[place].time, &mut random),
        }));
    }
    tags.sort_by(|a, b| a.item.cmp(&b.item).then_with(|| a.text.cmp(&b.text)));
    tags
}

fn moment(rated: i64, random: &mut Random) -> i64 {
    let after = 20.0 * libm::exp(1.2 * random.gaussian());
    (rated + 1 + whole_seconds(after)).min(SPAN_END)
}

/// Different texts for one film.
fn texts(film: &Film, count: u64, random: &mut Random) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    while (texts.len() as u64) < count {
        let text = text(film, random);
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts
}

fn text(film: &Film, random: &mut Random) -> String {
    let kind = random.unit();
    // The smaller of two draws prefers the first words of the list.
    let judgement = random.below(JUDGEMENTS.len()).min(random.below(JUDGEMENTS.len()));
    let aspect = random.below(ASPECTS.len());
    let mut genres = film.genres.iter();
    match genres.nth(random.below(3)) {
        Some(genre) if kind < 0.2 => TABLE[genre].0.to_lowercase(),
        Some(genre) if kind < 0.3 => {
            format!("{} {}", JUDGEMENTS[judgement], TABLE[genre].0.to_lowercase())
        }
        _ if kind < 0.45 => JUDGEMENTS[judgement].to_owned(),
        _ if kind < 0.55 => ASPECTS[aspect].to_owned(),
        _ => format!("{} {}", JUDGEMENTS[judgement], ASPECTS[aspect]),
    }
}
