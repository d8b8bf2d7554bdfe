//! Rows by rank: a falling curve, with marks at some ranks.

use plotters::coord::combinators::LogCoord;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use super::pen::{
    Area, Drawn, INK, LINE, Pen, SERVICE, Screen, below_heading, heading_height, style_mesh,
};
use crate::number::{from_count, grouped, round_to_count, thousands};
use crate::stats::{CurvePoint, Stats};

/// A falling curve by rank.
pub(super) struct Curve<'a> {
    heading: &'static str,
    x_desc: &'static str,
    points: &'a [CurvePoint],
    n: usize,
    marks: Vec<Mark>,
}

/// A rank of which something is said.
struct Mark {
    rank: usize,
    /// The words for a wide screen, and for a narrow one.
    words: (String, String),
    /// True if the words stand above the curve, else they stand below it, left of the rank.
    is_above: bool,
}

pub(super) fn popularity(stats: &Stats) -> Curve<'_> {
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    let n_head = stats.items.div_ceil(20);
    let n_tail = round_to_count(stats.long_tail_share * from_count(stats.items));
    let head = percent(stats.head_share.top_5_percent);
    let tail = percent(stats.long_tail_share);
    let mut marks = vec![Mark {
        rank: n_head,
        words: (format!("head: the top 5 % have {head}"), format!("top 5 %: {head}")),
        is_above: false,
    }];
    if n_tail < stats.items {
        marks.push(Mark {
            rank: stats.items - n_tail + 1,
            words: (
                format!("tail: the last {tail} share a fifth"),
                format!("last {tail}: a fifth"),
            ),
            is_above: true,
        });
    }
    Curve {
        heading: "Interactions of each item",
        x_desc: "rank of the item",
        points: &stats.popularity_curve,
        n: stats.items,
        marks,
    }
}

pub(super) fn activity(stats: &Stats) -> Curve<'_> {
    let most = grouped(stats.per_user.p50, 0);
    let words = (
        format!("half of the users have at most {most} interactions"),
        format!("half: at most {most}"),
    );
    Curve {
        heading: "Interactions of each user",
        x_desc: "rank of the user",
        points: &stats.activity_curve,
        n: stats.users,
        marks: vec![Mark { rank: stats.users.div_ceil(2), words, is_above: false }],
    }
}

