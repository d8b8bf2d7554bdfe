//! Charts by plotters: SVG for the page, PNG beside it, from the same drawing.
//!
//! Text is measured and drawn with an embedded font, so that no font of the system is needed.

use std::fmt::Display;

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontStyle, register_font};

use super::Inputs;
use super::view::Chart;
use crate::compare::Comparison;
use crate::experiment::EvalResult;
use crate::metric::Metric;
use crate::number::{from_count, thousands};
use crate::stats::Stats;

/// Why a chart could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// The drawing failed.
    #[error("cannot draw the chart `{chart}`: {reason}")]
    Draw {
        /// The chart.
        chart: &'static str,
        /// The reason.
        reason: String,
    },
    /// The picture could not be encoded.
    #[error("cannot encode a chart as PNG")]
    Encode(#[from] png::EncodingError),
}

const FONT: &str = "sans-serif";
const INK: RGBColor = RGBColor(27, 31, 36);
const SOFT: RGBColor = RGBColor(87, 96, 106);
const GRID: RGBColor = RGBColor(222, 226, 230);
const BAR: RGBColor = RGBColor(86, 136, 199);
const LINE: RGBColor = RGBColor(11, 92, 173);
const SERVICE: RGBColor = RGBColor(178, 74, 0);
const WIDTH: u32 = 960;
const POPULARITY_HEIGHT: u32 = 420;
/// Pixels of a PNG for each unit of the SVG, so that text stays crisp on paper.
const PNG_SCALE: u32 = 2;

/// The panels of the metric chart.
const PANELS: [Metric; 3] = [Metric::ReciprocalRank, Metric::Ndcg(10), Metric::Precision(10)];

/// What is drawn.
enum Drawing<'a> {
    Popularity(&'a Stats),
    Metrics(&'a EvalResult, Option<&'a Comparison>),
}

impl Drawing<'_> {
    const fn name(&self) -> &'static str {
        match self {
            Self::Popularity(_) => "item-popularity",
            Self::Metrics(..) => "metric-per-model",
        }
    }

    fn height(&self) -> u32 {
        match self {
            Self::Popularity(_) => POPULARITY_HEIGHT,
            Self::Metrics(eval, _) => {
                132 + 40 * u32::try_from(eval.models.len().min(40)).unwrap_or(40)
            }
        }
    }

    fn caption(&self) -> String {
        match self {
            Self::Popularity(stats) => format!(
                "Interactions of each of the {} items, from the most to the least popular; both axes \
                 logarithmic.",
                thousands(stats.items as u64)
            ),
            Self::Metrics(eval, comparison) => {
                let users = thousands(eval.protocol.users_tested as u64);
                let service = comparison.map_or_else(String::new, |comparison| {
                    format!(" The dashed line is Personalize ({}).", comparison.service.name)
                });
                format!(
                    "Mean over {users} test users by the convention {}; the whiskers are 95 % \
                     intervals.{service}",
                    eval.convention
                )
            }
        }
    }

    const fn section(&self) -> &'static str {
        match self {
            Self::Popularity(_) => "sparsity",
            Self::Metrics(..) => "leaderboard",
        }
    }

    fn draw<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        scale: u32,
    ) -> Result<(), ChartError> {
        let pen = Pen { scale };
        let drawn = match self {
            Self::Popularity(stats) => {
                draw_popularity(area, stats, pen).map_err(|error| error.to_string())
            }
            Self::Metrics(eval, comparison) => {
                draw_metrics(area, eval, *comparison, pen).map_err(|error| error.to_string())
            }
        };
        drawn.map_err(|reason| ChartError::Draw { chart: self.name(), reason })
    }
}

fn drawings(inputs: &Inputs) -> Vec<Drawing<'_>> {
    let popularity = inputs.stats.as_ref().map(Drawing::Popularity);
    let metrics =
        inputs.eval.as_ref().map(|eval| Drawing::Metrics(eval, inputs.comparison.as_ref()));
    popularity.into_iter().chain(metrics).collect()
}

/// The charts as SVG with their captions.
pub(super) fn svgs(inputs: &Inputs) -> Result<Vec<Chart>, ChartError> {
    drawings(inputs).iter().map(svg).collect()
}

fn svg(drawing: &Drawing<'_>) -> Result<Chart, ChartError> {
    use_embedded_font(drawing.name())?;
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (WIDTH, drawing.height())).into_drawing_area();
        drawing.draw(&area, 1)?;
        area.present().map_err(failed(drawing.name()))?;
    }
    let caption = drawing.caption();
    // A page that is read aloud says what the picture shows.
    let label = caption.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    let svg = svg.replacen("<svg ", &format!("<svg role=\"img\" aria-label=\"{label}\" "), 1);
    Ok(Chart { svg: without_namespace(&svg), caption, section: drawing.section() })
}

