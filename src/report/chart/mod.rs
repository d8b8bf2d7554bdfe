//! Charts by plotters: SVG for the page, PNG beside it, from the same drawing.
//!
//! Text is measured and drawn with an embedded font, so that no font of the system is needed.

mod decisive;
mod metric;
mod panel;
mod pen;
mod simulation;
mod statistic;
mod theme;

use std::fmt::Display;

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::{FontStyle, register_font};

use super::decisive::{Decisive, decisive};
use super::inputs::Inputs;
use super::view::Chart;
use crate::compare::{Beside, Comparison, Run};
use crate::experiment::EvalResult;
use crate::number::thousands;
use crate::stats::Stats;
use decisive::{NARROW, WIDE, Widths};
use panel::draw_panels;
use pen::{FONT, Pen, WIDTH};
use statistic::{Statistic, draw_statistic};

/// The reason that a chart could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// A drawing that failed.
    #[error("cannot draw the chart `{chart}`: {reason}")]
    Draw {
        /// The chart.
        chart: &'static str,
        /// The reason.
        reason: String,
    },
    /// A picture that could not be encoded.
    #[error("cannot encode a chart as PNG")]
    Encode(#[from] png::EncodingError),
}

/// Pixels of a PNG for each unit of the SVG, so that text stays crisp on paper.
const PNG_SCALE: u32 = 2;

/// A chart and the data that it draws.
enum Drawing<'a> {
    Statistic(Statistic, &'a Stats),
    Metrics(&'a EvalResult, Option<(&'a Beside, &'a Run)>),
    Decision(Decisive, Widths),
    /// A simulation: the first, second, … set of the service's figures.
    Simulation(usize, &'a Beside),
}

impl Drawing<'_> {
    const fn name(&self) -> &'static str {
        match self {
            Self::Statistic(statistic, _) => statistic.name(),
            Self::Metrics(..) => "metric-per-model",
            Self::Decision(..) => "decision",
            Self::Simulation(..) => "simulation",
        }
    }

    /// The PNG's file name: a second set of the service's figures has a picture of its own.
    fn file_name(&self) -> String {
        match self {
            Self::Simulation(number, _) if *number > 1 => format!("{}-{number}.png", self.name()),
            _ => format!("{}.png", self.name()),
        }
    }

    fn width(&self) -> u32 {
        match self {
            Self::Decision(_, widths) => widths.all,
            _ => WIDTH,
        }
    }

    fn height(&self) -> u32 {
        match self {
            Self::Statistic(statistic, _) => statistic.height(),
            Self::Metrics(eval, _) => height_of(eval.models.len()),
            Self::Decision(picture, _) => decisive::height(picture.rows.len()),
            Self::Simulation(_, beside) => height_of(beside.simulations.len()),
        }
    }

    fn caption(&self) -> String {
        match self {
            Self::Statistic(statistic, stats) => statistic.caption(stats),
            Self::Metrics(eval, beside) => {
                let users = thousands(eval.protocol.users_tested as u64);
                let service = beside.map_or_else(String::new, |(beside, _)| {
                    format!(" The dashed line is Personalize ({}).", beside.service.name)
                });
                format!(
                    "Mean over {users} test users by the convention {}; the whiskers are 95 % \
                     intervals.{service}",
                    eval.convention
                )
            }
            Self::Decision(picture, _) => picture.caption(),
            Self::Simulation(_, beside) => simulation::caption(beside),
        }
    }

    const fn section(&self) -> &'static str {
        match self {
            Self::Statistic(..) => "sparsity",
            Self::Metrics(..) => "leaderboard",
            Self::Decision(_, widths) if widths.all < WIDTH => "decision-narrow",
            Self::Decision(..) => "decision",
            Self::Simulation(..) => "comparison",
        }
    }

    fn draw<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        scale: u32,
    ) -> Result<(), ChartError> {
        let pen = Pen { scale };
        let drawn = match self {
            Self::Statistic(statistic, stats) => {
                draw_statistic(*statistic, area, stats, pen).map_err(|error| error.to_string())
            }
            Self::Metrics(eval, beside) => {
                let picture = metric::panels(eval, *beside);
                draw_panels(area, &picture, pen).map_err(|error| error.to_string())
            }
            Self::Decision(picture, widths) => {
                decisive::draw(area, picture, *widths, pen).map_err(|error| error.to_string())
            }
            Self::Simulation(_, beside) => {
                let picture = simulation::panels(beside);
                draw_panels(area, &picture, pen).map_err(|error| error.to_string())
            }
        };
        drawn.map_err(|reason| ChartError::Draw { chart: self.name(), reason })
    }
}

