//! Charts of rows by rank.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::number::{from_count, grouped, round_to_count, thousands};
use crate::report::chart::pen::{Drawn, GRID, INK, LINE, Pen, SERVICE, SOFT};
use crate::stats::{CurvePoint, Stats};

/// A falling curve by rank, with marks at some ranks.
pub(super) struct Curve<'a> {
    title: &'static str,
    x_desc: &'static str,
    points: &'a [CurvePoint],
    n: usize,
    /// Rank and what is said of it; whether to the right of it, and at how many rows.
    marks: Vec<(usize, String, bool, f64)>,
}

pub(super) fn popularity(stats: &Stats) -> Curve<'_> {
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    let n_head = stats.items.div_ceil(20);
    let n_tail = round_to_count(stats.long_tail_share * from_count(stats.items));
    let head = format!("head: the top 5 % have {}", percent(stats.head_share.top_5_percent));
    let tail = format!("tail: the last {} share a fifth", percent(stats.long_tail_share));
    let mut marks = vec![(n_head, head, false, 1.6)];
    if n_tail < stats.items {
        marks.push((stats.items - n_tail + 1, tail, false, 3.0));
    }
    Curve {
        title: "Item popularity",
        x_desc: "rank of the item",
        points: &stats.popularity_curve,
        n: stats.items,
        marks,
    }
}

pub(super) fn activity(stats: &Stats) -> Curve<'_> {
    let most = grouped(stats.per_user.p50, 0);
    let median = format!("half of the users have at most {most} interactions");
    Curve {
        title: "User activity",
        x_desc: "rank of the user",
        points: &stats.activity_curve,
        n: stats.users,
        marks: vec![(stats.users.div_ceil(2), median, false, 1.6)],
    }
}

pub(super) fn draw_curve<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    curve: &Curve<'_>,
    pen: Pen,
) -> Drawn<DB> {
    let most = curve.points.first().map_or(1, |point| point.interactions);
    let x_end = from_count(curve.n.max(2)) * 1.1;
    let y_end = from_count(most.max(2)) * 1.5;
    let mut chart = ChartBuilder::on(area)
        .caption(curve.title, pen.text(20, INK))
        .margin(pen.size(14))
        .margin_right(pen.size(40))
        .x_label_area_size(pen.size(48))
        .y_label_area_size(pen.size(72))
        .build_cartesian_2d((1.0..x_end).log_scale(), (0.8..y_end).log_scale())?;
    chart
        .configure_mesh()
        .light_line_style(WHITE)
        .bold_line_style(pen.stroke(GRID, 1))
        .axis_style(pen.stroke(SOFT, 1))
        .label_style(pen.text(13, INK))
        .axis_desc_style(pen.text(14, INK))
        .x_desc(curve.x_desc)
        .y_desc("interactions")
        .x_label_formatter(&|value| whole(*value))
        .y_label_formatter(&|value| whole(*value))
        .draw()?;
    let points =
        curve.points.iter().map(|point| (from_count(point.rank), from_count(point.interactions)));
    chart.draw_series(LineSeries::new(points, pen.stroke(LINE, 3)))?;
    for (rank, note, right, height) in &curve.marks {
        let x = from_count(*rank);
        let line = [(x, 0.8), (x, y_end)];
        let (dash, gap) = (pen.size(5), pen.size(4));
        chart.draw_series(DashedLineSeries::new(line, dash, gap, pen.stroke(SERVICE, 1)))?;
        // Where there is no room on its side, on the other.
        let right = if x * x > x_end * 4.0 { false } else { *right || x * x < x_end };
        let anchor = Pos::new(if right { HPos::Left } else { HPos::Right }, VPos::Top);
        let x = x * if right { 1.07 } else { 0.93 };
        let style = pen.text(13, SERVICE).pos(anchor);
        chart.draw_series([Text::new(note.clone(), (x, *height), style)])?;
    }
    Ok(())
}

/// A label of a logarithmic axis; nothing between whole numbers.
fn whole(value: f64) -> String {
    let rounded = round_to_count(value);
    if (value - from_count(rounded)).abs() < 1e-6 {
        thousands(rounded as u64)
    } else {
        String::new()
    }
}
