//! Scores lists that are in memory already, for `benches/versus/metrics`: what our metrics alone take.
//!
//! `cargo run --release --features versus --bin score_lists LISTS HELD_OUT`

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use rayon::prelude::*;
use rehearsal::dataset::{Dataset, ItemIdx, Lookup, RowFilter, UserIdx};
use rehearsal::metric::{ACCURACY, Convention, Judged, UserValues};
use rehearsal::source::lists::{ListQuery, Said, read_lists};

/// A list with its scores as it came, and the held-out items of its user, rising.
struct Asked {
    list: Vec<(ItemIdx, f64)>,
    held_out: Vec<ItemIdx>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(lists), Some(held_out)) = (arguments.next(), arguments.next()) else {
        return Err("usage: score_lists LISTS HELD_OUT".into());
    };
    let started = Instant::now();
    let asked = read(Path::new(&lists), Path::new(&held_out))?;
    let read_seconds = started.elapsed().as_secs_f64();
    let started = Instant::now();
    let figures = score(&asked);
    let score_seconds = started.elapsed().as_secs_f64();
    let figures: serde_json::Map<String, serde_json::Value> =
        figures.into_iter().map(|(name, value)| (name, value.into())).collect();
    let found = serde_json::json!({
        "figures": figures, "read_seconds": read_seconds, "score_seconds": score_seconds,
    });
    serde_json::to_writer(std::io::stdout().lock(), &found)?;
    Ok(())
}

fn read(lists: &Path, held_out: &Path) -> Result<Vec<Asked>, Box<dyn Error>> {
    let dataset = Dataset::read(held_out, None, &RowFilter::default())?;
    let (users, items) = (Lookup::new(dataset.users()), Lookup::new(dataset.items()));
    let mut asked: Vec<Asked> = (0..)
        .take(dataset.users().len())
        .map(|user| {
            let rows = dataset.rows_of(UserIdx(user));
            let mut held_out: Vec<ItemIdx> = rows.iter().map(|&row| dataset.item(row)).collect();
            held_out.sort_unstable();
            held_out.dedup();
            Asked { list: Vec::new(), held_out }
        })
        .collect();
    // Items that nobody held out need a number too, one that is no hit.
    let stranger = u32::MAX;
    read_lists(lists, &mut |said| {
        if let Said::Place(place) = said
            && let ListQuery::User(user) = place.query
            && let Some(user) = users.find(user)
        {
            let item = items.find(place.id).unwrap_or(stranger);
            asked[user as usize].list.push((ItemIdx(item), place.score.unwrap_or(0.0)));
        }
    })?;
    Ok(asked)
}

/// Ranks, judges, scores and averages.
fn score(asked: &[Asked]) -> Vec<(String, f64)> {
    let rows: Vec<[Option<f64>; ACCURACY.len()]> = asked
        .par_iter()
        .map(|one| {
            let mut list = one.list.clone();
            list.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
            let judged = Judged::new(list.iter().map(|&(item, _)| item), &one.held_out);
            ACCURACY.map(|metric| metric.of_hits(judged, Convention::Standard))
        })
        .collect();
    let mut values = UserValues::new(ACCURACY.len());
    for row in &rows {
        values.push(row);
    }
    ACCURACY
        .iter()
        .enumerate()
        .map(|(at, metric)| (metric.key.to_owned(), values.mean(at).0))
        .collect()
}
