//! A picture on its way to shapes: one of a few kinds of charts.

use plotters::prelude::*;

use super::bars::{self, Bars};
use super::curve::{self, Curve};
use super::cut;
use super::decisive;
use super::lines::{self, Lines};
use super::matrix;
use super::panel::{self, Panels};
use super::pen::{Area, Drawn, Pen, Screen};
use super::{scatter, spread, trials};
use crate::experiment::BestTwo;
use crate::experiment::tune::Tuned;
use crate::report::decisive::Decisive;
use crate::report::figure::{CutAudit, Figure, Statistic, Tradeoff};
use crate::stats::Stats;

/// A chart and what it draws.
pub(super) enum Drawing<'a> {
    Bars(Bars),
    Curve(Curve<'a>),
    Cut(&'a CutAudit),
    Decision(&'a Decisive),
    Lines(Lines),
    Matrix(&'a Stats),
    Panels(Panels),
    Scatter(&'a Tradeoff),
    Spread(&'a BestTwo),
    Trials(&'a Tuned),
}

impl<'a> Drawing<'a> {
    /// The chart of a picture.
    pub(super) fn of(figure: &'a Figure<'_>) -> Self {
        match figure {
            Figure::Decision(picture) => Self::Decision(picture),
            Figure::Metrics(eval, beside) => Self::Panels(panel::metrics(eval, *beside)),
            Figure::Tradeoff(tradeoff) => Self::Scatter(tradeoff),
            Figure::Segments(segments) => Self::Panels(panel::segments(segments)),
            Figure::Cut(audit) => Self::Cut(audit),
            Figure::BestTwo(two) => Self::Spread(two),
            Figure::Tuning(tuned) => Self::Trials(tuned),
            Figure::Simulation(_, beside) => Self::Panels(panel::simulation(beside)),
            Figure::Flow(flow) => Self::Bars(bars::flow(flow)),
            Figure::Statistic(statistic, stats) => Self::of_statistic(*statistic, stats),
            Figure::Choices(choices) => Self::Bars(bars::choices(choices)),
        }
    }

    fn of_statistic(statistic: Statistic, stats: &'a Stats) -> Self {
        match statistic {
            Statistic::Popularity => Self::Curve(curve::popularity(stats)),
            Statistic::Activity => Self::Curve(curve::activity(stats)),
            Statistic::Months => Self::Lines(lines::months(stats)),
            Statistic::Cold => Self::Lines(lines::cold(stats)),
            Statistic::Matrix => Self::Matrix(stats),
        }
    }

    pub(super) fn height(&self, screen: Screen) -> u32 {
        match self {
            Self::Bars(bars) => bars.height(screen),
            Self::Curve(curve) => curve.height(screen),
            Self::Cut(audit) => cut::height(audit, screen),
            Self::Decision(picture) => decisive::height(picture, screen),
            Self::Lines(lines) => lines.height(screen),
            Self::Matrix(_) => matrix::height(screen),
            Self::Panels(panels) => panels.height(screen),
            Self::Scatter(tradeoff) => scatter::height(tradeoff, screen),
            Self::Spread(two) => spread::height(two, screen),
            Self::Trials(tuned) => trials::height(tuned, screen),
        }
    }

    pub(super) fn draw<DB: DrawingBackend>(&self, area: &Area<DB>, pen: Pen) -> Drawn<DB> {
        match self {
            Self::Bars(bars) => bars.draw(area, pen),
            Self::Curve(curve) => curve.draw(area, pen),
            Self::Cut(audit) => cut::draw(area, audit, pen),
            Self::Decision(picture) => decisive::draw(area, picture, pen),
            Self::Lines(lines) => lines.draw(area, pen),
            Self::Matrix(stats) => matrix::draw(area, stats, pen),
            Self::Panels(panels) => panels.draw(area, pen),
            Self::Scatter(tradeoff) => scatter::draw(area, tradeoff, pen),
            Self::Spread(two) => spread::draw(area, two, pen),
            Self::Trials(tuned) => trials::draw(area, tuned, pen),
        }
    }
}
