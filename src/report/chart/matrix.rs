//! The matrix of users and items, each cell as dark as it is full.

use plotters::prelude::*;

use super::pen::{
    Area, Drawn, LINE, Pen, Plane, Screen, below_heading, heading_height, style_mesh,
};
use crate::number::{from_count, thousands};
use crate::stats::Stats;

const HEADING: &str = "How full the matrix of users and items is";

pub(super) fn height(screen: Screen) -> u32 {
    heading_height(HEADING, screen) + screen.either(500, 340)
}

pub(super) fn draw<DB: DrawingBackend>(area: &Area<DB>, stats: &Stats, pen: Pen) -> Drawn<DB> {
    let area = below_heading(area, HEADING, pen)?;
    let (n_rows, n_columns) = (stats.matrix.users.len(), stats.matrix.items.len());
    let mut chart = ChartBuilder::on(&area)
        .margin(pen.size(8))
        .margin_right(pen.either(30, 12))
        .x_label_area_size(pen.size(34))
        .y_label_area_size(pen.size(34))
        .build_cartesian_2d(0.0..from_count(n_columns), from_count(n_rows)..0.0)?;
    let count = |sizes: &[usize]| thousands(sizes.iter().sum::<usize>() as u64);
    let (users, items) = (count(&stats.matrix.users), count(&stats.matrix.items));
    let mut mesh = chart.configure_mesh();
    style_mesh(&mut mesh, pen);
    mesh.disable_mesh()
        .x_desc(format!("{items} items, the most popular first"))
        .y_desc(format!("{users} users, the most active first"))
        // Cells hold nearly equally many users and items, which the axes' names count.
        .x_labels(0)
        .y_labels(0)
        .draw()?;
    fill(&mut chart, stats)
}

/// The share of the pairs of a cell that have a row.
fn fullness(stats: &Stats, row: usize, column: usize) -> f64 {
    let matrix = &stats.matrix;
    let pairs = from_count(matrix.users[row]) * from_count(matrix.items[column]);
    let cell = row * matrix.items.len() + column;
    from_count(matrix.interactions.get(cell).copied().unwrap_or(0)) / pairs
}

/// Draws the cells that hold a pair, the darker the fuller.
fn fill<DB: DrawingBackend>(chart: &mut Plane<'_, DB>, stats: &Stats) -> Drawn<DB> {
    let (n_rows, n_columns) = (stats.matrix.users.len(), stats.matrix.items.len());
    let cells = || (0..n_rows).flat_map(|row| (0..n_columns).map(move |column| (row, column)));
    let full = |(row, column): (usize, usize)| fullness(stats, row, column);
    let filled = || cells().map(full).filter(|&full| full > 0.0);
    let (least, most) =
        filled().fold((f64::MAX, 0.0_f64), |(least, most), full| (least.min(full), most.max(full)));
    let range = (most / least).ln().max(1e-9);
    for cell in cells() {
        let full = full(cell);
        if full > 0.0 {
            let is_one_shade = most <= least;
            let shade = if is_one_shade { 1.0 } else { 0.08 + 0.92 * (full / least).ln() / range };
            let (x, y) = (from_count(cell.1), from_count(cell.0));
            // Transparent rather than pale, so that it is right on a dark page too.
            let style = LINE.mix(shade.clamp(0.0, 1.0)).filled();
            chart.draw_series([Rectangle::new([(x, y), (x + 1.0, y + 1.0)], style)])?;
        }
    }
    Ok(())
}
