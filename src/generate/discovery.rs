//! Chooses a user who rates each rated film for certain, so that the number of rated films is exact.

use super::apportion::apportion;
use super::calendar::calendar_year;
use super::catalogue::Film;
use super::community::COMMUNITIES;
use super::member::Member;
use super::number::{index, short};
use super::random::Random;

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
        &self.items[index(self.starts[user])..index(self.starts[user + 1])]
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
        pairs.push((slot.user, short(item)));
    }
    pairs.sort_unstable();
    let starts = (0..=short(members.len()))
        .map(|user| short(pairs.partition_point(|pair| pair.0 < user)))
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
                user: short(user),
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
