//! Panels, one a metric or a model, with a row for each name: bars, whiskers, the service's line. Side by side on a wide
//! screen, below each other on a narrow one.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use super::names::shortened;
use super::pen::{
    Area, BAR, Drawn, GRID, INK, Pen, Plane, SERVICE, Screen, below_heading, draw_figure_axis,
    heading_height,
};
use crate::compare::Beside;
use crate::experiment::EvalResult;
use crate::number::{from_count, thousands};
use crate::report::figure::{BesideRun, Segments, drawn, in_order, main_metric, shown_metrics};

/// A picture of panels.
pub(super) struct Panels {
    /// The line on what the figures rest on and what the marks mean, for whoever sees the picture alone.
    heading: String,
    /// The names of the rows, from above.
    names: Vec<String>,
    each: Vec<Panel>,
    /// The end of the axis that all panels share; none where each has its own.
    shared: Option<f64>,
}

/// One panel.
struct Panel {
    title: String,
    /// One for each row, in the order of the names; none where there is no figure.
    marks: Vec<Option<Marks>>,
    /// The service's figure.
    service: Option<f64>,
}

/// The marks in a row.
#[derive(Clone, Copy)]
struct Marks {
    bar: (f64, f64),
    whisker: Option<(f64, f64)>,
    /// A line across the bar.
    tick: Option<f64>,
}

impl Marks {
    /// The greatest figure of it.
    fn end(self) -> f64 {
        self.whisker.unwrap_or(self.bar).1
    }

    /// The figures in words.
    fn words(self) -> String {
        let value = self.tick.unwrap_or(self.bar.1);
        let range = self.whisker.map(|(low, high)| format!(" ({low:.4} to {high:.4})"));
        format!("{value:.4}{}", range.unwrap_or_default())
    }
}

/// The metrics of every model, the leaderboard's order.
pub(super) fn metrics(eval: &EvalResult, beside: BesideRun<'_>) -> Panels {
    let heading = format!(
        "Mean over {} test users, convention {}, with 95 % intervals",
        thousands(eval.protocol.users_tested as u64),
        eval.convention
    );
    let models = in_order(eval);
    let panels = shown_metrics(eval.metric()).map(|metric| {
        let key = &metric.key;
        let marks = models.iter().map(|model| {
            let whisker = model.intervals.get(key).map(|interval| (interval.low, interval.high));
            let bar = (0.0, *model.metrics.get(key)?);
            Some(Marks { bar, whisker, tick: None })
        });
        let is_of = |row: &&crate::compare::Row| row.metric == *key && row.is_comparable();
        let service = beside.and_then(|(_, run)| run.rows.iter().find(is_of));
        Panel {
            title: metric.short_name.clone(),
            marks: marks.collect(),
            service: service.map(|row| row.service),
        }
    });
    let names = models.iter().map(|model| model.title()).collect();
    Panels { heading, names, each: panels.into(), shared: None }
}

/// The service's figures among test sets of its size, drawn from our users.
pub(super) fn simulation(beside: &Beside) -> Panels {
    let simulations = &beside.simulations;
    let heading = simulations.first().map_or_else(String::new, |first| {
        format!(
            "{} test sets of {} of our {} users: middle half and middle 95 %",
            thousands(first.draws as u64),
            thousands(first.users as u64),
            thousands(first.of as u64)
        )
    });
    let panels = shown_metrics(main_metric(beside)).map(|metric| {
        let found = simulations.iter().map(|one| drawn(one, &metric.key));
        let found: Vec<_> = found.collect();
        let marks = found.iter().map(|one| {
            let one = (*one)?;
            Some(Marks { bar: one.half, whisker: one.most, tick: Some(one.ours) })
        });
        Panel {
            title: metric.short_name.clone(),
            marks: marks.collect(),
            service: found.iter().flatten().next().map(|one| one.service),
        }
    });
    let names = simulations.iter().map(|one| one.model.clone()).collect();
    Panels { heading, names, each: panels.into(), shared: None }
}