impl Curve<'_> {
    pub(super) fn height(&self, screen: Screen) -> u32 {
        heading_height(self.heading, screen) + screen.either(360, 280)
    }

    /// The rows at a rank: of the last point that is not behind it.
    fn rows_at(&self, rank: usize) -> f64 {
        let point = self.points.iter().take_while(|point| point.rank <= rank).last();
        from_count(point.map_or(1, |point| point.interactions))
    }

    pub(super) fn draw<DB: DrawingBackend>(&self, area: &Area<DB>, pen: Pen) -> Drawn<DB> {
        let area = below_heading(area, self.heading, pen)?;
        let most = self.points.first().map_or(1, |point| point.interactions);
        let x_end = from_count(self.n.max(2)) * 1.1;
        let y_end = from_count(most.max(2)) * 2.2;
        let mut chart = ChartBuilder::on(&area)
            .margin(pen.size(8))
            .margin_right(pen.either(30, 22))
            .x_label_area_size(pen.size(46))
            .y_label_area_size(pen.either(72, 60))
            .build_cartesian_2d((1.0..x_end).log_scale(), (0.8..y_end).log_scale())?;
        let mut mesh = chart.configure_mesh();
        style_mesh(&mut mesh, pen);
        mesh
            // Words stand on the plane, and no line may go through them.
            .disable_mesh()
            .x_desc(self.x_desc)
            .y_desc("interactions")
            // Written below: the axis' own labels stand on each other where a range is small.
            .x_labels(0)
            .y_labels(0)
            .x_label_formatter(&|_| String::new())
            .y_label_formatter(&|_| String::new())
            .draw()?;
        draw_ticks(&area, &chart, (x_end, y_end), pen)?;
        let points = self
            .points
            .iter()
            .map(|point| (from_count(point.rank), from_count(point.interactions)));
        chart.draw_series(LineSeries::new(points, pen.stroke(LINE, 3)))?;
        self.draw_marks(&mut chart, (x_end, y_end), pen)?;
        for pair in self.points.windows(2) {
            let (x, next) = (from_count(pair[0].rank), from_count(pair[1].rank));
            let from = chart.backend_coord(&(x, y_end));
            let to = chart.backend_coord(&(next, 0.8));
            let (rank, rows) =
                (thousands(pair[0].rank as u64), thousands(pair[0].interactions as u64));
            pen.tips.add(from, to, format!("rank {rank}: {rows} interactions"));
        }
        Ok(())
    }

    /// Draws the marks with their words; words above the curve have a line to them, words below it a line down.
    fn draw_marks<DB: DrawingBackend>(
        &self,
        chart: &mut LogPlane<'_, DB>,
        (x_end, y_end): (f64, f64),
        pen: Pen,
    ) -> Drawn<DB> {
        for mark in &self.marks {
            let x = from_count(mark.rank);
            let rows = self.rows_at(mark.rank);
            let (from, to) = if mark.is_above { (rows, y_end * 0.75) } else { (0.8, rows) };
            let dashes = [(x, from), (x, to)];
            let (dash, gap) = (pen.size(5), pen.size(4));
            chart.draw_series(DashedLineSeries::new(dashes, dash, gap, pen.stroke(SERVICE, 1)))?;
            let words = if pen.screen == Screen::Wide { &mark.words.0 } else { &mark.words.1 };
            let is_right = x * x < x_end;
            let side = if is_right { HPos::Left } else { HPos::Right };
            let (beside, y) = (
                if is_right { x * 1.07 } else { x * 0.93 },
                if mark.is_above { y_end * 0.85 } else { 1.6 },
            );
            let style = pen.anchored((13, SERVICE), (side, VPos::Top));
            chart.draw_series([Text::new(words.clone(), (beside, y), style)])?;
        }
        Ok(())
    }
}

/// A chart with logarithmic axes.
type LogPlane<'a, DB> = ChartContext<'a, DB, Cartesian2d<LogCoord<f64>, LogCoord<f64>>>;

/// Draws the labels of both axes.
fn draw_ticks<DB: DrawingBackend>(
    area: &Area<DB>,
    chart: &LogPlane<'_, DB>,
    (x_end, y_end): (f64, f64),
    pen: Pen,
) -> Drawn<DB> {
    let (base_x, base_y) = area.get_base_pixel();
    let label = |value: f64| thousands(round_to_count(value) as u64);
    let below = pen.anchored((13, INK), (HPos::Center, VPos::Top));
    for x in ticks(x_end) {
        let (across, down) = chart.backend_coord(&(x, 0.8));
        area.draw_text(&label(x), &below, (across - base_x, down - base_y + pen.at(5)))?;
    }
    let beside = pen.anchored((13, INK), (HPos::Right, VPos::Center));
    for y in ticks(y_end) {
        let (across, down) = chart.backend_coord(&(1.0, y));
        area.draw_text(&label(y), &beside, (across - base_x - pen.at(6), down - base_y))?;
    }
    Ok(())
}

/// The powers of ten up to `end`; where they are few, their doubles and fives too.
fn ticks(end: f64) -> Vec<f64> {
    let between: &[f64] = if end < 100.0 { &[1.0, 2.0, 5.0] } else { &[1.0] };
    let powers = std::iter::successors(Some(1.0), |power| Some(power * 10.0));
    let powers = powers.take_while(|power| *power <= end);
    let all = powers.flat_map(|power| between.iter().map(move |times| power * times));
    all.filter(|tick| *tick <= end).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_few_and_none_is_there_twice() {
        assert_eq!(ticks(45.0), [1.0, 2.0, 5.0, 10.0, 20.0]);
        assert_eq!(ticks(10_424.7), [1.0, 10.0, 100.0, 1_000.0, 10_000.0]);
        assert_eq!(ticks(2.2), [1.0, 2.0]);
    }
}
