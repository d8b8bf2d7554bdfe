//! Statistics as charts.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::{Drawn, GRID, INK, LINE, Pen, SERVICE, SOFT};
use crate::number::{from_count, ratio, round_to_count, thousands};
use crate::stats::{CurvePoint, Stats};

/// Lines apart by colour and by their labels.
const COLOURS: [RGBColor; 6] = [
    LINE,
    SERVICE,
    RGBColor(34, 120, 80),
    RGBColor(130, 60, 140),
    RGBColor(110, 110, 110),
    RGBColor(20, 20, 20),
];

/// One chart of statistics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Statistic {
    Popularity,
    Activity,
    Months,
    Cold,
    Matrix,
}

impl Statistic {
    pub(super) const ALL: [Self; 5] =
        [Self::Popularity, Self::Activity, Self::Months, Self::Cold, Self::Matrix];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Popularity => "item-popularity",
            Self::Activity => "user-activity",
            Self::Months => "interactions-per-month",
            Self::Cold => "cold-share",
            Self::Matrix => "matrix",
        }
    }

    pub(super) const fn height(self) -> u32 {
        match self {
            Self::Popularity | Self::Activity => 420,
            Self::Months | Self::Cold => 360,
            Self::Matrix => 560,
        }
    }

    /// Whether the file of statistics has what is drawn; older ones lack some.
    pub(super) fn is_there(self, stats: &Stats) -> bool {
        match self {
            Self::Popularity => !stats.popularity_curve.is_empty(),
            Self::Activity => !stats.activity_curve.is_empty(),
            Self::Months => stats.months.len() > 1,
            Self::Cold => stats.timeline.len() > 1,
            Self::Matrix => !stats.matrix.interactions.is_empty(),
        }
    }

    pub(super) fn caption(self, stats: &Stats) -> String {
        let count = |count: usize| thousands(count as u64);
        match self {
            Self::Popularity => format!(
                "Interactions of each of the {} items, from the most to the least popular; both axes \
                 logarithmic.",
                count(stats.items)
            ),
            Self::Activity => format!(
                "Interactions of each of the {} users, from the most to the least active; both axes \
                 logarithmic.",
                count(stats.users)
            ),
            Self::Months => match stats.month_types.len() {
                0..=6 => "Interactions per calendar month (UTC), by event type.".to_owned(),
                n => format!(
                    "Interactions per calendar month (UTC), of the six most frequent of {n} event types."
                ),
            },
            Self::Cold => {
                "Rows with an item, and with a user, that no earlier tenth of the rows has."
                    .to_owned()
            }
            Self::Matrix => format!(
                "The {} × {} matrix: users downwards and items to the right, both from the most active; \
                 each cell is as dark as it is full, on a logarithmic scale; white cells are empty.",
                count(stats.users),
                count(stats.items)
            ),
        }
    }
}

pub(super) fn draw_statistic<DB: DrawingBackend>(
    statistic: Statistic,
    area: &DrawingArea<DB, Shift>,
    stats: &Stats,
    pen: Pen,
) -> Drawn<DB> {
    area.fill(&WHITE)?;
    match statistic {
        Statistic::Popularity => draw_curve(area, &popularity(stats), pen),
        Statistic::Activity => draw_curve(area, &activity(stats), pen),
        Statistic::Months => draw_months(area, stats, pen),
        Statistic::Cold => draw_cold(area, stats, pen),
        Statistic::Matrix => draw_matrix(area, stats, pen),
    }
}

/// A falling curve by rank, with marks at some ranks.
struct Curve<'a> {
    title: &'static str,
    x_desc: &'static str,
    points: &'a [CurvePoint],
    n: usize,
    /// Rank and what is said of it; whether to the right of it, and at how many rows.
    marks: Vec<(usize, String, bool, f64)>,
}

fn popularity(stats: &Stats) -> Curve<'_> {
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

