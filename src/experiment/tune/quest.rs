//! The settings of a search, and its draws.

use rand_pcg::Pcg64Mcg;

use crate::metric::Metric;
use crate::model::{ModelConfig, Search, Value};
use crate::number::{from_count, from_u64, round_to_count};
use crate::seed::{self, unit};

/// The settings of a parameter search.
#[derive(Debug, Clone, PartialEq)]
pub struct Quest {
    /// The model, with the parameters that are not searched.
    pub base: ModelConfig,
    /// Parameters that are not to be touched, since they were given.
    pub fixed: Vec<String>,
    /// The metric that is to be best.
    pub metric: &'static Metric,
    /// The seed of every draw.
    pub seed: u64,
}

/// Draw number `number` of the parameters that may be searched; number 0 is the base itself.
#[must_use]
pub fn candidate(search: &Quest, number: usize) -> ModelConfig {
    let mut config = search.base.clone();
    if number == 0 {
        return config;
    }
    let name = format!("tune {} {number}", search.base.name());
    let mut generator = seed::generator(search.seed, &name);
    for parameter in search.base.kind().parameters() {
        let drawn = draw(parameter.search, &mut generator);
        if let Some(value) = drawn
            && !search.fixed.iter().any(|fixed| fixed == parameter.key)
        {
            let drawn = config.set(parameter.key, value);
            debug_assert!(drawn.is_ok(), "a draw lies within its domain: {drawn:?}");
        }
    }
    config
}

fn draw(search: Search, generator: &mut Pcg64Mcg) -> Option<Value> {
    let uniform = unit(generator);
    let log = |low: f64, high: f64| libm::exp(libm::log(low) + uniform * libm::log(high / low));
    let whole = |value: f64, low: u64, high: u64| {
        Value::Integer((round_to_count(value) as u64).clamp(low, high))
    };
    // Three digits are enough to be typed again.
    let real = |value: f64| Value::Real(format!("{value:.2e}").parse().unwrap_or(value));
    Some(match search {
        Search::Integer(low, high) => {
            whole(from_u64(low) - 0.5 + uniform * (from_u64(high - low) + 1.0), low, high)
        }
        Search::LogInteger(low, high) => whole(log(from_u64(low), from_u64(high)), low, high),
        Search::Real(low, high) => real(low + uniform * (high - low)),
        Search::LogReal(low, high) => real(log(low, high)),
        Search::Word(words) => {
            let at = round_to_count((uniform * from_count(words.len())).floor());
            Value::Word(words[at.min(words.len() - 1)])
        }
        Search::Fixed => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::NDCG_25;

    #[test]
    fn the_same_number_is_the_same_draw_and_within_range() {
        let base = ModelConfig::parse("ease").expect("known");
        let search = Quest { base, fixed: vec!["half-life".into()], metric: &NDCG_25, seed: 7 };
        assert_eq!(candidate(&search, 0).text(), "ease");
        for number in 1..200 {
            let drawn = candidate(&search, number);
            assert_eq!(drawn, candidate(&search, number));
            assert_eq!(ModelConfig::parse(&drawn.text()), Ok(drawn.clone()), "{}", drawn.text());
            let Some(Value::Real(l2)) = drawn.values().get("l2") else { panic!("a number") };
            assert!((10.0..=5_000.0).contains(&l2), "{l2}");
            assert_eq!(drawn.values().get("half-life"), Some(Value::Word("none")), "fixed");
        }
    }
}
