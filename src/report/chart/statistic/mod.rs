//! Statistics as charts.

mod curve;
mod lines;
mod matrix;

use curve::{activity, draw_curve, popularity};
use lines::{draw_cold, draw_months};
use matrix::draw_matrix;
use plotters::coord::Shift;
use plotters::prelude::*;

use super::pen::{Drawn, Pen};
use crate::number::thousands;
use crate::stats::Stats;

/// One chart of statistics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report::chart) enum Statistic {
    Popularity,
    Activity,
    Months,
    Cold,
    Matrix,
}

impl Statistic {
    pub(in crate::report::chart) const ALL: [Self; 5] =
        [Self::Popularity, Self::Activity, Self::Months, Self::Cold, Self::Matrix];

    pub(in crate::report::chart) const fn name(self) -> &'static str {
        match self {
            Self::Popularity => "item-popularity",
            Self::Activity => "user-activity",
            Self::Months => "interactions-per-month",
            Self::Cold => "cold-share",
            Self::Matrix => "matrix",
        }
    }

    pub(in crate::report::chart) const fn height(self) -> u32 {
        match self {
            Self::Popularity | Self::Activity => 420,
            Self::Months | Self::Cold => 360,
            Self::Matrix => 560,
        }
    }

    /// Tells whether the file of statistics has what is drawn; older ones lack some.
    pub(in crate::report::chart) fn is_there(self, stats: &Stats) -> bool {
        match self {
            Self::Popularity => !stats.popularity_curve.is_empty(),
            Self::Activity => !stats.activity_curve.is_empty(),
            Self::Months => stats.months.len() > 1,
            Self::Cold => stats.timeline.len() > 1,
            Self::Matrix => !stats.matrix.interactions.is_empty(),
        }
    }

    pub(in crate::report::chart) fn caption(self, stats: &Stats) -> String {
        let count = |count: usize| thousands(count as u64);
        match self {
            Self::Popularity => format!(
                "Interactions of each of the {} items, from the most to the least popular; both axes \
                 logarithmic.",
                count(stats.items)
            ),
            Self::Activity => format!(
                "Interactions of each of the {} users, from the most to the least active; both axes \
                 logarithmic.",
                count(stats.users)
            ),
            Self::Months => match stats.month_types.len() {
                0..=6 => "Interactions per calendar month (UTC), by event type.".to_owned(),
                n => format!(
                    "Interactions per calendar month (UTC), of the six most frequent of {n} event types."
                ),
            },
            Self::Cold => {
                "Rows with an item, and with a user, that no earlier tenth of the rows has."
                    .to_owned()
            }
            Self::Matrix => format!(
                "The {} × {} matrix: users downwards and items to the right, both from the most active; \
                 each cell is as dark as it is full, on a logarithmic scale; white cells are empty.",
                count(stats.users),
                count(stats.items)
            ),
        }
    }
}

pub(in crate::report::chart) fn draw_statistic<DB: DrawingBackend>(
    statistic: Statistic,
    area: &DrawingArea<DB, Shift>,
    stats: &Stats,
    pen: Pen,
) -> Drawn<DB> {
    area.fill(&WHITE)?;
    match statistic {
        Statistic::Popularity => draw_curve(area, &popularity(stats), pen),
        Statistic::Activity => draw_curve(area, &activity(stats), pen),
        Statistic::Months => draw_months(area, stats, pen),
        Statistic::Cold => draw_cold(area, stats, pen),
        Statistic::Matrix => draw_matrix(area, stats, pen),
    }
}
