//! The texts of a release: titles and tags.

use super::catalogue::Film;
use super::config::{
    Config, MOST_TAGS_PER_RATING, QUOTED, SPAN_END, SPANNING_YEARS, TAGGERS, WITHOUT_YEAR,
    proportional,
};
use super::genre::TABLE;
use super::history::Row;
use super::plan::Plan;
use super::random::{Random, apportion};
use crate::number::{from_count, to_index, truncate_to_index, truncate_to_seconds};

/// The forms of a title; each gives different texts for different words, and no text of
/// one form is one of another.
const FORMS: usize = 16;
const FIRSTS: usize = QUALITIES.len();
const COMBINATIONS: usize = FORMS * FIRSTS * THINGS.len();
/// The size of catalogue from which on there is always a title that spans years.
const ALWAYS_SPANNING: u32 = 1_000;

/// The titles of one release.
pub(super) struct Titles {
    step: usize,
    start: usize,
    without_year: Vec<usize>,
    spanning: Vec<usize>,
    quoted: Vec<usize>,
}

impl Titles {
    /// Draws which films have which odd title.
    pub(super) fn new(config: &Config, films: &[Film]) -> Self {
        let mut random = Random::new(config.seed, "titles", 0);
        let mut order = random.order(films.len());
        let mut take = |count: u32| {
            let rest = order.len().saturating_sub(to_index(count));
            let mut taken = order.split_off(rest);
            taken.sort_unstable();
            taken
        };
        let without_year = take(proportional(config.items, WITHOUT_YEAR));
        let quoted = take(proportional(config.items, QUOTED));
        let at_least = u32::from(config.items >= ALWAYS_SPANNING);
        let wished = proportional(config.items, SPANNING_YEARS).max(at_least);
        // A span of two years ends within the release's years.
        order.retain(|&item| (2006..2012).contains(&films[item].year));
        order.truncate(to_index(wished));
        order.sort_unstable();
        Self {
            step: coprime_step(&mut random),
            start: random.below(COMBINATIONS),
            without_year,
            spanning: order,
            quoted,
        }
    }

    /// The title of a film as it is listed, before any quoting for the file.
    pub(super) fn title(&self, item: usize, year: u16) -> String {
        let name = self.name(item);
        if self.without_year.binary_search(&item).is_ok() {
            name
        } else if self.spanning.binary_search(&item).is_ok() {
            format!("{name} ({year}–{})", year + 1)
        } else {
            format!("{name} ({year})")
        }
    }

    /// The name of a film. A walk with a step that shares no factor with the combinations meets each of
    /// them once; the next round are sequels.
    fn name(&self, item: usize) -> String {
        let place = (self.start + self.step * (item % COMBINATIONS)) % COMBINATIONS;
        let first = place / FORMS % FIRSTS;
        let thing = THINGS[place / FORMS / FIRSTS];
        let thing = if self.quoted.binary_search(&item).is_ok() {
            format!("\"{thing}\"")
        } else {
            thing.to_owned()
        };
        let part = match item / COMBINATIONS {
            0 => String::new(),
            round => format!(" {}", round + 1),
        };
        in_form(place % FORMS, first, &format!("{thing}{part}"))
    }
}

fn in_form(form: usize, first: usize, thing: &str) -> String {
    let (quality, name, place) = (QUALITIES[first], NAMES[first], PLACES[first]);
    match form {
        0 => format!("{quality} {thing}, The"),
        1 => format!("{thing} of {place}, The"),
        2 => format!("{quality} {thing}, A"),
        3 => format!("{name}'s {thing}"),
        4 => format!("{thing} in {place}"),
        5 => format!("{name} and the {thing}"),
        6 => format!("{place} {thing}"),
        7 => format!("Beyond the {quality} {thing}"),
        8 => format!("{thing} for {name}"),
        9 => format!("My {quality} {thing}"),
        10 => format!("{quality} {thing} Rising"),
        11 => format!("Return to {place}: The {thing}"),
        12 => format!("{name}: {thing} Years"),
        13 => format!("Last {quality} {thing}"),
        14 => format!("{thing} Without {name}"),
        _ => format!("{quality} {thing}"),
    }
}

fn coprime_step(random: &mut Random) -> usize {
    let mut step = random.below(COMBINATIONS) | 1;
    while greatest_common_divisor(step, COMBINATIONS) > 1 {
        step += 2;
    }
    step
}

fn greatest_common_divisor(first: usize, second: usize) -> usize {
    if second == 0 { first } else { greatest_common_divisor(second, first % second) }
}