/// Parts of users or items, a panel for each model, all on one scale.
pub(super) fn segments(segments: &Segments) -> Panels {
    let panels = segments.models.iter().map(|(name, figures)| Panel {
        title: name.clone(),
        marks: figures
            .iter()
            .map(|figure| {
                figure.map(|value| Marks { bar: (0.0, value), whisker: None, tick: None })
            })
            .collect(),
        service: None,
    });
    let panels: Vec<Panel> = panels.collect();
    let ends = panels.iter().flat_map(|panel| panel.marks.iter().flatten());
    let largest = ends.map(|marks| marks.end()).fold(0.0_f64, f64::max);
    Panels {
        heading: format!(
            "{} by {}, with the users of each part, {}",
            segments.metric,
            segments.by,
            segments.view.words()
        ),
        names: short_groups(segments),
        shared: Some(largest),
        each: panels,
    }
}

/// The names of the parts as a picture has room for them, with their users.
fn short_groups(segments: &Segments) -> Vec<String> {
    let short = |(group, users): &(String, usize)| {
        let name = group.split(':').next().unwrap_or(group);
        let name = name.strip_prefix("history of ").unwrap_or(name);
        format!("{name} ({})", thousands(*users as u64))
    };
    segments.groups.iter().map(short).collect()
}

const PANEL_TOP: u32 = 40;
const PANEL_AXIS: u32 = 30;
const PANEL_MARGIN: u32 = 10;
/// The height of a row.
const ROW: u32 = 30;
/// The most rows that are as high as they should be.
const ROWS_MAX: usize = 40;

/// The width of the names.
const fn names_width(screen: Screen) -> u32 {
    screen.either(190, 130)
}

impl Panels {
    pub(super) fn height(&self, screen: Screen) -> u32 {
        let rows = u32::try_from(self.names.len().min(ROWS_MAX)).unwrap_or(40);
        let panel = PANEL_TOP + rows * ROW + PANEL_AXIS + PANEL_MARGIN;
        let n_below = match screen {
            Screen::Wide => 1,
            Screen::Narrow => u32::try_from(self.each.len()).unwrap_or(1),
        };
        heading_height(&self.heading(), screen) + n_below * panel
    }

    /// The heading, with a word on the service's line where there is one.
    fn heading(&self) -> String {
        let has_service = self.each.iter().any(|panel| panel.service.is_some());
        let service = if has_service { "; dashed: Personalize" } else { "" };
        format!("{}{service}", self.heading)
    }

    pub(super) fn draw<DB: DrawingBackend>(&self, area: &Area<DB>, pen: Pen) -> Drawn<DB> {
        let area = below_heading(area, &self.heading(), pen)?;
        let n_panels = self.each.len().max(1);
        if pen.screen == Screen::Narrow {
            for (area, panel) in area.split_evenly((n_panels, 1)).iter().zip(&self.each) {
                let (names, plot) = area.split_horizontally(pen.size(names_width(pen.screen)));
                draw_names(&names, &self.names, pen)?;
                self.draw_panel(&plot, panel, pen)?;
            }
            return Ok(());
        }
        let (names, panels) = area.split_horizontally(pen.size(names_width(pen.screen)));
        draw_names(&names, &self.names, pen)?;
        for (area, panel) in panels.split_evenly((1, n_panels)).iter().zip(&self.each) {
            self.draw_panel(area, panel, pen)?;
        }
        Ok(())
    }

    fn draw_panel<DB: DrawingBackend>(
        &self,
        area: &Area<DB>,
        panel: &Panel,
        pen: Pen,
    ) -> Drawn<DB> {
        let ends = panel.marks.iter().flatten().map(|marks| marks.end());
        let own = ends.chain(panel.service).fold(0.01_f64, f64::max);
        let largest = self.shared.map_or(own, |shared| shared.max(0.01));
        let n_rows = from_count(panel.marks.len());
        let (area_title, plot) = area.split_vertically(pen.size(PANEL_TOP));
        let style = pen.anchored((14, INK), (HPos::Left, VPos::Top));
        let title = crate::text::shorten(&panel.title, pen.screen.either(28, 24) as usize);
        area_title.draw_text(&title, &style, (pen.at(8), pen.at(14)))?;
        let mut chart = ChartBuilder::on(&plot)
            .margin_bottom(pen.size(PANEL_MARGIN))
            .margin_left(pen.size(8))
            .margin_right(pen.size(20))
            .x_label_area_size(pen.size(PANEL_AXIS))
            .build_cartesian_2d(0.0..largest * 1.12, n_rows..0.0)?;
        draw_figure_axis(&mut chart, 4, pen)?;
        draw_marks(&mut chart, panel, pen)?;
        for (row, marks) in (0..).zip(&panel.marks) {
            let Some(marks) = marks else { continue };
            let at = from_count(row);
            let from = chart.backend_coord(&(0.0, at));
            let to = chart.backend_coord(&(largest * 1.12, at + 1.0));
            let name = self.names.get(row).map_or("", String::as_str);
            pen.tips.add(from, to, format!("{name}, {}: {}", panel.title, marks.words()));
        }
        Ok(())
    }
}

