//! Charts of what changes over time.

use plotters::coord::Shift;
use plotters::prelude::*;

use crate::number::{from_count, round_to_count, thousands};
use crate::report::chart::pen::{Drawn, GRID, INK, LINE, Pen, Plane, SERVICE, SOFT};
use crate::stats::Stats;

/// The colours of the lines, which their labels tell apart too.
const COLOURS: [RGBColor; 6] = [
    LINE,
    SERVICE,
    RGBColor(34, 120, 80),
    RGBColor(130, 60, 140),
    RGBColor(110, 110, 110),
    RGBColor(20, 20, 20),
];

/// Named lines over positions from 0, with labels under some.
struct Lines {
    title: &'static str,
    y_desc: &'static str,
    names: Vec<String>,
    /// The values by line, one for each position.
    values: Vec<Vec<f64>>,
    labels: Vec<String>,
    as_percent: bool,
}

fn draw_lines<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    lines: &Lines,
    pen: Pen,
) -> Drawn<DB> {
    let n = lines.labels.len().max(2);
    let most = lines.values.iter().flatten().copied().fold(0.0_f64, f64::max);
    let top = if lines.as_percent { 1.0 } else { most.max(1.0) * 1.3 };
    let mut chart = ChartBuilder::on(area)
        .caption(lines.title, pen.text(20, INK))
        .margin(pen.size(14))
        .margin_right(pen.size(40))
        .x_label_area_size(pen.size(40))
        .y_label_area_size(pen.size(84))
        .build_cartesian_2d(0.0..from_count(n - 1), 0.0..top)?;
    let label = |at: &f64| lines.labels.get(round_to_count(*at)).cloned().unwrap_or_default();
    let percent = |value: &f64| format!("{:.0} %", value * 100.0);
    let plain = |value: &f64| thousands(round_to_count(*value) as u64);
    let as_percent = lines.as_percent;
    chart
        .configure_mesh()
        .light_line_style(WHITE)
        .bold_line_style(pen.stroke(GRID, 1))
        .axis_style(pen.stroke(SOFT, 1))
        .label_style(pen.text(13, INK))
        .axis_desc_style(pen.text(14, INK))
        .y_desc(lines.y_desc)
        .x_labels(8)
        .x_label_formatter(&label)
        .y_label_formatter(&|value| if as_percent { percent(value) } else { plain(value) })
        .draw()?;
    add_lines(&mut chart, lines, pen)?;
    let margin = i32::try_from(pen.size(26)).unwrap_or(26);
    chart
        .configure_series_labels()
        .position(if as_percent {
            SeriesLabelPosition::MiddleRight
        } else {
            SeriesLabelPosition::UpperRight
        })
        .background_style(WHITE.mix(0.85))
        .border_style(pen.stroke(GRID, 1))
        .label_font(pen.text(13, INK))
        .legend_area_size(margin)
        .draw()?;
    Ok(())
}

/// Draws the lines, each with an entry for the legend.
fn add_lines<'a, DB: DrawingBackend + 'a>(
    chart: &mut Plane<'a, DB>,
    lines: &Lines,
    pen: Pen,
) -> Drawn<DB> {
    for (number, (name, values)) in lines.names.iter().zip(&lines.values).enumerate() {
        let colour = COLOURS[number % COLOURS.len()];
        let style = pen.stroke(colour, 2);
        let points = values.iter().enumerate().map(|(at, &value)| (from_count(at), value));
        let series = chart.draw_series(LineSeries::new(points, style))?;
        let length = i32::try_from(pen.size(18)).unwrap_or(18);
        series.label(name).legend(move |(x, y)| PathElement::new([(x, y), (x + length, y)], style));
    }
    Ok(())
}

pub(super) fn draw_months<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    stats: &Stats,
    pen: Pen,
) -> Drawn<DB> {
    let types = stats.month_types.iter().take(COLOURS.len());
    let names: Vec<String> = types.map(|name| crate::text::shorten(name, 24)).collect();
    let months = every_month(stats);
    let of = |kind: usize| -> Vec<f64> {
        let rows = months.iter().map(|(_, rows)| rows.and_then(|rows| rows.get(kind)).copied());
        rows.map(|rows| from_count(rows.unwrap_or(0))).collect()
    };
    let lines = Lines {
        title: "Interactions per month",
        y_desc: "interactions",
        values: (0..names.len()).map(of).collect(),
        names,
        labels: months.iter().map(|(name, _)| name.clone()).collect(),
        as_percent: false,
    };
    draw_lines(area, &lines, pen)
}

/// The most months that are all drawn; of more, those in which nothing happened are left out.
const MONTHS_MAX: usize = 2_400;

/// All months from the first to the last, also those without a row.
fn every_month(stats: &Stats) -> Vec<(String, Option<&[usize]>)> {
    let number = |name: &str| -> Option<usize> {
        let (year, month) = name.split_once('-')?;
        Some(year.parse::<usize>().ok()? * 12 + month.parse::<usize>().ok()? - 1)
    };
    let there: Vec<(usize, &[usize])> = stats
        .months
        .iter()
        .filter_map(|month| Some((number(&month.month)?, &month.rows[..])))
        .collect();
    let name = |number: usize| format!("{:04}-{:02}", number / 12, number % 12 + 1);
    match (there.first(), there.last()) {
        (Some(&(first, _)), Some(&(last, _))) if last - first < MONTHS_MAX => (first..=last)
            .map(|month| {
                let at = there.binary_search_by_key(&month, |&(number, _)| number).ok();
                (name(month), at.map(|at| there[at].1))
            })
            .collect(),
        _ => there.into_iter().map(|(month, rows)| (name(month), Some(rows))).collect(),
    }
}

pub(super) fn draw_cold<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    stats: &Stats,
    pen: Pen,
) -> Drawn<DB> {
    // In the first tenth everything is new.
    let later = &stats.timeline[1..];
    let lines = Lines {
        title: "Newcomers over time",
        y_desc: "share of the rows",
        names: ["rows of new items", "rows of new users"].map(str::to_owned).to_vec(),
        values: vec![
            later.iter().map(|bucket| bucket.cold_item_rows).collect(),
            later.iter().map(|bucket| bucket.cold_user_rows).collect(),
        ],
        labels: later.iter().map(|bucket| bucket.first_day.clone()).collect(),
        as_percent: true,
    };
    draw_lines(area, &lines, pen)
}
