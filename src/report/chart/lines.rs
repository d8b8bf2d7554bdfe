//! Named lines over time.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use super::pen::{
    Area, Drawn, LINE, Pen, Plane, SERVICE, Screen, below_heading, heading_height, style_mesh,
};
use crate::number::{from_count, round_to_count, thousands};
use crate::stats::Stats;

/// The least width of what can be pointed at.
const TIP_WIDTH: u32 = 4;

/// The colours of the lines, which their names have too.
const COLOURS: [RGBColor; 6] = [
    LINE,
    SERVICE,
    RGBColor(34, 120, 80),
    RGBColor(130, 60, 140),
    RGBColor(110, 110, 110),
    RGBColor(20, 20, 20),
];

/// Named lines over positions from 0, with labels under some.
pub(super) struct Lines {
    heading: &'static str,
    names: Vec<String>,
    /// The values by line, one for each position.
    values: Vec<Vec<f64>>,
    labels: Vec<String>,
    unit: Unit,
}

/// The unit of the values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Rows,
    Share,
}

impl Unit {
    fn text(self, value: f64) -> String {
        match self {
            Self::Rows => thousands(round_to_count(value) as u64),
            Self::Share => format!("{:.0} %", value * 100.0),
        }
    }
}

impl Lines {
    pub(super) fn height(&self, screen: Screen) -> u32 {
        heading_height(self.heading, screen) + screen.either(320, 280)
    }

    fn largest(&self) -> f64 {
        self.values.iter().flatten().copied().fold(0.0_f64, f64::max)
    }

    pub(super) fn draw<DB: DrawingBackend>(&self, area: &Area<DB>, pen: Pen) -> Drawn<DB> {
        let area = below_heading(area, self.heading, pen)?;
        let last = from_count(self.labels.len().max(2) - 1);
        let top = if self.unit == Unit::Share { 1.0 } else { self.largest().max(1.0) * 1.08 };
        let mut chart = ChartBuilder::on(&area)
            .margin(pen.size(8))
            .margin_right(pen.either(150, 92))
            .x_label_area_size(pen.size(30))
            .y_label_area_size(pen.either(70, 56))
            .build_cartesian_2d(0.0..last, 0.0..top)?;
        let label = |at: &f64| {
            // An axis of few positions has ticks between them too.
            let position = round_to_count(*at);
            let is_there = (at - from_count(position)).abs() < 1e-6;
            self.labels.get(position).filter(|_| is_there).cloned().unwrap_or_default()
        };
        let mut mesh = chart.configure_mesh();
        style_mesh(&mut mesh, pen);
        mesh.disable_x_mesh()
            .x_labels(pen.screen.either(6, 2) as usize)
            .y_labels(6)
            .x_label_formatter(&label)
            .y_label_formatter(&|value| self.unit.text(*value))
            .draw()?;
        self.draw_lines(&mut chart, pen)?;
        self.draw_names(&area, &chart, pen)?;
        self.add_tips(&chart, pen);
        Ok(())
    }

    fn draw_lines<DB: DrawingBackend>(&self, chart: &mut Plane<'_, DB>, pen: Pen) -> Drawn<DB> {
        for (number, values) in self.values.iter().enumerate() {
            let style = pen.stroke(COLOURS[number % COLOURS.len()], 2);
            let points = values.iter().enumerate().map(|(at, &value)| (from_count(at), value));
            chart.draw_series(LineSeries::new(points, style))?;
        }
        Ok(())
    }

    /// Draws each name right of its line's end, apart from the others.
    fn draw_names<DB: DrawingBackend>(
        &self,
        area: &Area<DB>,
        chart: &Plane<'_, DB>,
        pen: Pen,
    ) -> Drawn<DB> {
        let (base_x, base_y) = area.get_base_pixel();
        let mut ends: Vec<(usize, (i32, i32))> = self
            .values
            .iter()
            .enumerate()
            .filter_map(|(number, values)| {
                let end = (from_count(values.len().checked_sub(1)?), *values.last()?);
                let (x, y) = chart.backend_coord(&end);
                Some((number, (x - base_x, y - base_y)))
            })
            .collect();
        ends.sort_by_key(|&(number, (_, y))| (y, number));
        let apart = pen.at(16);
        for at in 1..ends.len() {
            ends[at].1.1 = ends[at].1.1.max(ends[at - 1].1.1 + apart);
        }
        // Back up from the edge, where the last ones would stand below it.
        let bottom = i32::try_from(area.dim_in_pixel().1).unwrap_or(i32::MAX) - pen.at(40);
        for (from_last, end) in (0..).zip(ends.iter_mut().rev()) {
            end.1.1 = end.1.1.min(bottom - apart * from_last);
        }
        let letters = pen.screen.either(18, 11) as usize;
        for (number, (x, y)) in ends {
            let style =
                pen.anchored((13, COLOURS[number % COLOURS.len()]), (HPos::Left, VPos::Center));
            let name = crate::text::shorten(&self.names[number], letters);
            area.draw_text(&name, &style, (x + pen.at(6), y))?;
        }
        Ok(())
    }