/// Inside HTML an SVG needs neither its namespace nor an XML heading.
fn without_namespace(svg: &str) -> String {
    svg.replacen(" xmlns=\"http://www.w3.org/2000/svg\"", "", 1)
}

/// The charts as PNG files: name and bytes.
///
/// # Errors
/// When one cannot be drawn.
pub fn pngs(inputs: &Inputs) -> Result<Vec<(String, Vec<u8>)>, ChartError> {
    drawings(inputs).iter().map(png).collect()
}

fn png(drawing: &Drawing<'_>) -> Result<(String, Vec<u8>), ChartError> {
    use_embedded_font(drawing.name())?;
    let (width, height) = (WIDTH * PNG_SCALE, drawing.height() * PNG_SCALE);
    let mut pixels = vec![255; width as usize * height as usize * 3];
    {
        let area = BitMapBackend::with_buffer(&mut pixels, (width, height)).into_drawing_area();
        drawing.draw(&area, PNG_SCALE)?;
        area.present().map_err(failed(drawing.name()))?;
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixels)?;
    writer.finish()?;
    Ok((format!("{}.png", drawing.name()), bytes))
}

fn failed<E: Display>(chart: &'static str) -> impl Fn(E) -> ChartError {
    move |error| ChartError::Draw { chart, reason: error.to_string() }
}

fn use_embedded_font(chart: &'static str) -> Result<(), ChartError> {
    register_font(FONT, FontStyle::Normal, dejavu::sans::regular()).map_err(|_| ChartError::Draw {
        chart,
        reason: "the embedded font is not a font".to_owned(),
    })
}

type Drawn<DB> = Result<(), DrawingAreaErrorKind<<DB as DrawingBackend>::ErrorType>>;

/// Sizes in pixels at the scale of the picture.
#[derive(Clone, Copy)]
struct Pen {
    scale: u32,
}

impl Pen {
    fn size(self, units: u32) -> u32 {
        units * self.scale
    }

    fn text(self, units: u32, color: RGBColor) -> TextStyle<'static> {
        (FONT, self.size(units)).into_font().color(&color)
    }

    fn stroke(self, color: RGBColor, units: u32) -> ShapeStyle {
        color.stroke_width(self.size(units))
    }
}

fn draw_popularity<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    stats: &Stats,
    pen: Pen,
) -> Drawn<DB> {
    area.fill(&WHITE)?;
    let most = stats.popularity_curve.first().map_or(1, |point| point.interactions);
    let x_end = from_count(stats.items.max(2)) * 1.1;
    let y_end = from_count(most.max(2)) * 1.5;
    let mut chart = ChartBuilder::on(area)
        .caption("Item popularity", pen.text(20, INK))
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
        .x_desc("rank of the item")
        .y_desc("interactions")
        .x_label_formatter(&|value| whole(*value))
        .y_label_formatter(&|value| whole(*value))
        .draw()?;
    let points = stats
        .popularity_curve
        .iter()
        .map(|point| (from_count(point.rank), from_count(point.interactions)));
    chart.draw_series(LineSeries::new(points, pen.stroke(LINE, 3)))?;
    let n_head = stats.items.div_ceil(20);
    let head = [(from_count(n_head), 0.8), (from_count(n_head), y_end)];
    chart.draw_series(DashedLineSeries::new(
        head,
        pen.size(5),
        pen.size(4),
        pen.stroke(SERVICE, 1),
    ))?;
    let note = format!(
        "the top 5 % have {:.0} % of all interactions",
        stats.head_share.top_5_percent * 100.0
    );
    // On the side with more room.
    let right = from_count(n_head) * from_count(n_head) > x_end;
    let anchor = Pos::new(if right { HPos::Right } else { HPos::Left }, VPos::Top);
    let at = (from_count(n_head) * if right { 0.93 } else { 1.07 }, 1.6);
    chart.draw_series([Text::new(note, at, pen.text(13, SERVICE).pos(anchor))])?;
    Ok(())
}

/// A label of a logarithmic axis; nothing between whole numbers.
fn whole(value: f64) -> String {
    let rounded = crate::number::round_to_count(value);
    if (value - from_count(rounded)).abs() < 1e-6 {
        thousands(rounded as u64)
    } else {
        String::new()
    }
}

fn draw_metrics<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    eval: &EvalResult,
    comparison: Option<&Comparison>,
    pen: Pen,
) -> Drawn<DB> {
    area.fill(&WHITE)?;
    let (heading, area) = area.split_vertically(pen.size(HEADING));
    draw_heading(&heading, eval, comparison, pen)?;
    let (names, panels) = area.split_horizontally(pen.size(190));
    draw_names(&names, eval, pen)?;
    for (panel, metric) in panels.split_evenly((1, PANELS.len())).iter().zip(PANELS) {
        draw_panel(panel, eval, comparison, metric, pen)?;
    }
    Ok(())
}

