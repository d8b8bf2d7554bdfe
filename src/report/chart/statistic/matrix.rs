//! The chart of how full the matrix is.

use plotters::coord::Shift;
use plotters::prelude::*;

use crate::number::{from_count, ratio, round_to_count, thousands};
use crate::report::chart::pen::{Drawn, INK, LINE, Pen, Plane, SOFT};
use crate::stats::{MatrixPicture, Stats};

pub(super) fn draw_matrix<DB: DrawingBackend>(
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
    fill(&mut chart, matrix)
}

/// Draws the cells that hold a pair, the darker the fuller.
fn fill<DB: DrawingBackend>(chart: &mut Plane<'_, DB>, matrix: &MatrixPicture) -> Drawn<DB> {
    let (n_rows, n_columns) = (matrix.users.len(), matrix.items.len());
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