/// Describing words.
#[rustfmt::skip]
const QUALITIES: [&str; 96] = [
    "Silent", "Amber", "Hollow", "Crimson", "Restless", "Distant", "Broken", "Golden", "Winter",
    "Hidden", "Paper", "Electric", "Gentle", "Bitter", "Forgotten", "Velvet", "Burning", "Quiet",
    "Northern", "Southern", "Salted", "Wandering", "Patient", "Crooked", "Scarlet", "Frozen",
    "Borrowed", "Drowned", "Faithful", "Hungry", "Idle", "Jagged", "Kindred", "Lonesome", "Marble",
    "Narrow", "Opal", "Painted", "Quicksilver", "Ragged", "Sleepless", "Tangled", "Unspoken",
    "Vanishing", "Weathered", "Yellow", "Zealous", "Ashen", "Brazen", "Copper", "Daring", "Emerald",
    "Feral", "Glass", "Harmless", "Iron", "Jealous", "Keen", "Lucid", "Midnight", "Nameless",
    "Oaken", "Pale", "Rusted", "Second", "Thirteenth", "Uncertain", "Violet", "Wooden", "Absent",
    "Blue", "Careless", "Dusty", "Endless", "Final", "Grey", "Honest", "Invisible", "Jade",
    "Laughing", "Mechanical", "Neon", "Orphaned", "Perfect", "Reluctant", "Stolen", "Tin",
    "Unlikely", "Vagrant", "White", "Young", "Ancient", "Black", "Clever", "Double", "Early",
];

/// Names of people, some with letters beyond ASCII.
#[rustfmt::skip]
const NAMES: [&str; 96] = [
    "Ada", "Bruno", "Celeste", "Dorian", "Élodie", "Felix", "Greta", "Hugo", "Inés", "Jonas",
    "Klara", "Leopold", "Mirela", "Nestor", "Odile", "Pascal", "Quentin", "Renée", "Stellan",
    "Tamsin", "Ulrike", "Vera", "Wendell", "Xenia", "Yorick", "Zoltán", "Agnes", "Björn",
    "Clémence", "Dmitri", "Edith", "Florian", "Gisela", "Håkon", "Imogen", "Jasper", "Katya",
    "Lucien", "Magda", "Noor", "Oskar", "Petra", "Rafael", "Sunniva", "Tobias", "Una", "Viktor",
    "Wanda", "Yusuf", "Zelda", "Anselm", "Beatrix", "Casimir", "Delphine", "Emil", "Fiona",
    "Gustav", "Harriet", "Ivo", "Judith", "Kasper", "Lotte", "Matthias", "Nadia", "Orlando",
    "Philippa", "Roland", "Saskia", "Thaddeus", "Ursula", "Valentin", "Winifred", "Alma",
    "Benedikt", "Cordelia", "Darius", "Esther", "Frida", "Gideon", "Hedwig", "Isidore", "Josefa",
    "Konrad", "Linnea", "Maurice", "Nikolai", "Ottilie", "Percival", "Rosalind", "Sigrid", "Teodor",
    "Vivian", "Walter", "Yvonne", "Zacharias", "Mabel",
];

/// Names of places, mostly invented, some with letters beyond ASCII.
#[rustfmt::skip]
const PLACES: [&str; 96] = [
    "Aldermoor", "Brackwater", "Calverley", "Dunmere", "Eastvale", "Farrowdale", "Glenhaven",
    "Hartsmouth", "Inverlyn", "Juniper Bay", "Kestrel Point", "Lindenau", "Marrow Creek",
    "Northwold", "Ostergaard", "Pendrick", "Quillan", "Ravensholt", "Saltmarsh", "Thornbury",
    "Umberfield", "Valmora", "Westerlund", "Yarrow Hill", "Zellmark", "Ashgrove", "Birkenfeld",
    "Corvane", "Drumlin", "Elmsworth", "Fairhollow", "Greywater", "Holmfirth Row", "Ironbridge",
    "Jessamine", "Kirkholm", "Larkspur", "Mistral", "Nettlebed", "Oxbow", "Petrograd Street",
    "Rosenthal", "Skarholm", "Tidewater", "Ullsfjord", "Vesper Island", "Wolfsmere", "Ørsvik",
    "Ambérieu", "Bellacosta", "Château-Brun", "Döbeln", "Estrella", "Fjällnäs", "Grünau",
    "Havering", "Isola Nera", "Jaroslaw", "Kværnes", "Lucerne", "Montéval", "Novagrad", "Oporto",
    "Põhjala", "Rivabella", "São Brás", "Torrevieja", "Uppvik", "Verona", "Warwick Lane", "Ystad",
    "Zagora", "Antwerp", "Bergamo", "Cádiz", "Dakar", "Elba", "Fez", "Ghent", "Hanoi", "Izmir",
    "Jaipur", "Kyoto", "Lisbon", "Málaga", "Naples", "Odessa", "Prague", "Quebec", "Riga", "Sofia",
    "Tangier", "Utrecht", "Vienna", "Warsaw", "Zurich",
];

