//! Accuracy against coverage and against novelty: a named point for each model.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use super::names::shortened;
use super::pen::{
    Area, Drawn, INK, LINE, Pen, Plane, SOFT, Screen, below_heading, figure_label, heading_height,
    style_mesh,
};
use crate::report::figure::{Traded, Tradeoff};

fn heading(tradeoff: &Tradeoff) -> String {
    format!("{} against coverage and novelty, {}", tradeoff.metric, tradeoff.view.words())
}

/// A property of a model.
type Property = fn(&Traded) -> Option<f64>;

/// The properties beside accuracy, with their names.
const PROPERTIES: [(&str, Property); 2] = [
    ("coverage: share of the items in any list", |one| Some(one.coverage)),
    ("novelty@25: of the listed items, in bits", |one| one.novelty),
];

/// The height of one panel.
const fn panel_height(screen: Screen) -> u32 {
    screen.either(380, 320)
}

pub(super) fn height(tradeoff: &Tradeoff, screen: Screen) -> u32 {
    let n_below = screen.either(1, 2);
    heading_height(&heading(tradeoff), screen) + n_below * panel_height(screen)
}

pub(super) fn draw<DB: DrawingBackend>(
    area: &Area<DB>,
    tradeoff: &Tradeoff,
    pen: Pen,
) -> Drawn<DB> {
    let area = below_heading(area, &heading(tradeoff), pen)?;
    let cells = if pen.screen == Screen::Wide { (1, 2) } else { (2, 1) };
    for (area, property) in area.split_evenly(cells).iter().zip(PROPERTIES) {
        draw_panel(area, tradeoff, property, pen)?;
    }
    Ok(())
}

fn draw_panel<DB: DrawingBackend>(
    area: &Area<DB>,
    tradeoff: &Tradeoff,
    (name, property): (&str, Property),
    pen: Pen,
) -> Drawn<DB> {
    let points = tradeoff.models.iter().filter_map(|one| Some((one, property(one)?)));
    let points: Vec<(&Traded, f64)> = points.collect();
    if points.is_empty() {
        return Ok(());
    }
    let right = points.iter().map(|(_, x)| *x).fold(0.01_f64, f64::max) * 1.15;
    let left = points.iter().map(|(_, x)| *x).fold(f64::MAX, f64::min);
    let left = if left < right * 0.4 { -0.05 * right } else { left * 0.9 };
    let top = points.iter().map(|(one, _)| one.accuracy).fold(0.01_f64, f64::max) * 1.12;
    let mut chart = ChartBuilder::on(area)
        .margin(pen.size(8))
        .margin_right(pen.size(20))
        .x_label_area_size(pen.size(46))
        .y_label_area_size(pen.either(62, 56))
        .build_cartesian_2d(left..right, -0.04 * top..top)?;
    let mut mesh = chart.configure_mesh();
    style_mesh(&mut mesh, pen);
    mesh.x_labels(5)
        .y_labels(5)
        .x_desc(name)
        .y_desc(tradeoff.metric.as_str())
        .x_label_formatter(&|value| figure_label(*value))
        .y_label_formatter(&|value| figure_label(*value))
        .draw()?;
    draw_points(&mut chart, &points, (&tradeoff.metric, name), pen)?;
    draw_names(area, &chart, &points, pen)
}

fn draw_points<DB: DrawingBackend>(
    chart: &mut Plane<'_, DB>,
    points: &[(&Traded, f64)],
    (metric, property): (&str, &str),
    pen: Pen,
) -> Drawn<DB> {
    let property = property.split(':').next().unwrap_or(property);
    for (one, x) in points {
        let color = if one.is_witness { SOFT } else { LINE };
        chart.draw_series([Circle::new((*x, one.accuracy), pen.size(5), color.filled())])?;
        let (across, down) = chart.backend_coord(&(*x, one.accuracy));
        let reach = pen.at(9);
        pen.tips.add(
            (across - reach, down - reach),
            (across + reach, down + reach),
            format!("{}: {metric} {:.4}, {property} {x:.4}", one.name, one.accuracy),
        );
    }
    Ok(())
}

/// A box in pixels: left, top, right, bottom.
type Box4 = (i32, i32, i32, i32);

fn overlap(one: Box4, other: Box4) -> bool {
    one.0 < other.2 && other.0 < one.2 && one.1 < other.3 && other.1 < one.3
}

