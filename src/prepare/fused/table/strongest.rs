//! The strongest row of each moment, user and item, as the step `collapse-events` says.

use std::cmp::Ordering;

use polars::prelude::DataFrame;

use super::super::error::FusedError;
use super::super::record::Record;
use super::key::Widths;
use crate::column::{EVENT_TYPE, EVENT_VALUE};

/// The strengths of the rows of the frame of tails.
pub(super) struct Strongest {
    /// The place of the event type among those that are named, from 1, and the value.
    strengths: Vec<(usize, f64)>,
    /// True if no order is known of several event types.
    is_open: bool,
}

impl Strongest {
    /// The strengths of the rows of `frame` by the event types from the weakest to the strongest.
    pub(super) fn new(weakest_first: &[String], frame: &DataFrame) -> Result<Self, FusedError> {
        let odd = |_| FusedError::Odd;
        let kinds = frame.column(EVENT_TYPE).map_err(odd)?.str().map_err(odd)?.clone();
        let values: Vec<Option<f64>> = match frame.column(EVENT_VALUE) {
            Ok(values) => values.f64().map_err(odd)?.iter().collect(),
            Err(_) => vec![None; frame.height()],
        };
        let place = |kind: &str| weakest_first.iter().position(|known| known == kind);
        let places = kinds.iter().map(|kind| place(kind.unwrap_or("")).map_or(0, |at| at + 1));
        let value = |value: Option<f64>| value.unwrap_or(f64::NEG_INFINITY);
        let strengths = places.zip(values.into_iter().map(value)).collect();
        let mut unnamed: Vec<&str> = kinds
            .iter()
            .map(|kind| kind.unwrap_or(""))
            .filter(|kind| place(kind).is_none())
            .collect();
        unnamed.sort_unstable();
        unnamed.dedup();
        Ok(Self { strengths, is_open: unnamed.len() > 1 })
    }

    /// Leaves the strongest of the sorted records of each moment, user and item.
    ///
    /// [`FusedError::Odd`] where two are equally strong and yet differ, or no order is known: the general
    /// engine knows which came first, or says what is missing.
    pub(super) fn leave(
        &self,
        records: &mut Vec<Record>,
        widths: Widths,
    ) -> Result<(), FusedError> {
        let mut left: Vec<Record> = Vec::with_capacity(records.len());
        for &record in records.iter() {
            let (row, last) = (widths.row(record), left.last().map(|&last| widths.row(last)));
            let same = last.filter(|last| {
                (last.second, last.user, last.item) == (row.second, row.user, row.item)
            });
            let Some(last) = same else {
                left.push(record);
                continue;
            };
            if self.is_open {
                return Err(FusedError::Odd);
            }
            let (one, other) =
                (self.strengths[last.tail as usize], self.strengths[row.tail as usize]);
            match one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)) {
                Ordering::Less => {
                    left.pop();
                    left.push(record);
                }
                Ordering::Equal if last.tail != row.tail => return Err(FusedError::Odd),
                Ordering::Equal | Ordering::Greater => {}
            }
        }
        *records = left;
        Ok(())
    }
}
