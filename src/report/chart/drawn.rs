//! Numbers read back from a drawn SVG, for tests that hold them against the data.

use plotters::prelude::*;

use super::drawing::Drawing;
use super::pen::{Pen, Screen};
use super::tips::Tips;
use super::use_embedded_font;

/// The picture as SVG, its colours as they are drawn.
pub(super) fn drawn(drawing: &Drawing<'_>, screen: Screen) -> String {
    use_embedded_font("test").expect("a font");
    let tips = Tips::default();
    let mut svg = String::new();
    {
        let size = (screen.width(), drawing.height(screen));
        let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        drawing.draw(&area, Pen { scale: 1, screen, tips: &tips }).expect("it can be drawn");
        area.present().expect("it can be drawn");
    }
    svg
}

/// An attribute of every element of this name whose text has `marked`, such as a colour.
pub(super) fn attributes(svg: &str, element: &str, attribute: &str, marked: &str) -> Vec<f64> {
    let begins = format!("<{element} ");
    let name = format!(" {attribute}=\"");
    let elements = svg.split(&begins).skip(1).map(|rest| rest.split('>').next().unwrap_or(""));
    elements
        .filter(|text| text.contains(marked))
        .map(|text| format!(" {text}"))
        .map(|text| {
            text.split(&name).nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned)
        })
        .map(|value| value.expect("it is there").parse().expect("a number"))
        .collect()
}

/// Checks that lengths are to each other as the values are, within a pixel and a half at either end.
pub(super) fn expect_in_proportion(lengths: &[f64], values: &[f64]) {
    assert_eq!(lengths.len(), values.len(), "{lengths:?} {values:?}");
    let largest = |all: &[f64]| all.iter().copied().fold(0.0_f64, f64::max);
    let per_unit = largest(lengths) / largest(values);
    for (length, value) in lengths.iter().zip(values) {
        assert!((length - value * per_unit).abs() <= 1.5, "{lengths:?} {values:?}");
    }
}
