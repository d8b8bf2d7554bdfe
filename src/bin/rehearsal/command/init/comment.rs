//! Comments of a project file, broken where they are long.

use std::fmt::Write as _;

/// The most characters of a line.
const WIDTH: usize = 110;

/// Adds a comment, whose further lines are as far in as the first.
pub(super) fn push(text: &mut String, comment: &str) {
    let mut line = String::from("#");
    // A line break in a name would end the comment.
    let plain = rehearsal::text::without_steering(comment).replace('\n', " ");
    for word in plain.split(' ').filter(|word| !word.is_empty()) {
        if line.chars().count() + 1 + word.chars().count() > WIDTH && line.len() > 1 {
            let _ = writeln!(text, "{line}");
            line = String::from("#  ");
        }
        line.push(' ');
        line.push_str(word);
    }
    let _ = writeln!(text, "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_comments_are_broken_and_line_breaks_are_blanks() {
        let mut text = String::new();
        push(&mut text, &format!("a\nb {}", "word ".repeat(30)));
        assert!(text.starts_with("# a b word"));
        assert!(text.lines().all(|line| line.starts_with('#') && line.len() <= WIDTH), "{text}");
        assert_eq!(text.lines().count(), 2);
    }
}
