//! The picture that heads the page: a row for each model and for the service, on one axis.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use super::names::shortened;
use super::pen::{
    Area, Drawn, INK, LEAK, LINE, Pen, Plane, SERVICE, SOFT, Screen, below_heading,
    draw_figure_axis, heading_height,
};
use crate::number::from_count;
use crate::report::decisive::{Decisive, DecisiveRow};

const AXIS: u32 = 34;
/// The height of a row.
const ROW: u32 = 26;
/// The height of the words on the shading.
const LEGEND: u32 = 22;

/// The words on the shading, where there is any.
const LEGEND_TEXT: &str = "what the service view adds: leaks and repeats";

fn has_leak(picture: &Decisive) -> bool {
    picture.rows.iter().any(|row| row.leak().is_some())
}

/// The height of the picture.
pub(super) fn height(picture: &Decisive, screen: Screen) -> u32 {
    let legend = if has_leak(picture) { LEGEND } else { 0 };
    let n_rows = u32::try_from(picture.rows.len().max(1)).unwrap_or(40);
    heading_height(&picture.heading, screen) + legend + AXIS + 8 + ROW * n_rows
}

pub(super) fn draw<DB: DrawingBackend>(area: &Area<DB>, picture: &Decisive, pen: Pen) -> Drawn<DB> {
    let mut body = below_heading(area, &picture.heading, pen)?;
    if has_leak(picture) {
        let (legend, rest) = body.split_vertically(pen.size(LEGEND));
        let mark = [(pen.at(2), pen.at(2)), (pen.at(24), pen.at(14))];
        legend.draw(&Rectangle::new(mark, LEAK.filled()))?;
        legend.draw_text(LEGEND_TEXT, &pen.text(13, SOFT), (pen.at(30), 0))?;
        body = rest;
    }
    let (names, rest) = body.split_horizontally(pen.either(200, 108));
    let (width, _) = rest.dim_in_pixel();
    let (plot, values) = rest.split_horizontally(width.saturating_sub(pen.either(76, 56)));
    let letters = pen.screen.either(25, 14) as usize;
    let titles: Vec<String> = picture.rows.iter().map(|row| row.name.clone()).collect();
    let titles = shortened(&titles, letters);
    for ((at, row), name) in (0_u32..).zip(&picture.rows).zip(titles) {
        let middle = pen.at(ROW * at + ROW / 2);
        let style = pen.anchored((13, color(row)), (HPos::Right, VPos::Center));
        names.draw_text(&name, &style, (pen.at(pen.screen.either(192, 100)), middle))?;
        let style = pen.anchored((13, color(row)), (HPos::Left, VPos::Center));
        values.draw_text(&value(row), &style, (pen.at(6), middle))?;
    }
    draw_plot(&plot, picture, pen)
}

/// Witnesses stand back; the service stands out.
const fn color(row: &DecisiveRow) -> RGBColor {
    if row.is_service {
        SERVICE
    } else if row.is_witness {
        SOFT
    } else {
        INK
    }
}

fn value(row: &DecisiveRow) -> String {
    let figure = |value: f64| format!("{value:.4}");
    match (row.clean, row.leaking) {
        (Some(clean), _) => figure(clean),
        (None, Some(leaking)) => format!("({leaking:.4})"),
        (None, None) => "not told".to_owned(),
    }
}

fn draw_plot<DB: DrawingBackend>(area: &Area<DB>, picture: &Decisive, pen: Pen) -> Drawn<DB> {
    let ends = picture.rows.iter().flat_map(|row| {
        [row.clean, row.leak().map(|(_, to)| to), row.interval.map(|interval| interval.high)]
            .into_iter()
            .flatten()
    });
    let largest = ends.fold(0.01_f64, f64::max);
    let n_rows = from_count(picture.rows.len().max(1));
    let (_, height) = area.dim_in_pixel();
    let rows = pen.size(ROW) * u32::try_from(picture.rows.len().max(1)).unwrap_or(40);
    let mut chart = ChartBuilder::on(area)
        .margin_bottom(height.saturating_sub(rows + pen.size(AXIS)))
        .margin_right(pen.size(10))
        .x_label_area_size(pen.size(AXIS))
        .build_cartesian_2d(0.0..largest * 1.05, n_rows..0.0)?;
    draw_figure_axis(&mut chart, pen.screen.either(6, 3) as usize, pen)?;
    for (at, row) in (0..).map(from_count).zip(&picture.rows) {
        draw_row(&mut chart, row, at, pen)?;
        let from = chart.backend_coord(&(0.0, at));
        let to = chart.backend_coord(&(largest * 1.05, at + 1.0));
        pen.tips.add(from, to, said(row));
    }
    Ok(())
}

