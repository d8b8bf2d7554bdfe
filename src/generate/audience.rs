//! The choice of films by community and year.

use super::alias::AliasTable;
use super::calendar::{YEARS, calendar_year};
use super::catalogue::Film;
use super::community::COMMUNITIES;
use super::number::short;
use super::random::Random;

/// The share of choices made from what everybody watches, whatever the community.
pub(super) const MAINSTREAM: f64 = 0.12;
/// The number of times that the weights are corrected towards the wished popularity.
const ROUNDS: usize = 8;

/// The expected choices by community (the last entry: mainstream) and year.
pub(super) type Demand = [[f64; YEARS]; COMMUNITIES + 1];

/// The tables from which choices are drawn, by community and year.
pub(super) struct Audience {
    tables: Vec<AliasTable>,
    weights: Vec<f64>,
}

impl Audience {
    /// Weighs the films so that the demand meets their wished popularity over all years.
    pub(super) fn new(films: &[Film], demand: &Demand) -> Self {
        let mut weights: Vec<f64> = films.iter().map(|film| film.wish).collect();
        for _ in 0..ROUNDS {
            let pull = pull(films, &weights, demand);
            for (film, weight) in films.iter().zip(&mut weights) {
                let expected = *weight * pull_of(film, &pull);
                if expected > 0.0 {
                    *weight *= film.wish / expected;
                }
            }
        }
        let tables = (0..=COMMUNITIES)
            .flat_map(|community| (0..YEARS).map(move |year| (community, year)))
            .map(|(community, year)| table(films, &weights, community, year))
            .collect();
        Self { tables, weights }
    }

    /// A film chosen within a community in a year counted from 1996.
    pub(super) fn draw(&self, community: usize, year: usize, random: &mut Random) -> Option<u32> {
        let own = &self.tables[community * YEARS + year];
        if own.is_empty() {
            return self.draw_mainstream(year, random);
        }
        own.draw(random)
    }

    /// A film that everybody may choose in a year counted from 1996.
    pub(super) fn draw_mainstream(&self, year: usize, random: &mut Random) -> Option<u32> {
        self.tables[COMMUNITIES * YEARS + year].draw(random)
    }

    /// The attraction of a film as such; 0 for films nobody rates.
    pub(super) fn weight(&self, item: usize) -> f64 {
        self.weights[item]
    }
}

/// The attraction of a film some years after its release; 0 before it.
fn appeal(film: &Film, year: usize) -> f64 {
    match calendar_year(year).checked_sub(film.year) {
        None => 0.0,
        Some(0) => 0.25,
        Some(age) => 0.4 + 0.6 * libm::exp(-f64::from(age - 1) / 4.0),
    }
}

/// The share of a film in a community; all of it in the mainstream.
fn share(film: &Film, community: usize) -> f64 {
    if community == COMMUNITIES {
        return 1.0;
    }
    let own = film.communities.iter().find(|own| usize::from(own.0) == community);
    own.map_or(0.0, |own| f64::from(own.1))
}

fn communities_of(film: &Film) -> impl Iterator<Item = usize> {
    film.communities.iter().map(|own| usize::from(own.0)).chain([COMMUNITIES])
}

/// The demand per weight offered, by community and year.
fn pull(films: &[Film], weights: &[f64], demand: &Demand) -> Demand {
    let mut offered = [[0.0; YEARS]; COMMUNITIES + 1];
    for (film, weight) in films.iter().zip(weights) {
        for community in communities_of(film) {
            let share = share(film, community) * weight;
            for (year, sum) in offered[community].iter_mut().enumerate() {
                *sum += share * appeal(film, year);
            }
        }
    }
    for (pulls, demands) in offered.iter_mut().zip(demand) {
        for (pull, demand) in pulls.iter_mut().zip(demands) {
            *pull = if *pull > 0.0 { demand / *pull } else { 0.0 };
        }
    }
    offered
}

fn pull_of(film: &Film, pull: &Demand) -> f64 {
    let appeals: [f64; YEARS] = std::array::from_fn(|year| appeal(film, year));
    communities_of(film)
        .map(|community| {
            let pulls = pull[community].iter().zip(appeals);
            share(film, community) * pulls.map(|(pull, appeal)| pull * appeal).sum::<f64>()
        })
        .sum()
}

fn table(films: &[Film], weights: &[f64], community: usize, year: usize) -> AliasTable {
    let weighted: Vec<(u32, f64)> = films
        .iter()
        .enumerate()
        .map(|(item, film)| {
            (short(item), share(film, community) * appeal(film, year) * weights[item])
        })
        .filter(|pair| pair.1 > 0.0)
        .collect();
    AliasTable::new(&weighted)
}
