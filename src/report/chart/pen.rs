//! Colours, sizes and strokes of the charts.

use plotters::chart::MeshStyle;
use plotters::coord::Shift;
use plotters::coord::ranged1d::Ranged;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::tips::Tips;
use crate::number::truncate_to_index;

pub(super) const FONT: &str = "sans-serif";
pub(super) const INK: RGBColor = RGBColor(27, 31, 36);
pub(super) const SOFT: RGBColor = RGBColor(87, 96, 106);
pub(super) const GRID: RGBColor = RGBColor(222, 226, 230);
pub(super) const BAR: RGBColor = RGBColor(86, 136, 199);
pub(super) const LINE: RGBColor = RGBColor(11, 92, 173);
pub(super) const SERVICE: RGBColor = RGBColor(178, 74, 0);
/// Shading of what rests on a leak.
pub(super) const LEAK: RGBColor = RGBColor(214, 219, 226);

pub(super) type Drawn<DB> = Result<(), DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

/// A part of a picture.
pub(super) type Area<DB> = DrawingArea<DB, Shift>;

/// A chart whose axes count or measure.
pub(super) type Plane<'a, DB> = ChartContext<'a, DB, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

/// The screen that a picture is drawn for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Screen {
    /// A desk, and paper.
    Wide,
    /// A phone.
    Narrow,
}

impl Screen {
    /// The width of a picture.
    pub(super) const fn width(self) -> u32 {
        self.either(960, 340)
    }

    /// The first value on a wide screen, the second on a narrow one.
    pub(super) const fn either(self, wide: u32, narrow: u32) -> u32 {
        match self {
            Self::Wide => wide,
            Self::Narrow => narrow,
        }
    }
}

/// The height of a line of a heading.
const HEADING_LINE: u32 = 19;
/// The room above and below a heading.
const HEADING_MARGIN: u32 = 12;

/// Sizes in pixels at the scale of the picture, and the texts that its marks show when they are pointed at.
#[derive(Clone, Copy)]
pub(super) struct Pen<'t> {
    pub(super) scale: u32,
    pub(super) screen: Screen,
    pub(super) tips: &'t Tips,
}

impl Pen<'_> {
    pub(super) fn size(self, units: u32) -> u32 {
        units * self.scale
    }

    /// A size as a coordinate.
    pub(super) fn at(self, units: u32) -> i32 {
        i32::try_from(self.size(units)).unwrap_or(i32::MAX)
    }

    /// A size by the screen.
    pub(super) fn either(self, wide: u32, narrow: u32) -> u32 {
        self.size(self.screen.either(wide, narrow))
    }

    pub(super) fn text(self, units: u32, color: RGBColor) -> TextStyle<'static> {
        // Sizes are heights of lines, of which a letter has four fifths: a page scales wide pictures down more.
        let units = f64::from(units) * if self.screen == Screen::Wide { 1.16 } else { 1.08 };
        (FONT, units * f64::from(self.scale)).into_font().color(&color)
    }

    /// A text style whose anchor is this corner or middle of the text.
    pub(super) fn anchored(
        self,
        (units, color): (u32, RGBColor),
        (across, down): (HPos, VPos),
    ) -> TextStyle<'static> {
        self.text(units, color).pos(Pos::new(across, down))
    }

    pub(super) fn stroke(self, color: RGBColor, units: u32) -> ShapeStyle {
        color.stroke_width(self.size(units))
    }
}

/// The lines of a heading, as the screen has room for them.
fn heading_lines(heading: &str, screen: Screen) -> Vec<String> {
    let letters = truncate_to_index(f64::from(screen.width()) / 8.2);
    let mut lines = vec![String::new()];
    for word in heading.split(' ') {
        let line = lines.last_mut().map_or(0, |line| line.chars().count());
        if line > 0 && line + 1 + word.chars().count() > letters {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

/// The height that a heading takes.
pub(super) fn heading_height(heading: &str, screen: Screen) -> u32 {
    let n_lines = u32::try_from(heading_lines(heading, screen).len()).unwrap_or(1);
    n_lines * HEADING_LINE + HEADING_MARGIN
}

/// Draws the heading of a picture; gives the area below it.
pub(super) fn below_heading<DB: DrawingBackend>(
    area: &Area<DB>,
    heading: &str,
    pen: Pen,
) -> Result<Area<DB>, DrawingAreaErrorKind<DB::ErrorType>> {
    area.fill(&WHITE)?;
    let (top, rest) = area.split_vertically(pen.size(heading_height(heading, pen.screen)));
    for (number, line) in (0..).zip(heading_lines(heading, pen.screen)) {
        top.draw_text(&line, &pen.text(14, INK), (pen.at(2), pen.at(4 + number * HEADING_LINE)))?;
    }
    Ok(rest)
}

/// Gives the grid and the axes of a chart the style that all charts have.
pub(super) fn style_mesh<X: Ranged, Y: Ranged, DB: DrawingBackend>(
    mesh: &mut MeshStyle<'_, '_, X, Y, DB>,
    pen: Pen,
) {
    mesh.light_line_style(WHITE)
        .bold_line_style(pen.stroke(GRID, 1))
        .axis_style(pen.stroke(SOFT, 1))
        .label_style(pen.text(13, INK))
        .axis_desc_style(pen.text(13, INK));
}

/// Draws the axis of figures below rows, with its grid.
pub(super) fn draw_figure_axis<DB: DrawingBackend>(
    chart: &mut Plane<'_, DB>,
    n_labels: usize,
    pen: Pen,
) -> Drawn<DB> {
    let mut mesh = chart.configure_mesh();
    style_mesh(&mut mesh, pen);
    mesh.disable_y_mesh()
        .disable_y_axis()
        .x_labels(n_labels)
        .x_label_formatter(&|value| figure_label(*value))
        .draw()
}

/// A label of an axis of figures: two decimals, or as many as tell labels apart.
pub(super) fn figure_label(value: f64) -> String {
    let two = format!("{value:.2}");
    let is_told = two.parse::<f64>().is_ok_and(|shown| (shown - value).abs() < 1e-9);
    if is_told { two } else { format!("{value:.3}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_break_between_words_and_labels_are_told_apart() {
        let lines = heading_lines(&"word ".repeat(20), Screen::Narrow);
        assert!(
            lines.len() > 2 && lines.iter().all(|line| line.chars().count() <= 41),
            "{lines:?}"
        );
        assert_eq!([0.1, 0.125, 0.0].map(figure_label), ["0.10", "0.125", "0.00"]);
    }
}