fn draw_names<DB: DrawingBackend>(area: &Area<DB>, names: &[String], pen: Pen) -> Drawn<DB> {
    let (width, height) = area.dim_in_pixel();
    let top = pen.size(PANEL_TOP);
    let room = height.saturating_sub(top + pen.size(PANEL_AXIS + PANEL_MARGIN));
    let n_names = u32::try_from(names.len().max(1)).unwrap_or(1);
    let style = pen.anchored((13, INK), (HPos::Right, VPos::Center));
    let short = shortened(names, pen.screen.either(24, 17) as usize);
    for (number, title) in (0_u32..).zip(short) {
        let middle = top + room * (2 * number + 1) / (2 * n_names);
        let at =
            [width - pen.size(4), middle].map(|pixel| i32::try_from(pixel).unwrap_or(i32::MAX));
        area.draw_text(&title, &style, at.into())?;
    }
    Ok(())
}

/// Draws the marks of every row, and the service's line across all rows.
fn draw_marks<DB: DrawingBackend>(chart: &mut Plane<'_, DB>, panel: &Panel, pen: Pen) -> Drawn<DB> {
    for (row, marks) in (0..).map(from_count).zip(&panel.marks) {
        let Some(Marks { bar, whisker, tick }) = *marks else { continue };
        let bar = Rectangle::new([(bar.0, row + 0.2), (bar.1, row + 0.8)], BAR.filled());
        chart.draw_series([bar])?;
        if let Some((low, high)) = whisker {
            let line = [(low, row + 0.5), (high, row + 0.5)];
            chart.draw_series([PathElement::new(line, pen.stroke(INK, 2))])?;
        }
        if let Some(at) = tick {
            let line = [(at, row + 0.2), (at, row + 0.8)];
            chart.draw_series([PathElement::new(line, pen.stroke(INK, 2))])?;
        }
    }
    if let Some(service) = panel.service {
        let line = [(service, 0.0), (service, from_count(panel.marks.len()))];
        let dashes = DashedLineSeries::new(line, pen.size(6), pen.size(4), pen.stroke(SERVICE, 2));
        chart.draw_series(dashes)?;
    }
    let foot = [(0.0, 0.0), (0.0, from_count(panel.marks.len()))];
    chart.draw_series([PathElement::new(foot, pen.stroke(GRID, 1))])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::drawing::Drawing;
    use crate::report::chart::drawn::{attributes, drawn, expect_in_proportion};

    #[test]
    fn bars_of_parts_are_as_long_as_their_figures_on_one_scale() {
        let figures = [[0.4, 0.1], [0.2, 0.3]];
        let parts = Segments {
            by: "user activity".into(),
            metric: "ndcg@25".into(),
            view: crate::experiment::View::Clean,
            groups: vec![("history of 1 to 9 rows".into(), 5), ("history of 10 rows".into(), 6)],
            models: ["one", "two"]
                .into_iter()
                .zip(figures)
                .map(|(name, figures)| (name.to_owned(), figures.map(Some).to_vec()))
                .collect(),
        };
        for screen in [Screen::Wide, Screen::Narrow] {
            let svg = drawn(&Drawing::Panels(segments(&parts)), screen);
            let bars = attributes(&svg, "rect", "width", "#5688C7");
            expect_in_proportion(&bars, &figures.concat());
            for text in ["1 to 9 rows (5)", "one", "two"] {
                assert!(svg.contains(text), "{text}");
            }
        }
    }
}
