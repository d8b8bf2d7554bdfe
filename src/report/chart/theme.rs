//! Colours of an SVG as variables of the page, so that it follows a dark screen and paper.

/// The colours that are drawn, and the page's variables for them.
const VARIABLES: [(&str, &str); 12] = [
    ("#1B1F24", "ink"),
    ("#57606A", "soft"),
    ("#DEE2E6", "line"),
    ("#FFFFFF", "paper"),
    ("#5688C7", "bar"),
    ("#0B5CAD", "accent"),
    ("#B24A00", "service"),
    ("#D6DBE2", "leak"),
    ("#227850", "green"),
    ("#823C8C", "violet"),
    ("#6E6E6E", "grey"),
    ("#141414", "ink"),
];

/// The SVG with variables in place of its colours, each with the colour itself for whoever has no such variable.
pub(super) fn themed(svg: &str) -> String {
    VARIABLES.iter().fold(svg.to_owned(), |svg, (color, name)| {
        svg.replace(&format!("\"{color}\""), &format!("\"var(--{name},{color})\""))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_variables_and_texts_stay() {
        let svg = r##"<rect fill="#1B1F24" stroke="#FFFFFF"/><text>#1B1F24</text>"##;
        let wanted = r#"<rect fill="var(--ink,#1B1F24)" stroke="var(--paper,#FFFFFF)"/><text>#1B1F24</text>"#;
        assert_eq!(themed(svg), wanted);
    }
}