/// The height of a picture with a row for each of `n_models`.
fn height_of(n_models: usize) -> u32 {
    132 + 40 * u32::try_from(n_models.min(40)).unwrap_or(40)
}

fn drawings<'a>(inputs: &'a Inputs) -> Vec<Drawing<'a>> {
    let wide = |picture| Drawing::Decision(picture, WIDE);
    let mut drawings: Vec<Drawing<'_>> = decisive(inputs).map(wide).into_iter().collect();
    if let Some(stats) = &inputs.stats {
        let there = Statistic::ALL.into_iter().filter(|statistic| statistic.is_there(stats));
        drawings.extend(there.map(|statistic| Drawing::Statistic(statistic, stats)));
    }
    if let Some(eval) = &inputs.eval {
        let of = |comparison: &'a Comparison| comparison.of(&inputs.eval_sha256);
        drawings.push(Drawing::Metrics(eval, inputs.comparison.as_ref().and_then(of)));
    }
    let services = inputs.comparison.iter().flat_map(|comparison| &comparison.services);
    let simulated = services.filter(|beside| !beside.simulations.is_empty());
    drawings
        .extend((1..).zip(simulated).map(|(number, beside)| Drawing::Simulation(number, beside)));
    drawings
}

/// The charts as SVG with their captions.
pub(super) fn svgs(inputs: &Inputs) -> Result<Vec<Chart>, ChartError> {
    let narrow = decisive(inputs).map(|picture| Drawing::Decision(picture, NARROW));
    drawings(inputs).iter().chain(&narrow).map(svg).collect()
}

fn svg(drawing: &Drawing<'_>) -> Result<Chart, ChartError> {
    use_embedded_font(drawing.name())?;
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (drawing.width(), drawing.height()))
            .into_drawing_area();
        drawing.draw(&area, 1)?;
        area.present().map_err(failed(drawing.name()))?;
    }
    let caption = drawing.caption();
    // A page that is read aloud says what the picture shows.
    let label = caption.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    let svg = svg.replacen("<svg ", &format!("<svg role=\"img\" aria-label=\"{label}\" "), 1);
    Ok(Chart { svg: theme::themed(&without_namespace(&svg)), caption, section: drawing.section() })
}

/// The SVG without its namespace: inside HTML it needs neither that nor an XML heading.
fn without_namespace(svg: &str) -> String {
    svg.replacen(" xmlns=\"http://www.w3.org/2000/svg\"", "", 1)
}

/// The charts as PNG files: name and bytes.
///
/// # Errors
/// When one cannot be drawn.
pub fn pngs(inputs: &Inputs) -> Result<Vec<(String, Vec<u8>)>, ChartError> {
    drawings(inputs).iter().map(png).collect()
}

fn png(drawing: &Drawing<'_>) -> Result<(String, Vec<u8>), ChartError> {
    use_embedded_font(drawing.name())?;
    let (width, height) = (drawing.width() * PNG_SCALE, drawing.height() * PNG_SCALE);
    let mut pixels = vec![255; width as usize * height as usize * 3];
    {
        let area = BitMapBackend::with_buffer(&mut pixels, (width, height)).into_drawing_area();
        drawing.draw(&area, PNG_SCALE)?;
        area.present().map_err(failed(drawing.name()))?;
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixels)?;
    writer.finish()?;
    Ok((drawing.file_name(), bytes))
}

fn failed<E: Display>(chart: &'static str) -> impl Fn(E) -> ChartError {
    move |error| ChartError::Draw { chart, reason: error.to_string() }
}

fn use_embedded_font(chart: &'static str) -> Result<(), ChartError> {
    register_font(FONT, FontStyle::Normal, dejavu::sans::regular()).map_err(|_| ChartError::Draw {
        chart,
        reason: "the embedded font is not a font".to_owned(),
    })
}
