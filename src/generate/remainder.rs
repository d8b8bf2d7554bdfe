//! Draws films for a user for whom drawing at random no longer finds new ones.

use super::number::short;
use super::plan::Release;
use super::random::Random;

/// Draws `missing` different films that exist by `year` and that the user does not have,
/// in proportion to their attraction; fewer only if there are not so many.
///
/// One pass over the catalogue, whatever share of it the user has already: each film
/// waits for an exponential time that its attraction shortens, and the first ones win.
pub(super) fn remaining(
    release: &Release,
    year: u16,
    missing: usize,
    has: &dyn Fn(usize) -> bool,
    random: &mut Random,
) -> Vec<u32> {
    let mut waiting: Vec<(f64, u32)> = Vec::new();
    for (item, film) in release.films.iter().enumerate() {
        if film.rated && film.year <= year && !has(item) {
            let wait = -libm::log(1.0 - random.unit());
            waiting.push((wait / release.audience.weight(item), short(item)));
        }
    }
    let sooner = |a: &(f64, u32), b: &(f64, u32)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
    if missing > 0 && missing < waiting.len() {
        waiting.select_nth_unstable_by(missing - 1, sooner);
        waiting.truncate(missing);
    }
    waiting.sort_unstable_by(sooner);
    waiting.into_iter().map(|film| film.1).collect()
}
