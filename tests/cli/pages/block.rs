//! The fenced blocks of a page.

/// A fenced block.
pub(crate) struct Block {
    /// The word behind the fence: `sh`, `text`, `toml` …
    pub(crate) language: String,
    /// The number of the fence's line, from 1.
    pub(crate) line: usize,
    /// The lines between the fences.
    pub(crate) text: String,
}

/// The blocks of a page in their order.
pub(crate) fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (number, line) in (1..).zip(page.lines()) {
        let fence = line.trim_start().strip_prefix("```");
        match (&mut open, fence) {
            (None, Some(language)) => {
                let language = language.trim().to_owned();
                open = Some(Block { language, line: number, text: String::new() });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a fence that does not close");
    blocks
}
