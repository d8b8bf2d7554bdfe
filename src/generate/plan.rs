//! Everything that must be known before the rows are drawn.

use super::catalogue::{Film, catalogue, rated_by_year};
use super::config::{Config, YEARS, calendar_year, years_in};
use super::genre::COMMUNITIES;
use super::member::{Member, members};
use super::random::{AliasTable, Random, apportion};
use super::session::{mean_theme_weights, sessions};
use crate::number::{to_index, to_u32};

/// The films of a release and its users with their tastes, and what decides who rates what.
///
/// Memory: about 100 bytes per user and 1,100 per film; nothing per rating.
pub(super) struct Plan {
    pub(super) config: Config,
    pub(super) films: Vec<Film>,
    pub(super) members: Vec<Member>,
    pub(super) discoveries: Discoveries,
    pub(super) audience: Audience,
}

impl Plan {
    /// Plans a release of counts that were checked.
    pub(super) fn new(config: &Config) -> Self {
        let mut films = catalogue(config);
        let members = members(config, &rated_by_year(&films), &community_shares(&films));
        let (last_years, demand) = demand(&members, config.seed);
        let discoveries = discoveries(&mut films, &members, &last_years, config.seed);
        let audience = Audience::new(&films, &demand);
        Self { config: config.clone(), films, members, discoveries, audience }
    }
}

/// The weight of each community among the wished ratings.
fn community_shares(films: &[Film]) -> [f64; COMMUNITIES] {
    let mut shares = [0.0; COMMUNITIES];
    for film in films {
        for (community, share) in film.communities {
            shares[usize::from(community)] += f64::from(share) * film.wish;
        }
    }
    shares
}

/// The last year of each user, and the choices expected by community and year.
fn demand(members: &[Member], seed: u64) -> (Vec<u8>, Demand) {
    let mut demand = [[0.0; YEARS]; COMMUNITIES + 1];
    let weights = mean_theme_weights();
    let mut last_years = Vec::with_capacity(members.len());
    for (user, member) in members.iter().enumerate() {
        let mut last_year = 0;
        for session in sessions(member, user, seed) {
            last_year = years_in(session.start);
            let size = f64::from(session.size);
            demand[COMMUNITIES][last_year] += MAINSTREAM * size;
            for (theme, weight) in member.themes.iter().zip(weights) {
                demand[usize::from(*theme)][last_year] += (1.0 - MAINSTREAM) * weight * size;
            }
        }
        last_years.push(u8::try_from(last_year).unwrap_or(0));
    }
    (last_years, demand)
}

/// The share of choices made from what everybody watches, whatever the community.
pub(super) const MAINSTREAM: f64 = 0.12;
/// The number of times that the weights are corrected towards the wished popularity.
const ROUNDS: usize = 8;

/// The expected choices by community (the last entry: mainstream) and year.
type Demand = [[f64; YEARS]; COMMUNITIES + 1];

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
            (to_u32(item), share(film, community) * appeal(film, year) * weights[item])
        })
        .filter(|pair| pair.1 > 0.0)
        .collect();
    AliasTable::new(&weighted)
}

/// The exponent of a user's ratings in the share of discoveries: above 1, so that active users
/// discover more than in proportion.
const LEANING: f64 = 1.2;
/// The theme of a discovery: mostly the user's own community.
const THEME_WEIGHTS: [f64; 3] = [0.6, 0.2, 0.2];

/// The films that each user rates for certain.
pub(super) struct Discoveries {
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Discoveries {
    /// The films of one user, each of them nobody else's.
    pub(super) fn of(&self, user: usize) -> &[u32] {
        &self.items[to_index(self.starts[user])..to_index(self.starts[user + 1])]
    }
}

/// One film that a user will discover, the user's last year and a theme.
struct Slot {
    user: u32,
    last_year: u16,
    community: u8,
}

/// Gives every rated film a user who is still there in its year and rather likes its
/// community. Where the users who are left have gone before, the film's year is lowered:
/// that is how this cannot fail.
pub(super) fn discoveries(
    films: &mut [Film],
    members: &[Member],
    last_years: &[u8],
    seed: u64,
) -> Discoveries {
    let mut random = Random::new(seed, "discoveries", 0);
    let rated: Vec<usize> = (0..films.len()).filter(|&item| films[item].rated).collect();
    let slots = slots(rated.len(), members, last_years, &mut random);
    let mut order = rated;
    random.shuffle(&mut order);
    order.sort_by_key(|&item| std::cmp::Reverse(films[item].year));
    let mut pools = Pools::default();
    let mut waiting = slots.into_iter().peekable();
    let mut pairs: Vec<(u32, u32)> = Vec::with_capacity(order.len());
    for item in order {
        while let Some(slot) = waiting.next_if(|slot| slot.last_year >= films[item].year) {
            pools.add(slot);
        }
        let wished = films[item].communities[0].0;
        let Some(slot) = pools.take(wished, &mut random).or_else(|| waiting.next()) else {
            break;
        };
        films[item].year = films[item].year.min(slot.last_year);
        pairs.push((slot.user, to_u32(item)));
    }
    pairs.sort_unstable();
    let starts = (0..=to_u32(members.len()))
        .map(|user| to_u32(pairs.partition_point(|pair| pair.0 < user)))
        .collect();
    Discoveries { starts, items: pairs.into_iter().map(|pair| pair.1).collect() }
}

/// The slots, as many as films, the users who stay longest first.
fn slots(films: usize, members: &[Member], last_years: &[u8], random: &mut Random) -> Vec<Slot> {
    let weights: Vec<f64> =
        members.iter().map(|member| libm::pow(f64::from(member.ratings), LEANING)).collect();
    let counts = apportion(&weights, films as u64, &|user| u64::from(members[user].ratings));
    let mut slots = Vec::with_capacity(films);
    for (user, count) in counts.into_iter().enumerate() {
        for _ in 0..count {
            slots.push(Slot {
                user: to_u32(user),
                last_year: calendar_year(usize::from(last_years[user])),
                community: members[user].themes[random.weighted(&THEME_WEIGHTS)],
            });
        }
    }
    random.shuffle(&mut slots);
    slots.sort_by_key(|slot| std::cmp::Reverse(slot.last_year));
    slots
}

/// The slots that may be given away, by community.
#[derive(Default)]
struct Pools([Vec<Slot>; COMMUNITIES]);

impl Pools {
    fn add(&mut self, slot: Slot) {
        self.0[usize::from(slot.community)].push(slot);
    }

    /// A random slot of the wished community, else of the one with most slots.
    fn take(&mut self, wished: u8, random: &mut Random) -> Option<Slot> {
        let mut pool = usize::from(wished);
        if self.0[pool].is_empty() {
            pool = (0..COMMUNITIES).max_by_key(|&pool| self.0[pool].len())?;
        }
        let length = self.0[pool].len();
        (length > 0).then(|| self.0[pool].swap_remove(random.below(length)))
    }
}
