//! Charts by plotters: SVG for the page, PNG beside it, from the same drawing.
//!
//! Text is measured and drawn with an embedded font, so that no font of the system is needed.

mod bars;
mod curve;
mod cut;
mod decisive;
mod drawing;
#[cfg(test)]
mod drawn;
mod lines;
mod matrix;
mod names;
mod panel;
mod pen;
mod scatter;
mod spread;
mod theme;
mod tips;
mod trials;

use std::fmt::Display;

use plotters::prelude::*;
use plotters::style::{FontStyle, register_font};

use super::figure::{Figure, figures};
use super::inputs::Inputs;
use drawing::Drawing;
use pen::{FONT, Pen, Screen};
use tips::{Tips, escaped};

/// The reason that a chart could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// A drawing that failed.
    #[error("cannot draw the chart `{chart}`: {reason}")]
    Draw {
        /// The chart.
        chart: &'static str,
        /// The reason.
        reason: String,
    },
    /// A picture that could not be encoded.
    #[error("cannot encode a chart as PNG")]
    Encode(#[from] png::EncodingError),
}

/// Pixels of a PNG for each unit of the SVG, so that text stays crisp on paper.
const PNG_SCALE: u32 = 2;

/// A picture as SVG, drawn for a wide screen and for a narrow one.
pub(super) struct Svgs {
    pub(super) wide: String,
    pub(super) narrow: String,
}

/// The picture as SVG.
pub(super) fn svgs(figure: &Figure<'_>) -> Result<Svgs, ChartError> {
    Ok(Svgs { wide: svg(figure, Screen::Wide)?, narrow: svg(figure, Screen::Narrow)? })
}

fn svg(figure: &Figure<'_>, screen: Screen) -> Result<String, ChartError> {
    let name = figure.name();
    use_embedded_font(name)?;
    let drawing = Drawing::of(figure);
    let tips = Tips::default();
    let mut svg = String::new();
    {
        let size = (screen.width(), drawing.height(screen));
        let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        drawing.draw(&area, Pen { scale: 1, screen, tips: &tips }).map_err(failed(name))?;
        area.present().map_err(failed(name))?;
    }
    // A page that is read aloud says what the picture shows.
    let label = escaped(&figure.caption());
    let svg = svg.replacen("<svg ", &format!("<svg role=\"img\" aria-label=\"{label}\" "), 1);
    let svg = theme::themed(&without_namespace(&svg));
    let end = svg.rfind("</svg>").unwrap_or(svg.len());
    Ok(format!("{}{}</svg>", &svg[..end], tips.svg()))
}

/// The SVG without its namespace: inside HTML it needs neither that nor an XML heading.
fn without_namespace(svg: &str) -> String {
    svg.replacen(" xmlns=\"http://www.w3.org/2000/svg\"", "", 1)
}

/// The charts as PNG files: name and bytes.
///
/// # Errors
/// When one cannot be drawn.
pub fn pngs(inputs: &Inputs) -> Result<Vec<(String, Vec<u8>)>, ChartError> {
    figures(inputs).iter().map(png).collect()
}

fn png(figure: &Figure<'_>) -> Result<(String, Vec<u8>), ChartError> {
    let name = figure.name();
    use_embedded_font(name)?;
    let (drawing, screen, tips) = (Drawing::of(figure), Screen::Wide, Tips::default());
    let (width, height) = (screen.width() * PNG_SCALE, drawing.height(screen) * PNG_SCALE);
    let mut pixels = vec![255; width as usize * height as usize * 3];
    {
        let area = BitMapBackend::with_buffer(&mut pixels, (width, height)).into_drawing_area();
        drawing.draw(&area, Pen { scale: PNG_SCALE, screen, tips: &tips }).map_err(failed(name))?;
        area.present().map_err(failed(name))?;
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&pixels)?;
    writer.finish()?;
    Ok((format!("{}.png", figure.file_stem()), bytes))
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
