//! One pass of stochastic gradients in blocks that share nothing.

use rand_pcg::Pcg64Mcg;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::dataset::{Csr, UserIdx};
use crate::model::parts::factors::Factors;
use crate::model::parts::vector::{dot, widest};
use crate::number::to_u32;
use crate::seed;

/// The settings of a gradient step.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct BprSettings {
    pub(super) f: usize,
    pub(super) rate: f32,
    pub(super) l2: f32,
    pub(super) popular_negatives: bool,
    pub(super) seed: u64,
}

/// Groups of users and of items. Fixed, so that the number of threads changes nothing.
const GROUPS: usize = 8;

/// Vectors of some users or items, apart from all others.
#[derive(Debug, Default)]
struct Group {
    numbers: Vec<u32>,
    values: Vec<f32>,
    biases: Vec<f32>,
}

/// The pairs of one group of users, by the group of the item: numbers within the groups.
#[derive(Debug, Default)]
struct Pairs {
    by_item_group: Vec<Vec<(u32, u32)>>,
}

/// Everything that learns.
pub(super) struct Bpr<'a> {
    pub(super) matrix: &'a Csr,
    pub(super) users: Factors,
    pub(super) items: Factors,
    pub(super) biases: Vec<f32>,
}

impl Bpr<'_> {
    /// As many steps as there are pairs.
    ///
    /// Items are dealt to groups anew; then in each of 8 rounds every group of users meets one group
    /// of items, and each draws pairs and negatives of its own, so that no two threads ever write to
    /// one vector. (Gemulla et al. 2011, doi:10.1145/2020408.2020426, for pairs and negatives.)
    pub(super) fn epoch(&mut self, number: usize, settings: &BprSettings) {
        let f = self.items.f();
        let mut generator = seed::generator(settings.seed, &format!("bpr deal {number}"));
        let mut group_of = vec![0_u8; self.items.n()];
        let mut within = vec![0_u32; self.items.n()];
        let mut items: Vec<Group> = (0..GROUPS).map(|_| Group::default()).collect();
        for item in 0..self.items.n() {
            let group = seed::below(&mut generator, GROUPS);
            group_of[item] = u8::try_from(group).unwrap_or(0);
            within[item] = to_u32(items[group].numbers.len());
            items[group].numbers.push(to_u32(item));
        }
        for group in &mut items {
            group.gather(&self.items, &self.biases);
        }
        let size = self.users.n().div_ceil(GROUPS).max(1);
        let pairs = self.deal(size, &group_of, &within);
        let matrix = self.matrix;
        for round in 0..GROUPS {
            let user_groups = self.users.values_mut().par_chunks_mut(size * f);
            user_groups.zip(&pairs).zip(&mut items).enumerate().for_each(
                |(group, ((users, pairs), items))| {
                    // The items have moved on by one group each round.
                    let pairs = &pairs.by_item_group[(group + round) % GROUPS];
                    let name = format!("bpr {number} {round} {group}");
                    let generator = seed::generator(settings.seed, &name);
                    Meeting { matrix, first_user: group * size, users, pairs, items, settings }
                        .learn(generator);
                },
            );
            items.rotate_left(1);
        }
        for group in &items {
            group.scatter(&mut self.items, &mut self.biases);
        }
    }

    /// The pairs of each group of `size` users, by the group of the item.
    fn deal(&self, size: usize, group_of: &[u8], within: &[u32]) -> Vec<Pairs> {
        let begins: Vec<usize> = (0..self.users.n()).step_by(size).collect();
        let deal_one = |&begin: &usize| {
            let mut pairs = Pairs { by_item_group: vec![Vec::new(); GROUPS] };
            for user in begin..(begin + size).min(self.users.n()) {
                for &item in self.matrix.items_of(UserIdx(to_u32(user))) {
                    pairs.by_item_group[usize::from(group_of[item as usize])]
                        .push((to_u32(user - begin), within[item as usize]));
                }
            }
            pairs
        };
        begins.par_iter().map(deal_one).collect()
    }
}

impl Group {
    fn gather(&mut self, factors: &Factors, biases: &[f32]) {
        for &number in &self.numbers {
            self.values.extend_from_slice(factors.row(number as usize));
            self.biases.push(biases[number as usize]);
        }
    }

    fn scatter(&self, factors: &mut Factors, biases: &mut [f32]) {
        let f = factors.f();
        for (at, &number) in self.numbers.iter().enumerate() {
            let into = number as usize * f..(number as usize + 1) * f;
            factors.values_mut()[into].copy_from_slice(&self.values[at * f..(at + 1) * f]);
            biases[number as usize] = self.biases[at];
        }
    }
}

/// A group of users and a group of items.
struct Meeting<'m> {
    matrix: &'m Csr,
    first_user: usize,
    users: &'m mut [f32],
    pairs: &'m [(u32, u32)],
    items: &'m mut Group,
    settings: &'m BprSettings,
}

impl Meeting<'_> {
    fn learn(&mut self, mut generator: Pcg64Mcg) {
        let pairs = self.pairs;
        let n_items = self.items.numbers.len();
        if pairs.is_empty() || n_items < 2 {
            return;
        }
        widest(
            #[inline(always)]
            || {
                for _ in 0..pairs.len() {
                    let (user, positive) = pairs[seed::below(&mut generator, pairs.len())];
                    let negative = if self.settings.popular_negatives {
                        pairs[seed::below(&mut generator, pairs.len())].1
                    } else {
                        to_u32(seed::below(&mut generator, n_items))
                    };
                    if !self.has(user, negative) {
                        self.step(user as usize, positive as usize, negative as usize);
                    }
                }
            },
        );
    }

    fn has(&self, user: u32, item: u32) -> bool {
        let user = UserIdx(to_u32(self.first_user) + user);
        let item = self.items.numbers[item as usize];
        self.matrix.items_of(user).binary_search(&item).is_ok()
    }

    #[expect(clippy::inline_always, reason = "it must be compiled for the caller's instructions")]
    #[inline(always)]
    fn step(&mut self, user: usize, positive: usize, negative: usize) {
        let BprSettings { f, rate, l2, .. } = *self.settings;
        let user = &mut self.users[user * f..(user + 1) * f];
        let (low, high) = (positive.min(negative), positive.max(negative));
        let (before, after) = self.items.values.split_at_mut(high * f);
        let (low, high) = (&mut before[low * f..(low + 1) * f], &mut after[..f]);
        let (liked, other) = if positive < negative { (low, high) } else { (high, low) };
        let biases = &mut self.items.biases;
        let difference = dot(user, liked) - dot(user, other) + biases[positive] - biases[negative];
        let pull = rate / (1.0 + libm::expf(difference));
        let fade = rate * l2;
        for ((user, liked), other) in user.iter_mut().zip(liked).zip(other) {
            let (w, p, n) = (*user, *liked, *other);
            *user += pull * (p - n) - fade * w;
            *liked += pull * w - fade * p;
            *other -= pull * w + fade * n;
        }
        biases[positive] += pull - fade * biases[positive];
        biases[negative] -= pull + fade * biases[negative];
    }
}