/// Things.
#[rustfmt::skip]
const THINGS: [&str; 144] = [
    "Harbour", "Lantern", "Orchard", "Engine", "Garden", "Mirror", "River", "Station", "Summer",
    "Letter", "Bridge", "Captain", "Daughter", "Empire", "Fortune", "Ghost", "Horizon", "Island",
    "Journey", "Kingdom", "Labyrinth", "Machine", "Neighbour", "Oath", "Passenger", "Quarrel",
    "Raven", "Shadow", "Thief", "Umbrella", "Voyage", "Widow", "Apprentice", "Balcony", "Carousel",
    "Detective", "Echo", "Feather", "Gambit", "Hunter", "Inheritance", "Jury", "Keeper", "Ladder",
    "Masquerade", "Nightingale", "Officer", "Pilgrim", "Quarry", "Reckoning", "Stranger", "Tide",
    "Uprising", "Valley", "Wedding", "Year", "Anthem", "Bargain", "Cathedral", "Dancer", "Elephant",
    "Frontier", "Guardian", "Heist", "Interval", "Jester", "Key", "Lighthouse", "Memory", "Needle",
    "Opera", "Prophecy", "Question", "Rendezvous", "Scandal", "Tower", "Undertow", "Verdict",
    "Whisper", "Yard", "Affair", "Battalion", "Clock", "Deception", "Expedition", "Fire", "Game",
    "Hour", "Idol", "Jungle", "Kite", "Legend", "Mountain", "Notebook", "Ocean", "Paradox", "Quilt",
    "Robbery", "Secret", "Telegram", "Universe", "Vow", "Witness", "Archer", "Blizzard", "Comet",
    "Duel", "Eclipse", "Falcon", "Glacier", "Hotel", "Invention", "Judge", "Knot", "Library",
    "Monsoon", "Nomad", "Oracle", "Puppet", "Queen", "Refuge", "Sparrow", "Tempest", "Understudy",
    "Village", "Waltz", "Axis", "Beacon", "Circus", "Desert", "Estate", "Festival", "Grove",
    "Highway", "Impostor", "Jewel", "Knave", "Lullaby", "Meridian", "Novice", "Outpost", "Pact",
    "Rainmaker", "Signal",
];

/// The judgements that people put in tags on any film.
#[rustfmt::skip]
const JUDGEMENTS: [&str; 40] = [
    "great", "weak", "clever", "slow", "stunning", "predictable", "unforgettable", "overlong",
    "quirky", "dark", "moving", "clumsy", "stylish", "funny", "haunting", "uneven", "warm", "bleak",
    "surreal", "sharp", "silly", "tense", "tender", "loud", "subtle", "original", "dated",
    "timeless", "dreamlike", "gritty", "witty", "sombre", "playful", "brutal", "elegant", "chaotic",
    "heartfelt", "cynical", "colourful", "understated",
];

/// The aspects of a film that those judgements are about.
#[rustfmt::skip]
const ASPECTS: [&str; 40] = [
    "ending", "soundtrack", "dialogue", "photography", "acting", "pacing", "villain", "twist",
    "script", "atmosphere", "hero", "chemistry", "editing", "humour", "story", "costumes",
    "direction", "opening", "cast", "world", "premise", "effects", "score", "romance", "finale",
    "narration", "setting", "sets", "ensemble", "chase", "monologue", "friendship", "mystery",
    "satire", "stunts", "animation", "remake", "sequel", "subplot", "mood",
];

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
pub(super) fn tags_per_user(plan: &Plan) -> Vec<u64> {
    let mut random = Random::new(plan.config.seed, "taggers", 0);
    let most = |user: usize| u64::from(plan.members[user].ratings) * MOST_TAGS_PER_RATING;
    let mut weights = vec![0.0; plan.members.len()];
    let usual = truncate_to_index(TAGGERS * from_count(weights.len())) + 1;
    let (mut left, mut room) = (plan.config.tags, 0);
    let mut counts = vec![0; weights.len()];
    for (position, user) in random.order(weights.len()).into_iter().enumerate() {
        // Many tags in a small release may need more writers than usual.
        if left == 0 || (position >= usual && room >= plan.config.tags) {
            break;
        }
        counts[user] = 1;
        left -= 1;
        let ratings = f64::from(plan.members[user].ratings);
        weights[user] = ratings * libm::exp(SPREAD * random.gaussian());
        room += most(user) / 4;
    }
    for (count, more) in counts.iter_mut().zip(apportion(&weights, left, &|user| most(user) - 1)) {
        *count += more;
    }
    counts
}

/// Draws `count` tags of a user for the rows of the user's ratings, by film and text.
pub(super) fn tags(plan: &Plan, user: usize, rows: &[Row], count: u64) -> Vec<Tag> {
    let mut random = Random::new(plan.config.seed, "tags", user);
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
        let film = &plan.films[to_index(rows[place].item)];
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
    (rated + 1 + truncate_to_seconds(after)).min(SPAN_END)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_combinations_differ() {
        let config = Config::new(1, 1, 1, 5);
        let titles = Titles::new(&config, &[]);
        let mut names: Vec<String> = (0..COMBINATIONS + 5).map(|item| titles.name(item)).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), COMBINATIONS + 5);
    }
}
