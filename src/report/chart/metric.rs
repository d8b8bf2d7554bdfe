//! The metrics of every model as bars.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::{BAR, Drawn, GRID, INK, PANELS, Pen, SERVICE, SOFT, WIDTH};
use crate::compare::Comparison;
use crate::experiment::EvalResult;
use crate::metric::Metric;
use crate::number::{from_count, thousands};

pub(super) fn draw_metrics<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    eval: &EvalResult,
    comparison: Option<&Comparison>,
    pen: Pen,
) -> Drawn<DB> {
    area.fill(&WHITE)?;
    let (heading, area) = area.split_vertically(pen.size(HEADING));
    draw_heading(&heading, eval, comparison, pen)?;
    let (names, panels) = area.split_horizontally(pen.size(190));
    draw_names(&names, eval, pen)?;
    for (panel, metric) in panels.split_evenly((1, PANELS.len())).iter().zip(PANELS) {
        draw_panel(panel, eval, comparison, metric, pen)?;
    }
    Ok(())
}

const HEADING: u32 = 36;

/// What the figures rest on, and what the marks mean, for whoever sees the picture alone.
fn draw_heading<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    eval: &EvalResult,
    comparison: Option<&Comparison>,
    pen: Pen,
) -> Drawn<DB> {
    let heading = format!(
        "Mean over {} test users, convention {}, with 95 % intervals",
        thousands(eval.protocol.users_tested as u64),
        eval.convention
    );
    let at = |units: u32| i32::try_from(pen.size(units)).unwrap_or(0);
    area.draw_text(&heading, &pen.text(15, INK), (at(14), at(14)))?;
    if comparison.is_some() {
        let right = pen.text(14, SERVICE).pos(Pos::new(HPos::Right, VPos::Top));
        area.draw_text("dashed: Personalize", &right, (at(WIDTH - 16), at(14)))?;
    }
    Ok(())
}

const PANEL_TOP: u32 = 40;
const PANEL_AXIS: u32 = 36;
const PANEL_MARGIN: u32 = 12;

fn draw_names<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    eval: &EvalResult,
    pen: Pen,
) -> Drawn<DB> {
    let (width, height) = area.dim_in_pixel();
    let top = pen.size(PANEL_TOP);
    let room = height - top - pen.size(PANEL_AXIS + PANEL_MARGIN);
    let n_models = u32::try_from(eval.models.len().max(1)).unwrap_or(1);
    let style = pen.text(14, INK).pos(Pos::new(HPos::Right, VPos::Center));
    for (number, model) in (0_u32..).zip(&eval.models) {
        let title = crate::text::shorten(&model.title(), 22);
        let middle = top + room * (2 * number + 1) / (2 * n_models);
        let at =
            [width - pen.size(4), middle].map(|pixel| i32::try_from(pixel).unwrap_or(i32::MAX));
        area.draw_text(&title, &style, at.into())?;
    }
    Ok(())
}

fn draw_panel<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    eval: &EvalResult,
    comparison: Option<&Comparison>,
    metric: Metric,
    pen: Pen,
) -> Drawn<DB> {
    let key = metric.key();
    let service = comparison.and_then(|found| found.rows.iter().find(|row| row.metric == key));
    let service = service.map(|row| row.service);
    let ends = eval.models.iter().filter_map(|model| model.intervals.get(&key)).map(|end| end.high);
    let largest = ends.chain(service).fold(0.01_f64, f64::max);
    let n_models = from_count(eval.models.len());
    let (area_title, plot) = area.split_vertically(pen.size(PANEL_TOP));
    let (width, _) = area_title.dim_in_pixel();
    let middle = i32::try_from(width / 2).unwrap_or(0);
    let style = pen.text(16, INK).pos(Pos::new(HPos::Center, VPos::Top));
    let top = i32::try_from(pen.size(12)).unwrap_or(0);
    area_title.draw_text(&metric.short_name(), &style, (middle, top))?;
    let mut chart = ChartBuilder::on(&plot)
        .margin_bottom(pen.size(PANEL_MARGIN))
        .margin_left(pen.size(8))
        .margin_right(pen.size(16))
        .x_label_area_size(pen.size(PANEL_AXIS))
        .build_cartesian_2d(0.0..largest * 1.12, n_models..0.0)?;
    chart
        .configure_mesh()
        .disable_y_mesh()
        .disable_y_axis()
        .light_line_style(WHITE)
        .bold_line_style(pen.stroke(GRID, 1))
        .axis_style(pen.stroke(SOFT, 1))
        .x_labels(4)
        .label_style(pen.text(13, INK))
        .x_label_formatter(&|value| format!("{value:.2}"))
        .draw()?;
    for (row, model) in (0..).map(from_count).zip(&eval.models) {
        let value = model.metrics.get(&key).copied().unwrap_or(0.0);
        let bar = Rectangle::new([(0.0, row + 0.2), (value, row + 0.8)], BAR.filled());
        chart.draw_series([bar])?;
        if let Some(interval) = model.intervals.get(&key) {
            let whisker = [(interval.low, row + 0.5), (interval.high, row + 0.5)];
            chart.draw_series([PathElement::new(whisker, pen.stroke(INK, 2))])?;
        }
    }
    if let Some(service) = service {
        let line = [(service, 0.0), (service, n_models)];
        let dashes = DashedLineSeries::new(line, pen.size(6), pen.size(4), pen.stroke(SERVICE, 2));
        chart.draw_series(dashes)?;
    }
    Ok(())
}