    /// A tip for each position, with the values of all lines; where positions stand too close to be pointed at, for each
    /// second or third, and so on.
    fn add_tips<DB: DrawingBackend>(&self, chart: &Plane<'_, DB>, pen: Pen) {
        let (top, end) = (chart.y_range().end, chart.x_range().end);
        let left = chart.backend_coord(&(0.0, top)).0;
        let width = f64::from(chart.backend_coord(&(end, top)).0 - left);
        let step = round_to_count((f64::from(TIP_WIDTH) * end / width.max(1.0)).ceil()).max(1);
        let half = from_count(step) / 2.0;
        for (at, label) in self.labels.iter().enumerate().step_by(step) {
            let values = self.names.iter().zip(&self.values).filter_map(|(name, values)| {
                Some(format!("{name} {}", self.unit.text(*values.get(at)?)))
            });
            let said = format!("{label}: {}", values.collect::<Vec<_>>().join(", "));
            let (from, to) = ((from_count(at) - half).max(0.0), (from_count(at) + half).min(end));
            pen.tips.add(chart.backend_coord(&(from, top)), chart.backend_coord(&(to, 0.0)), said);
        }
    }
}

/// Interactions per month, by event type.
pub(super) fn months(stats: &Stats) -> Lines {
    let types = stats.month_types.iter().take(COLOURS.len());
    let names: Vec<String> = types.cloned().collect();
    let months = every_month(stats);
    let of = |kind: usize| -> Vec<f64> {
        let rows = months.iter().map(|(_, rows)| rows.and_then(|rows| rows.get(kind)).copied());
        rows.map(|rows| from_count(rows.unwrap_or(0))).collect()
    };
    Lines {
        heading: "Interactions per month",
        values: (0..names.len()).map(of).collect(),
        names,
        labels: months.iter().map(|(name, _)| name.clone()).collect(),
        unit: Unit::Rows,
    }
}

/// The most months that are all drawn; of more, those in which nothing happened are left out.
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

/// The shares of rows with new items and new users, by tenths of the rows.
pub(super) fn cold(stats: &Stats) -> Lines {
    // In the first tenth everything is new.
    let later = &stats.timeline[1..];
    Lines {
        heading: "Share of the rows with an item, and with a user, that came anew",
        names: ["new items", "new users"].map(str::to_owned).to_vec(),
        values: vec![
            later.iter().map(|bucket| bucket.cold_item_rows).collect(),
            later.iter().map(|bucket| bucket.cold_user_rows).collect(),
        ],
        labels: later.iter().map(|bucket| bucket.first_day.clone()).collect(),
        unit: Unit::Share,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::drawing::Drawing;
    use crate::report::chart::drawn::drawn;

    #[test]
    fn a_line_goes_through_its_values_and_no_label_is_there_twice() {
        let lines = |labels: &[&str]| Lines {
            heading: "rows",
            names: vec!["one".into()],
            values: vec![vec![0.0, 50.0, 100.0]],
            labels: labels.iter().map(|&label| label.to_owned()).collect(),
            unit: Unit::Rows,
        };
        let svg = drawn(&Drawing::Lines(lines(&["2001-01", "2001-02", "2001-03"])), Screen::Wide);
        let line = svg.split("<polyline ").find(|text| text.contains("#0B5CAD")).expect("the line");
        let points = line.split("points=\"").nth(1).and_then(|rest| rest.split('"').next());
        let points: Vec<Vec<f64>> = points
            .expect("points")
            .split_whitespace()
            .map(|point| point.split(',').map(|number| number.parse().expect("a number")).collect())
            .collect();
        let [first, middle, last] = &points[..] else { panic!("{points:?}") };
        assert!((first[0] + last[0] - 2.0 * middle[0]).abs() <= 2.0, "{points:?}");
        assert!((first[1] + last[1] - 2.0 * middle[1]).abs() <= 2.0, "{points:?}");
        for label in ["2001-01", "2001-02", "2001-03"] {
            assert_eq!(svg.matches(label).count(), 1, "{label}");
        }
    }
}