const HEADING: u32 = 36;

/// What the figures rest on, and what the marks mean, for whoever sees the picture alone.
fn draw_heading<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    eval: &EvalResult,
    comparison: Option<&Comparison>,
    pen: Pen,
) -> Drawn<DB> {
    let heading = format!(
        "Mean over {} test users, convention {}, with 95 % intervals",
        thousands(eval.protocol.users_tested as u64),
        eval.convention
    );
    let at = |units: u32| i32::try_from(pen.size(units)).unwrap_or(0);
    area.draw_text(&heading, &pen.text(15, INK), (at(14), at(14)))?;
    if comparison.is_some() {
        let right = pen.text(14, SERVICE).pos(Pos::new(HPos::Right, VPos::Top));
        area.draw_text("dashed: Personalize", &right, (at(WIDTH - 16), at(14)))?;
    }
    Ok(())
}

const PANEL_TOP: u32 = 40;
const PANEL_AXIS: u32 = 36;
const PANEL_MARGIN: u32 = 12;

fn draw_names<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    eval: &EvalResult,
    pen: Pen,
) -> Drawn<DB> {
    let (width, height) = area.dim_in_pixel();
    let top = pen.size(PANEL_TOP);
    let room = height - top - pen.size(PANEL_AXIS + PANEL_MARGIN);
    let n_models = u32::try_from(eval.models.len().max(1)).unwrap_or(1);
    let style = pen.text(14, INK).pos(Pos::new(HPos::Right, VPos::Center));
    for (number, model) in (0_u32..).zip(&eval.models) {
        let title = crate::text::shorten(&model.title(), 22);
        let middle = top + room * (2 * number + 1) / (2 * n_models);
        let at =
            [width - pen.size(4), middle].map(|pixel| i32::try_from(pixel).unwrap_or(i32::MAX));
        area.draw_text(&title, &style, at.into())?;
    }
    Ok(())
}

fn draw_panel<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    eval: &EvalResult,
    comparison: Option<&Comparison>,
    metric: Metric,
    pen: Pen,
) -> Drawn<DB> {
    let key = metric.key();
    let service = comparison.and_then(|found| found.rows.iter().find(|row| row.metric == key));
    let service = service.map(|row| row.service);
    let ends = eval.models.iter().filter_map(|model| model.intervals.get(&key)).map(|end| end.high);
    let largest = ends.chain(service).fold(0.01_f64, f64::max);
    let n_models = from_count(eval.models.len());
    let (area_title, plot) = area.split_vertically(pen.size(PANEL_TOP));
    let (width, _) = area_title.dim_in_pixel();
    let middle = i32::try_from(width / 2).unwrap_or(0);
    let style = pen.text(16, INK).pos(Pos::new(HPos::Center, VPos::Top));
    let top = i32::try_from(pen.size(12)).unwrap_or(0);
    area_title.draw_text(&metric.short_name(), &style, (middle, top))?;
    let mut chart = ChartBuilder::on(&plot)
        .margin_bottom(pen.size(PANEL_MARGIN))
        .margin_left(pen.size(8))
        .margin_right(pen.size(16))
        .x_label_area_size(pen.size(PANEL_AXIS))
        .build_cartesian_2d(0.0..largest * 1.12, n_models..0.0)?;
    chart
        .configure_mesh()
        .disable_y_mesh()
        .disable_y_axis()
        .light_line_style(WHITE)
        .bold_line_style(pen.stroke(GRID, 1))
        .axis_style(pen.stroke(SOFT, 1))
        .x_labels(4)
        .label_style(pen.text(13, INK))
        .x_label_formatter(&|value| format!("{value:.2}"))
        .draw()?;
    for (row, model) in (0..).map(from_count).zip(&eval.models) {
        let value = model.metrics.get(&key).copied().unwrap_or(0.0);
        let bar = Rectangle::new([(0.0, row + 0.2), (value, row + 0.8)], BAR.filled());
        chart.draw_series([bar])?;
        if let Some(interval) = model.intervals.get(&key) {
            let whisker = [(interval.low, row + 0.5), (interval.high, row + 0.5)];
            chart.draw_series([PathElement::new(whisker, pen.stroke(INK, 2))])?;
        }
    }
    if let Some(service) = service {
        let line = [(service, 0.0), (service, n_models)];
        let dashes = DashedLineSeries::new(line, pen.size(6), pen.size(4), pen.stroke(SERVICE, 2));
        chart.draw_series(dashes)?;
    }
    Ok(())
}