fn activity(stats: &Stats) -> Curve<'_> {
    let median = format!("half of the users have at most {:.0} interactions", stats.per_user.p50);
    Curve {
        title: "User activity",
        x_desc: "rank of the user",
        points: &stats.activity_curve,
        n: stats.users,
        marks: vec![(stats.users.div_ceil(2), median, false, 1.6)],
    }
}

fn draw_curve<DB: DrawingBackend>(
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

/// Named lines over positions from 0, with labels under some.
struct Lines {
    title: &'static str,
    y_desc: &'static str,
    names: Vec<String>,
    /// By line, one value for each position.
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
    for (number, (name, values)) in lines.names.iter().zip(&lines.values).enumerate() {
        let colour = COLOURS[number % COLOURS.len()];
        let style = pen.stroke(colour, 2);
        let points = values.iter().enumerate().map(|(at, &value)| (from_count(at), value));
        let series = chart.draw_series(LineSeries::new(points, style))?;
        let length = i32::try_from(pen.size(18)).unwrap_or(18);
        series.label(name).legend(move |(x, y)| PathElement::new([(x, y), (x + length, y)], style));
    }
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

fn draw_months<DB: DrawingBackend>(
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

/// More months than this are drawn as they are there, without those in which nothing happened.
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

fn draw_cold<DB: DrawingBackend>(
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

fn draw_matrix<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    stats: &Stats,
    pen: Pen,
) -> Drawn<DB> {
    let matrix = &stats.matrix;
    let (n_rows, n_columns) = (matrix.users.len(), matrix.items.len());
    let mut chart = ChartBuilder::on(area)
        .caption("How full the matrix is", pen.text(20, INK))
        .margin(pen.size(14))
        .margin_right(pen.size(40))
        .x_label_area_size(pen.size(48))
        .y_label_area_size(pen.size(84))
        .build_cartesian_2d(0.0..from_count(n_columns), from_count(n_rows)..0.0)?;
    // Cells hold nearly equally many users and items; labels count them.
    let label = |sizes: &[usize], at: f64| {
        thousands(sizes.iter().take(round_to_count(at)).sum::<usize>() as u64)
    };
    chart
        .configure_mesh()
        .disable_mesh()
        .axis_style(pen.stroke(SOFT, 1))
        .label_style(pen.text(13, INK))
        .axis_desc_style(pen.text(14, INK))
        .x_desc("items, the most popular first")
        .y_desc("users, the most active first")
        .x_labels(6)
        .y_labels(6)
        .x_label_formatter(&|at| label(&matrix.items, *at))
        .y_label_formatter(&|at| label(&matrix.users, *at))
        .draw()?;
    let fullness = |row: usize, column: usize| {
        let pairs = matrix.users[row] * matrix.items[column];
        ratio(matrix.interactions[row * n_columns + column], pairs)
    };
    let cells = || (0..n_rows).flat_map(|row| (0..n_columns).map(move |column| (row, column)));
    let filled = || cells().map(|(row, column)| fullness(row, column)).filter(|&full| full > 0.0);
    let (least, most) =
        filled().fold((f64::MAX, 0.0_f64), |(least, most), full| (least.min(full), most.max(full)));
    let range = (most / least).ln().max(1e-9);
    for (row, column) in cells() {
        let full = fullness(row, column);
        if full > 0.0 {
            let shade = 0.08 + 0.92 * (full / least).ln() / range;
            let (x, y) = (from_count(column), from_count(row));
            let cell = Rectangle::new([(x, y), (x + 1.0, y + 1.0)], tint(shade).filled());
            chart.draw_series([cell])?;
        }
    }
    Ok(())
}

/// The line's colour, the whiter the smaller `shade` in [0, 1] is.
fn tint(shade: f64) -> RGBColor {
    let mix = |channel: u8| {
        let value = 255.0 - (255.0 - f64::from(channel)) * shade.clamp(0.0, 1.0);
        u8::try_from(round_to_count(value)).unwrap_or(255)
    };
    RGBColor(mix(LINE.0), mix(LINE.1), mix(LINE.2))
}
