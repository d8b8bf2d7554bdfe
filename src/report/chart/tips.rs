//! The texts that marks show when they are pointed at.

use std::cell::RefCell;
use std::fmt::Write as _;

/// A place in the picture, in pixels: left, top, right, bottom.
pub(super) type Place = (i32, i32, i32, i32);

/// The least width and height of a place that can be pointed at.
const LEAST: i32 = 2;

/// The texts of a picture, each with its place.
#[derive(Debug, Default)]
pub(super) struct Tips(RefCell<Vec<(Place, String)>>);

impl Tips {
    /// Adds a text to the place between two corners; a place that is too small to be pointed at gets none.
    pub(super) fn add(&self, (x, y): (i32, i32), (other_x, other_y): (i32, i32), text: String) {
        let place = (x.min(other_x), y.min(other_y), x.max(other_x), y.max(other_y));
        if place.2 - place.0 < LEAST || place.3 - place.1 < LEAST {
            return;
        }
        self.0.borrow_mut().push((place, text));
    }

    /// The places as transparent shapes of an SVG, each with its text.
    pub(super) fn svg(&self) -> String {
        let mut svg = String::new();
        for ((left, top, right, bottom), text) in self.0.borrow().iter() {
            let (width, height) = (right - left, bottom - top);
            let text = escaped(text);
            let _ = write!(
                svg,
                "<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\"><title>{text}</title></rect>"
            );
        }
        if svg.is_empty() { svg } else { format!("<g class=\"tips\">{svg}</g>") }
    }
}

/// The text without a meaning in SVG.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_inert_and_its_place_has_no_negative_size() {
        let tips = Tips::default();
        assert_eq!(tips.svg(), "");
        tips.add((9, 2), (1, 5), "</title><script>".into());
        let svg = "<g class=\"tips\"><rect x=\"1\" y=\"2\" width=\"8\" height=\"3\">\
                   <title>&lt;/title&gt;&lt;script&gt;</title></rect></g>";
        assert_eq!(tips.svg(), svg);
    }
}