/// The places of a text around a point, the best first: the left top corners.
fn corners((x, y): (i32, i32), (width, height): (i32, i32), gap: i32) -> [(i32, i32); 8] {
    let (left, right, middle) = (x - gap - width, x + gap, x - width / 2);
    let (above, below, level) = (y - gap - height, y + gap, y - height / 2);
    [
        (right, level),
        (left, level),
        (middle, above),
        (middle, below),
        (right, above),
        (right, below),
        (left, above),
        (left, below),
    ]
}

/// Draws each name beside its point, where no other name or point is; one that has no room is left to the tip and the
/// table.
fn draw_names<DB: DrawingBackend>(
    area: &Area<DB>,
    chart: &Plane<'_, DB>,
    points: &[(&Traded, f64)],
    pen: Pen,
) -> Drawn<DB> {
    let (base_x, base_y) = area.get_base_pixel();
    let (width, height) = area.dim_in_pixel();
    let edge = |size: u32| i32::try_from(size).unwrap_or(i32::MAX);
    let middles: Vec<(i32, i32)> = points
        .iter()
        .map(|(one, x)| chart.backend_coord(&(*x, one.accuracy)))
        .map(|(x, y)| (x - base_x, y - base_y))
        .collect();
    let dot = pen.at(6);
    let around = |&(x, y): &(i32, i32)| (x - dot, y - dot, x + dot, y + dot);
    let mut taken: Vec<Box4> = middles.iter().map(around).collect();
    let names: Vec<String> = points.iter().map(|(one, _)| one.name.clone()).collect();
    let names = shortened(&names, pen.screen.either(26, 18) as usize);
    for (((one, _), &(x, y)), name) in points.iter().zip(&middles).zip(names) {
        let color = if one.is_witness { SOFT } else { INK };
        let style = pen.anchored((13, color), (HPos::Left, VPos::Top));
        let (text_width, text_height) = area.estimate_text_size(&name, &style)?;
        let (text_width, text_height) = (edge(text_width), edge(text_height));
        let corners = corners((x, y), (text_width, text_height), pen.at(9));
        let left_edge = pen.at(pen.screen.either(72, 66));
        let bottom = edge(height) - pen.at(56);
        let place = corners.into_iter().find(|&(left, top)| {
            let room = (left, top, left + text_width, top + text_height);
            let is_inside =
                left >= left_edge && top >= 0 && room.2 <= edge(width) && room.3 <= bottom;
            is_inside && !taken.iter().any(|other| overlap(room, *other))
        });
        if let Some(place) = place {
            taken.push((place.0, place.1, place.0 + text_width, place.1 + text_height));
            area.draw_text(&name, &style, place)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::drawing::Drawing;
    use crate::report::chart::drawn::{attributes, drawn};

    fn model(name: &str, accuracy: f64, coverage: f64) -> Traded {
        Traded { name: name.into(), accuracy, coverage, novelty: None, is_witness: false }
    }

    #[test]
    fn points_stand_where_the_figures_say_and_names_do_not_overlap() {
        let models = vec![model("one", 0.4, 0.1), model("two", 0.2, 0.3), model("three", 0.1, 0.2)];
        let view = crate::experiment::View::Clean;
        let tradeoff = Tradeoff { metric: "ndcg@25".into(), view, models };
        for screen in [Screen::Wide, Screen::Narrow] {
            let svg = drawn(&Drawing::Scatter(&tradeoff), screen);
            let (x, y) =
                (attributes(&svg, "circle", "cx", ""), attributes(&svg, "circle", "cy", ""));
            assert_eq!((x.len(), y.len()), (3, 3), "novelty is unknown");
            // Coverage .1, .3, .2 and accuracy .4, .2, .1: the halves of each way.
            assert!((x[1] - x[0] - 2.0 * (x[2] - x[0])).abs() <= 2.0, "{x:?}");
            assert!((2.0 * (y[2] - y[0]) - 3.0 * (y[1] - y[0])).abs() <= 4.0, "{y:?}");
            for name in ["one", "two", "three"] {
                assert!(svg.contains(name), "{name}");
            }
        }
        assert!(overlap((0, 0, 10, 10), (9, 9, 12, 12)) && !overlap((0, 0, 5, 5), (5, 0, 9, 5)));
    }
}
