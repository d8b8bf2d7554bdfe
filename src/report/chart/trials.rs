//! The history of a search: a dot for each trial, and the best so far.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use super::pen::{
    Area, Drawn, LINE, Pen, Plane, SERVICE, SOFT, Screen, below_heading, figure_label,
    heading_height, style_mesh,
};
use crate::experiment::tune::{Trial, Tuned};
use crate::metric::short_name;
use crate::number::{from_count, thousands};
use crate::report::figure::has_rungs;

fn heading(tuned: &Tuned) -> String {
    let rings = if has_rungs(tuned) { ", rings on a part" } else { "" };
    format!(
        "{} of each trial: full dots on all {} inner test users{rings}; dashed: the model as it was given",
        short_name(&tuned.metric),
        thousands(tuned.inner_test_users as u64)
    )
}

pub(super) fn height(tuned: &Tuned, screen: Screen) -> u32 {
    heading_height(&heading(tuned), screen) + screen.either(300, 280)
}

pub(super) fn draw<DB: DrawingBackend>(area: &Area<DB>, tuned: &Tuned, pen: Pen) -> Drawn<DB> {
    let area = below_heading(area, &heading(tuned), pen)?;
    let values = tuned.trials.iter().filter_map(|trial| trial.value).chain(tuned.given);
    let (least, most) = values
        .fold((f64::MAX, 0.0_f64), |(least, most), value| (least.min(value), most.max(value)));
    if least > most {
        return Ok(());
    }
    let margin = ((most - least) * 0.15).max(0.002);
    let end = from_count(tuned.trials.len()) + 0.5;
    let mut chart = ChartBuilder::on(&area)
        .margin(pen.size(8))
        .margin_right(pen.size(20))
        .x_label_area_size(pen.size(46))
        .y_label_area_size(pen.either(70, 60))
        .build_cartesian_2d(0.5..end, (least - margin).max(0.0)..most + margin * 1.6)?;
    let mut mesh = chart.configure_mesh();
    style_mesh(&mut mesh, pen);
    mesh.disable_x_mesh()
        .x_labels(6)
        .y_labels(5)
        .x_desc("trial")
        .x_label_formatter(&|value| {
            if value.fract() == 0.0 { format!("{value:.0}") } else { String::new() }
        })
        .y_label_formatter(&|value| figure_label(*value))
        .draw()?;
    if let Some(given) = tuned.given {
        let line = [(0.5, given), (end, given)];
        let dashes = DashedLineSeries::new(line, pen.size(6), pen.size(4), pen.stroke(SERVICE, 2));
        chart.draw_series(dashes)?;
    }
    draw_trials(&mut chart, tuned, pen)
}

fn draw_trials<DB: DrawingBackend>(
    chart: &mut Plane<'_, DB>,
    tuned: &Tuned,
    pen: Pen,
) -> Drawn<DB> {
    let is_whole = |trial: &Trial| trial.users == tuned.inner_test_users;
    for (number, trial) in (1..).map(from_count).zip(&tuned.trials) {
        let Some(value) = trial.value else { continue };
        let style = if is_whole(trial) { LINE.filled() } else { pen.stroke(SOFT, 2) };
        chart.draw_series([Circle::new((number, value), pen.size(5), style)])?;
        let (x, y) = chart.backend_coord(&(number, value));
        let reach = pen.at(9);
        let said =
            format!("{}: {value:.4} on {} users", trial.model, thousands(trial.users as u64));
        pen.tips.add((x - reach, y - reach), (x + reach, y + reach), said);
    }
    let trials = (1..).map(from_count).zip(&tuned.trials);
    let best = trials
        .filter(|(_, trial)| is_whole(trial))
        .filter_map(|(number, trial)| Some((number, trial.value?)))
        .max_by(|left, right| left.1.total_cmp(&right.1));
    if let Some((number, value)) = best {
        let is_right = number > chart.x_range().end / 2.0;
        let side = if is_right { HPos::Right } else { HPos::Left };
        let style = pen.anchored((13, LINE), (side, VPos::Bottom));
        let gap = (chart.y_range().end - chart.y_range().start) * 0.04;
        chart.draw_series([Text::new(
            format!("best: {value:.4}"),
            (number, value + gap),
            style,
        )])?;
    }
    Ok(())
}
