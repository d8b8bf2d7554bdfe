//! Colours, sizes and strokes of the charts.

use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;

pub(super) const FONT: &str = "sans-serif";
pub(super) const INK: RGBColor = RGBColor(27, 31, 36);
pub(super) const SOFT: RGBColor = RGBColor(87, 96, 106);
pub(super) const GRID: RGBColor = RGBColor(222, 226, 230);
pub(super) const BAR: RGBColor = RGBColor(86, 136, 199);
pub(super) const LINE: RGBColor = RGBColor(11, 92, 173);
pub(super) const SERVICE: RGBColor = RGBColor(178, 74, 0);
/// Shading of what rests on a leak.
pub(super) const LEAK: RGBColor = RGBColor(214, 219, 226);
pub(super) const WIDTH: u32 = 960;

pub(super) type Drawn<DB> = Result<(), DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

/// A chart whose axes count or measure.
pub(super) type Plane<'a, DB> = ChartContext<'a, DB, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// Sizes in pixels at the scale of the picture.
#[derive(Clone, Copy)]
pub(super) struct Pen {
    pub(super) scale: u32,
}

impl Pen {
    pub(super) fn size(self, units: u32) -> u32 {
        units * self.scale
    }

    pub(super) fn text(self, units: u32, color: RGBColor) -> TextStyle<'static> {
        (FONT, self.size(units)).into_font().color(&color)
    }

    pub(super) fn stroke(self, color: RGBColor, units: u32) -> ShapeStyle {
        color.stroke_width(self.size(units))
    }
}

/// Draws the axis of figures below rows, with its grid.
pub(super) fn draw_figure_axis<DB: DrawingBackend>(
    chart: &mut Plane<'_, DB>,
    n_labels: usize,
    pen: Pen,
) -> Drawn<DB> {
    chart
        .configure_mesh()
        .disable_y_mesh()
        .disable_y_axis()
        .light_line_style(WHITE)
        .bold_line_style(pen.stroke(GRID, 1))
        .axis_style(pen.stroke(SOFT, 1))
        .x_labels(n_labels)
        .label_style(pen.text(13, INK))
        .x_label_formatter(&|value| format!("{value:.2}"))
        .draw()
}
