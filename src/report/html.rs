//! One self-contained HTML file.

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Value, context};

use base64::Engine as _;
use sha2::Digest as _;

#[cfg(feature = "charts")]
use super::figure::figures;
use super::inputs::Inputs;
use super::view::view;
use crate::text::without_steering;

/// The reason that a page could not be made.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A template that failed.
    #[error("the report's template failed")]
    Template(#[from] minijinja::Error),
    /// A chart that failed.
    #[cfg(feature = "charts")]
    #[error(transparent)]
    Chart(#[from] super::chart::ChartError),
}

/// The script by which tables can be sorted and marks say their figures; without it the page is complete.
const SCRIPT: &str = include_str!("templates/page.js");

/// The page: no request leaves it, every value is escaped, and no script runs but the one that sorts tables, which a
/// Content-Security-Policy names by its digest. With the feature `charts` the charts stand in it as SVG.
///
/// # Errors
/// When a chart cannot be drawn.
pub fn render(inputs: &Inputs) -> Result<String, RenderError> {
    #[cfg_attr(not(feature = "charts"), expect(unused_mut, reason = "nothing is drawn into it"))]
    let mut view = view(inputs);
    #[cfg(feature = "charts")]
    for (shown, figure) in view.figures.iter_mut().zip(figures(inputs)) {
        let drawn = super::chart::svgs(&figure)?;
        (shown.wide, shown.narrow) = (drawn.wide, drawn.narrow);
    }
    let view = Value::from(Serde(view));
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_template("report.html", include_str!("templates/report.html"))?;
    let template = environment.get_template("report.html")?;
    let page =
        template.render(context! { view, script => SCRIPT, script_hash => digest(SCRIPT) })?;
    // No text of somebody's data steers the browser or the reader.
    Ok(without_steering(&(page + "\n")).into_owned())
}

/// The digest of a script as a Content-Security-Policy has it.
fn digest(script: &str) -> String {
    let digest = base64::prelude::BASE64_STANDARD.encode(sha2::Sha256::digest(script));
    format!("sha256-{digest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_nothing_is_whole_and_a_title_is_escaped() {
        let inputs = Inputs { title: "<script>alert(1)</script>".into(), ..Inputs::default() };
        let page = render(&inputs).expect("an empty report");
        assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"));
        assert!(page.contains("&lt;script&gt;"), "{page}");
        assert_eq!(page.matches("<script").count(), 1, "the one that sorts");
        assert!(!page.contains("http://") && !page.contains("https://"), "{page}");
    }
}
