//! Comparison of what a page shows with what is printed.

use crate::shown::{without_progress, without_seconds};

/// The line that stands for any lines.
const LEFT_OUT: &str = "…";

/// The first difference between `shown` and `printed`, or `None`. Figures of time are not compared.
pub(crate) fn difference(shown: &str, printed: &str) -> Option<String> {
    let (shown, printed) = (without_seconds(shown), without_seconds(&without_progress(printed)));
    let shown: Vec<String> = shown.lines().map(neutral).collect();
    let printed: Vec<String> = printed.lines().map(neutral).collect();
    match fits(&shown, &printed) {
        Ok(()) => None,
        Err(at) => {
            let line = shown.get(at).map_or("the end", String::as_str);
            Some(format!("the page shows\n  {line}\nbut this is printed:\n{}", printed.join("\n")))
        }
    }
}

/// The first line of `shown` that has no place, where there is one.
fn fits(shown: &[String], printed: &[String]) -> Result<(), usize> {
    let mut furthest = 0;
    if fits_from(shown, printed, 0, &mut furthest) { Ok(()) } else { Err(furthest) }
}

fn fits_from(shown: &[String], printed: &[String], at: usize, furthest: &mut usize) -> bool {
    *furthest = (*furthest).max(at);
    match shown.get(at).map(String::as_str) {
        None => printed.is_empty(),
        Some(LEFT_OUT) => {
            (0..=printed.len()).any(|skip| fits_from(shown, &printed[skip..], at + 1, furthest))
        }
        Some(line) => {
            printed.first().is_some_and(|first| first == line)
                && fits_from(shown, &printed[1..], at + 1, furthest)
        }
    }
}

/// A line without blanks at its end, and without what differs between machines: seconds.
fn neutral(line: &str) -> String {
    let mut words: Vec<String> = line.trim_end().split(' ').map(str::to_owned).collect();
    for at in 1..words.len() {
        let unit = words[at].trim_end_matches(['.', ',', ';', ')', ':']);
        let is_number = words[at - 1].trim_start_matches('(').parse::<f64>().is_ok();
        if matches!(unit, "s" | "ms" | "seconds") && is_number {
            "[T]".clone_into(&mut words[at - 1]);
        }
    }
    words.join(" ")
}

#[test]
fn a_page_may_leave_lines_out() {
    assert!(difference("a\n…\nd\n", "a\nb\nc\nd\n").is_none());
    assert!(difference("…\n", "").is_none());
    assert!(difference("took 3.2 s.\n", "took 0.1 s.\n").is_none());
    assert!(difference("a\n", "a\nb\n").is_some());
    assert!(difference("a\n…\nx\n", "a\nb\n").expect("a difference").contains("shows\n  x"));
}