/// The figures of a row in words.
fn said(row: &DecisiveRow) -> String {
    let clean = row.clean.map(|clean| format!("clean view {clean:.4}"));
    let range = row.interval.map(|one| format!("95 % interval {:.4} to {:.4}", one.low, one.high));
    let leaking = row.leaking.map(|leaking| format!("service view {leaking:.4}"));
    let figures: Vec<String> = [clean, range, leaking].into_iter().flatten().collect();
    format!("{}: {}", row.name, figures.join(", "))
}

fn draw_row<DB: DrawingBackend>(
    chart: &mut Plane<'_, DB>,
    row: &DecisiveRow,
    at: f64,
    pen: Pen,
) -> Drawn<DB> {
    let middle = at + 0.5;
    if let Some((from, to)) = row.leak() {
        let bar = Rectangle::new([(from, at + 0.22), (to, at + 0.78)], LEAK.filled());
        chart.draw_series([bar])?;
    }
    if let (None, Some(leaking)) = (row.clean, row.leaking) {
        let line = [(leaking, at + 0.12), (leaking, at + 0.88)];
        chart.draw_series([PathElement::new(line, pen.stroke(SERVICE, 3))])?;
    }
    if let Some(interval) = row.interval {
        let line = [(interval.low, middle), (interval.high, middle)];
        chart.draw_series([PathElement::new(line, pen.stroke(color(row), 2))])?;
    }
    let dot = if row.is_service || row.is_witness { color(row) } else { LINE };
    if let Some(clean) = row.clean {
        chart.draw_series([Circle::new((clean, middle), pen.size(5), dot.filled())])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::Interval;
    use crate::report::chart::drawing::Drawing;
    use crate::report::chart::drawn::{attributes, drawn};

    fn row(name: &str, clean: Option<f64>, leaking: Option<f64>) -> DecisiveRow {
        let interval = clean.map(|clean| Interval { low: clean - 0.02, high: clean + 0.02 });
        let is_service = clean.is_none();
        DecisiveRow { name: name.into(), clean, interval, leaking, is_service, is_witness: false }
    }

    fn picture() -> Decisive {
        let rows = vec![
            row("one", Some(0.4), Some(0.3)),
            row("two", Some(0.2), Some(0.5)),
            row("three", Some(0.1), None),
            row("Personalize", None, Some(0.35)),
        ];
        Decisive { heading: "ndcg@25".into(), rows }
    }

    #[test]
    fn dots_stand_and_bars_end_where_the_figures_say() {
        for screen in [Screen::Wide, Screen::Narrow] {
            let svg = drawn(&Drawing::Decision(&picture()), screen);
            let dots = attributes(&svg, "circle", "cx", "");
            let [four, two, one] = dots[..] else { panic!("three clean figures: {dots:?}") };
            let per_unit = (four - one) / 0.3;
            assert!(per_unit > 100.0, "{per_unit}");
            // A pixel for rounding.
            assert!((two - one - 0.1 * per_unit).abs() <= 1.0, "{dots:?}");
            let origin = one - 0.1 * per_unit;
            let starts = attributes(&svg, "rect", "x", "#D6DBE2");
            let bars = attributes(&svg, "rect", "width", "#D6DBE2");
            // The mark of the heading, and the one figure that the leak raises.
            assert_eq!(bars.len(), 2, "{svg}");
            assert!((starts[1] - origin - 0.2 * per_unit).abs() <= 2.0, "{starts:?}");
            assert!((bars[1] - (0.5 - 0.2) * per_unit).abs() <= 2.0, "{bars:?}");
            for text in ["one", "0.4000", "0.2000", "(0.3500)", "Personalize"] {
                assert!(svg.contains(text), "{text}");
            }
        }
    }
}
