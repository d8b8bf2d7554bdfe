//! Panels side by side, one a metric, with a row for each model: bars, whiskers, the service's line.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::pen::{BAR, Drawn, INK, Pen, Plane, SERVICE, WIDTH, draw_figure_axis};
use crate::number::from_count;

/// A picture of panels.
pub(super) struct Panels {
    /// The line on what the figures rest on and what the marks mean, for whoever sees the picture alone.
    pub(super) heading: String,
    /// The models, from above.
    pub(super) names: Vec<String>,
    pub(super) metrics: Vec<Panel>,
}

/// One metric.
pub(super) struct Panel {
    pub(super) title: String,
    /// One for each model, in the order of the names; none where there is no figure.
    pub(super) marks: Vec<Option<Marks>>,
    /// The service's figure.
    pub(super) service: Option<f64>,
}

/// The marks in a model's row.
#[derive(Clone, Copy)]
pub(super) struct Marks {
    pub(super) bar: (f64, f64),
    pub(super) whisker: Option<(f64, f64)>,
    /// A line across the bar.
    pub(super) tick: Option<f64>,
}

const HEADING: u32 = 36;
const NAMES: u32 = 190;
const PANEL_TOP: u32 = 40;
const PANEL_AXIS: u32 = 36;
const PANEL_MARGIN: u32 = 12;

pub(super) fn draw_panels<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    picture: &Panels,
    pen: Pen,
) -> Drawn<DB> {
    area.fill(&WHITE)?;
    let (heading, area) = area.split_vertically(pen.size(HEADING));
    draw_heading(&heading, picture, pen)?;
    let (names, panels) = area.split_horizontally(pen.size(NAMES));
    draw_names(&names, &picture.names, pen)?;
    let areas = panels.split_evenly((1, picture.metrics.len().max(1)));
    for (area, panel) in areas.iter().zip(&picture.metrics) {
        draw_panel(area, panel, pen)?;
    }
    Ok(())
}

fn draw_heading<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    picture: &Panels,
    pen: Pen,
) -> Drawn<DB> {
    let at = |units: u32| i32::try_from(pen.size(units)).unwrap_or(0);
    area.draw_text(&picture.heading, &pen.text(15, INK), (at(14), at(14)))?;
    if picture.metrics.iter().any(|panel| panel.service.is_some()) {
        let right = pen.text(14, SERVICE).pos(Pos::new(HPos::Right, VPos::Top));
        area.draw_text("dashed: Personalize", &right, (at(WIDTH - 16), at(14)))?;
    }
    Ok(())
}

fn draw_names<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    names: &[String],
    pen: Pen,
) -> Drawn<DB> {
    let (width, height) = area.dim_in_pixel();
    let top = pen.size(PANEL_TOP);
    let room = height - top - pen.size(PANEL_AXIS + PANEL_MARGIN);
    let n_models = u32::try_from(names.len().max(1)).unwrap_or(1);
    let style = pen.text(14, INK).pos(Pos::new(HPos::Right, VPos::Center));
    for (number, name) in (0_u32..).zip(names) {
        let title = crate::text::shorten(name, 22);
        let middle = top + room * (2 * number + 1) / (2 * n_models);
        let at =
            [width - pen.size(4), middle].map(|pixel| i32::try_from(pixel).unwrap_or(i32::MAX));
        area.draw_text(&title, &style, at.into())?;
    }
    Ok(())
}

fn draw_panel<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    panel: &Panel,
    pen: Pen,
) -> Drawn<DB> {
    let ends = panel.marks.iter().flatten().map(|marks| marks.whisker.unwrap_or(marks.bar).1);
    let largest = ends.chain(panel.service).fold(0.01_f64, f64::max);
    let n_models = from_count(panel.marks.len());
    let (area_title, plot) = area.split_vertically(pen.size(PANEL_TOP));
    let (width, _) = area_title.dim_in_pixel();
    let middle = i32::try_from(width / 2).unwrap_or(0);
    let style = pen.text(16, INK).pos(Pos::new(HPos::Center, VPos::Top));
    let top = i32::try_from(pen.size(12)).unwrap_or(0);
    area_title.draw_text(&panel.title, &style, (middle, top))?;
    let mut chart = ChartBuilder::on(&plot)
        .margin_bottom(pen.size(PANEL_MARGIN))
        .margin_left(pen.size(8))
        .margin_right(pen.size(16))
        .x_label_area_size(pen.size(PANEL_AXIS))
        .build_cartesian_2d(0.0..largest * 1.12, n_models..0.0)?;
    draw_figure_axis(&mut chart, 4, pen)?;
    draw_marks(&mut chart, panel, pen)
}

/// Draws the marks of every model, and the service's line across all rows.
fn draw_marks<DB: DrawingBackend>(chart: &mut Plane<'_, DB>, panel: &Panel, pen: Pen) -> Drawn<DB> {
    for (row, marks) in (0..).map(from_count).zip(&panel.marks) {
        let Some(Marks { bar, whisker, tick }) = *marks else { continue };
        let bar = Rectangle::new([(bar.0, row + 0.2), (bar.1, row + 0.8)], BAR.filled());
        chart.draw_series([bar])?;
        if let Some((low, high)) = whisker {
            let line = [(low, row + 0.5), (high, row + 0.5)];
            chart.draw_series([PathElement::new(line, pen.stroke(INK, 2))])?;
        }
        if let Some(at) = tick {
            let line = [(at, row + 0.2), (at, row + 0.8)];
            chart.draw_series([PathElement::new(line, pen.stroke(INK, 2))])?;
        }
    }
    if let Some(service) = panel.service {
        let line = [(service, 0.0), (service, from_count(panel.marks.len()))];
        let dashes = DashedLineSeries::new(line, pen.size(6), pen.size(4), pen.stroke(SERVICE, 2));
        chart.draw_series(dashes)?;
    }
    Ok(())
}
