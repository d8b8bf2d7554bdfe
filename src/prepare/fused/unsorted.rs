//! Events in the order of the ratings: each chunk is written as it is read.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::chunks::Chunks;
use super::done::Done;
use super::error::{First, FusedError};
use super::event_rows::Rows;
use super::in_turn::InTurn;
use super::line::Layout;
use super::outcome::{Codes, Registry};
use super::plan::Plan;
use super::tally::Tally;
use super::workers::Workers;
use crate::export::Destination;
use crate::parallel::{AfterTurn, in_threads};
use crate::source::movielens::RatingsText;

pub(super) fn run(
    plan: &Plan,
    text: RatingsText,
    destination: &mut Destination,
    workers: Workers<'_>,
) -> Result<Done, FusedError> {
    let layout = Layout::of(&text);
    let label = text.label;
    let registry = Registry::new(plan);
    let header = plan.header();
    let writing = Writing {
        plan,
        layout,
        path: &label,
        chunks: Mutex::new(Chunks::new(text.input, text.form)),
        registry: &registry,
        out: InTurn::new(destination, &header).map_err(FusedError::Write)?,
        tally: Mutex::new(Tally::new(registry.kinds().len())),
        progress: workers.progress,
    };
    in_threads(workers.n_threads, || writing.out.stop(), |first| writing.work(first))?;
    let Writing { out, chunks, tally, .. } = writing;
    out.finish();
    let chunks = chunks.into_inner().unwrap_or_else(PoisonError::into_inner);
    let tally = tally.into_inner().unwrap_or_else(PoisonError::into_inner);
    tally.done(plan, registry.kinds(), chunks.record(&label))
}

/// The data that all threads share.
struct Writing<'a> {
    plan: &'a Plan,
    layout: Layout,
    path: &'a Path,
    chunks: Mutex<Chunks>,
    registry: &'a Registry<'a>,
    out: InTurn<'a>,
    tally: Mutex<Tally>,
    progress: &'a (dyn Fn(u64) + Sync),
}

impl Writing<'_> {
    fn work(&self, first: &First) -> Result<(), FusedError> {
        let n_kinds = self.registry.kinds().len();
        let (mut rows, mut tally) = (Rows::new(n_kinds), Tally::new(n_kinds));
        let mut codes = Codes::new(self.registry);
        let (mut buffer, mut parsed) = (Vec::new(), Vec::new());
        while !first.is_set() {
            let mut chunks = self.chunks.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(chunk) = chunks.next(&mut buffer, self.path)? else { break };
            drop(chunks);
            (self.progress)(chunk.bytes);
            rows.clear();
            parsed.clear();
            self.layout.parse(&buffer, chunk, &mut codes, |rating| {
                parsed.push(rating);
                Ok(())
            })?;
            for &rating in &parsed {
                if tally.admits(self.plan, rating.timestamp_s) {
                    let outcome = codes.outcome(rating.code);
                    tally.count(outcome);
                    rows.push_rating(rating, outcome);
                }
            }
            if !self.out.write(chunk.index, AfterTurn::PassOn, rows.text())? {
                break;
            }
        }
        tally.kinds.copy_from_slice(&rows.counts);
        self.tally.lock().unwrap_or_else(PoisonError::into_inner).add(&tally);
        Ok(())
    }
}
