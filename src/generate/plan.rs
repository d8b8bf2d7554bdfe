//! Everything that must be known before the rows are drawn.

use super::audience::{Audience, Demand, MAINSTREAM};
use super::calendar::{YEARS, years_in};
use super::catalogue::{Film, catalogue};
use super::community::COMMUNITIES;
use super::config::Config;
use super::discovery::{Discoveries, discoveries};
use super::era::rated_by_year;
use super::member::{Member, members};
use super::rating::Scale;
use super::session::sessions;
use super::theme::mean_theme_weights;
use crate::param::InvalidParam;

/// A planned release: its films and its users with their tastes. The rows follow from
/// it, user by user, when they are written.
///
/// Memory: about 100 bytes per user and 1,100 per film; nothing per rating.
pub struct Release {
    pub(super) config: Config,
    pub(super) films: Vec<Film>,
    pub(super) members: Vec<Member>,
    pub(super) discoveries: Discoveries,
    pub(super) audience: Audience,
    pub(super) scale: Scale,
}

impl Release {
    /// Plans a release with exactly the configured counts.
    ///
    /// # Errors
    /// [`InvalidParam`] for counts that no release can have: no users or films, more
    /// rated films than films, fewer ratings than users or rated films, or more than
    /// distinct pairs.
    pub fn plan(config: &Config) -> Result<Self, InvalidParam> {
        config.check()?;
        let mut films = catalogue(config);
        let members = members(config, &rated_by_year(&films), &community_shares(&films));
        let (last_years, demand) = demand(&members, config.seed);
        let discoveries = discoveries(&mut films, &members, &last_years, config.seed);
        let audience = Audience::new(&films, &demand);
        let mut release = Self {
            config: config.clone(),
            films,
            members,
            discoveries,
            audience,
            scale: Scale::default(),
        };
        release.scale = Scale::fitted(&release);
        Ok(release)
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
