//! The terms under which a release may be used.

const LINES_MAX: usize = 60;

/// The section of a release's README that is headed "usage licence", as it stands there; `None` when
/// there is none.
#[must_use]
pub fn usage_licence(readme: &str) -> Option<String> {
    let lines: Vec<&str> = readme.lines().collect();
    let heads = |line: &&str| {
        let line = line.to_ascii_lowercase();
        line.contains("usage license") || line.contains("usage licence")
    };
    let start = lines.iter().position(heads)?;
    let ends = |line: &&str| {
        let line = line.trim().to_ascii_lowercase();
        ["citation", "acknowledg"].iter().any(|word| line.starts_with(word))
    };
    let rest = &lines[start..];
    let length = rest.iter().position(ends).unwrap_or(rest.len()).min(LINES_MAX);
    let section: Vec<&str> = rest[..length].iter().map(|line| line.trim_end()).collect();
    Some(section.join("\n").trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_section_ends_where_the_next_one_begins() {
        let readme = "Summary\n=======\n\nUsage License\n=============\n\n* One.\n* Two.\n\nCitation\n====\nX\n";
        assert_eq!(
            usage_licence(readme).as_deref(),
            Some("Usage License\n=============\n\n* One.\n* Two.")
        );
        assert_eq!(usage_licence("USAGE LICENSE\nonly").as_deref(), Some("USAGE LICENSE\nonly"));
        assert_eq!(usage_licence("nothing of it"), None);
    }
}
