//! Bars below each other, each with its name and its value.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use super::pen::{Area, BAR, Drawn, INK, LEAK, Pen, Screen, below_heading, heading_height};
use crate::number::truncate_to_index;
use crate::report::figure::{Choices, Flow, change};

/// A picture of bars.
pub(super) struct Bars {
    heading: String,
    bars: Vec<Bar>,
}

/// One bar.
struct Bar {
    name: String,
    value: f64,
    /// The value in words, right of the bar.
    text: String,
    /// True for a bar that others are held against.
    is_base: bool,
}

/// The rows of a table behind each step.
pub(super) fn flow(flow: &Flow) -> Bars {
    let bars = flow.stages.iter().enumerate().map(|(at, stage)| {
        let rows = crate::number::thousands(stage.rows);
        let before = at.checked_sub(1).map(|before| flow.stages[before].rows);
        let text = match before {
            Some(before) if before != stage.rows => {
                format!("{rows} ({})", change(before, stage.rows))
            }
            _ => rows,
        };
        // Exact: no table has 2^53 rows.
        #[expect(clippy::cast_precision_loss, reason = "numbers of rows are far below 2^53")]
        let value = stage.rows as f64;
        Bar { name: stage.name.clone(), value, text, is_base: at == 0 }
    });
    Bars { heading: format!("Rows of {}, step by step", flow.dataset), bars: bars.collect() }
}

/// The month's cost of each choice.
pub(super) fn choices(choices: &Choices) -> Bars {
    let bars = choices.choices.iter().enumerate().map(|(at, one)| Bar {
        name: one.name.clone(),
        value: one.estimate.total,
        text: format!("${:.2}", one.estimate.total),
        is_base: at == 0,
    });
    Bars { heading: "US dollars a month".to_owned(), bars: bars.collect() }
}

/// The height of a bar with its name.
const fn row(screen: Screen) -> u32 {
    screen.either(30, 48)
}

impl Bars {
    pub(super) fn height(&self, screen: Screen) -> u32 {
        let n = u32::try_from(self.bars.len()).unwrap_or(40);
        heading_height(&self.heading, screen) + n * row(screen) + 8
    }

    pub(super) fn draw<DB: DrawingBackend>(&self, area: &Area<DB>, pen: Pen) -> Drawn<DB> {
        let area = below_heading(area, &self.heading, pen)?;
        let most = self.bars.iter().map(|bar| bar.value).fold(0.0_f64, f64::max);
        for (number, bar) in (0_u32..).zip(&self.bars) {
            let top = pen.at(number * row(pen.screen));
            draw_bar(&area, bar, (top, bar.value / most.max(f64::MIN_POSITIVE)), pen)?;
        }
        Ok(())
    }
}

/// Draws a bar whose row begins at `top`, of this share of the longest one.
fn draw_bar<DB: DrawingBackend>(
    area: &Area<DB>,
    bar: &Bar,
    (top, share): (i32, f64),
    pen: Pen,
) -> Drawn<DB> {
    let (width, _) = area.dim_in_pixel();
    // A wide screen has the name beside the bar, a narrow one above it.
    let left = pen.at(pen.screen.either(390, 2));
    let room = f64::from(width) - f64::from(left) - f64::from(pen.either(170, 130));
    let down = top + pen.at(pen.screen.either(4, 21));
    let end = left + i32::try_from(truncate_to_index((room * share).round())).unwrap_or(0);
    let corners = [(left, down), (end.max(left + 1), down + pen.at(20))];
    let color = if bar.is_base { LEAK } else { BAR };
    area.draw(&Rectangle::new(corners, color.filled()))?;
    let (anchor, at) = match pen.screen {
        Screen::Wide => ((HPos::Right, VPos::Center), (left - pen.at(8), down + pen.at(10))),
        Screen::Narrow => ((HPos::Left, VPos::Top), (left, top + pen.at(2))),
    };
    let letters = if pen.screen == Screen::Wide { 52 } else { 46 };
    let name = crate::text::shorten(&bar.name, letters);
    area.draw_text(&name, &pen.anchored((13, INK), anchor), at)?;
    let value = pen.anchored((13, INK), (HPos::Left, VPos::Center));
    area.draw_text(&bar.text, &value, (corners[1].0 + pen.at(6), down + pen.at(10)))?;
    let (base_x, base_y) = area.get_base_pixel();
    let place = corners.map(|(x, y)| (x + base_x, y + base_y));
    pen.tips.add(place[0], place[1], format!("{}: {}", bar.name, bar.text));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::drawing::Drawing;
    use crate::report::chart::drawn::{attributes, drawn, expect_in_proportion};

    #[test]
    fn bars_are_as_long_as_their_values() {
        let values = [100.0, 158.0, 12.5];
        for screen in [Screen::Wide, Screen::Narrow] {
            let bar = |value: f64| Bar {
                name: format!("</svg>{value}"),
                value,
                text: value.to_string(),
                is_base: false,
            };
            let bars = Bars { heading: "rows".into(), bars: values.map(bar).into() };
            let svg = drawn(&Drawing::Bars(bars), screen);
            expect_in_proportion(&attributes(&svg, "rect", "width", "#5688C7"), &values);
            assert_eq!(svg.matches("</svg>").count(), 1, "a name is text");
        }
    }
}
