//! Patterns of actions and resources.

/// Tells whether `text` matches `pattern`, in which `*` stands for any text and `?` for one sign.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut read) = (0, 0);
    // The last `*`, and how much of the text it has taken.
    let mut star: Option<(usize, usize)> = None;
    while read < text.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, read));
                at += 1;
            }
            Some(&sign) if sign == '?' || sign == text[read] => {
                at += 1;
                read += 1;
            }
            _ => {
                let Some((place, taken)) = star else { return false };
                star = Some((place, taken + 1));
                (at, read) = (place + 1, taken + 1);
            }
        }
    }
    pattern[at..].iter().all(|&sign| sign == '*')
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_and_question_marks_stand_for_signs() {
        assert!(matches("s3:*", "s3:GetObject"));
        assert!(matches("*", ""));
        assert!(matches("arn:aws:s3:::b/*/x", "arn:aws:s3:::b/a/b/x"));
        assert!(matches("s3:Get?bject", "s3:GetObject"));
        assert!(!matches("s3:Get", "s3:GetObject"));
        assert!(!matches("s3:*Acl", "s3:GetObject"));
    }
}
