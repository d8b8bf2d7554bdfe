//! Events in the order of the ratings: each chunk is written as it is read.

use std::sync::{Mutex, PoisonError};

use super::chunks::Chunks;
use super::done::Done;
use super::error::{First, FusedError};
use super::in_turn::InTurn;
use super::line::Layout;
use super::outcome::{Codes, Registry};
use super::plan::Plan;
use super::rows::Rows;
use super::tally::Tally;
use crate::export::Destination;
use crate::parallel::in_threads;
use crate::source::movielens::RatingsText;

pub(super) fn run(
    plan: &Plan,
    text: RatingsText,
    destination: &mut Destination,
    n_threads: usize,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Done, FusedError> {
    let (layout, has_header) = Layout::of(&text);
    let label = text.label;
    let chunks = Mutex::new(Chunks::new(text.input, has_header));
    let registry = Registry::new(plan);
    let header = plan.header();
    let out = InTurn::new(destination, &header).map_err(FusedError::Write)?;
    let tally = Mutex::new(Tally::new(registry.kinds().len()));
    let work = |first: &First| -> Result<(), FusedError> {
        let mut codes = Codes::new(&registry);
        let mut rows = Rows::new(registry.kinds().len());
        let mut mine = Tally::new(registry.kinds().len());
        let (mut buffer, mut parsed) = (Vec::new(), Vec::new());
        while !first.is_set() {
            let chunk =
                chunks.lock().unwrap_or_else(PoisonError::into_inner).next(&mut buffer, &label)?;
            let Some(chunk) = chunk else { break };
            progress(chunk.bytes);
            rows.clear();
            parsed.clear();
            layout.parse(&buffer, chunk.last, &mut codes, |rating| {
                parsed.push(rating);
                Ok(())
            })?;
            for &rating in &parsed {
                if mine.admits(plan, rating.timestamp_s) {
                    let outcome = codes.outcome(rating.code);
                    mine.count(outcome);
                    rows.push_rating(rating, outcome);
                }
            }
            if !out.write(chunk.index, rows.text(), true)? {
                break;
            }
        }
        mine.kinds.copy_from_slice(&rows.counts);
        tally.lock().unwrap_or_else(PoisonError::into_inner).add(&mine);
        Ok(())
    };
    in_threads(n_threads, || out.stop(), work)?;
    out.finish();
    let chunks = chunks.into_inner().unwrap_or_else(PoisonError::into_inner);
    let tally = tally.into_inner().unwrap_or_else(PoisonError::into_inner);
    tally.done(plan, registry.kinds(), chunks.record(&label))
}
