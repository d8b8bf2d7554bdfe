//! Invented titles, unique within a release.

use super::catalogue::Film;
use super::config::Config;
use super::number::index;
use super::random::Random;
use super::shape::{QUOTED, SPANNING_YEARS, WITHOUT_YEAR, proportional};
use super::words::{NAMES, PLACES, QUALITIES, THINGS};

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
            let rest = order.len().saturating_sub(index(count));
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
        order.truncate(index(wished));
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
