//! The commands of a block.

use super::block::Block;

/// A command as it stands, its continued lines joined by what joins them.
pub(crate) struct Typed {
    pub(crate) text: String,
}

/// The commands of a block in their order; lines of comments alone are none.
pub(crate) fn commands(block: &Block) -> Vec<Typed> {
    let mut commands = Vec::new();
    let mut text = String::new();
    for line in block.text.lines() {
        text.push_str(line);
        if line.trim_end().ends_with('\\') {
            text.push('\n');
            continue;
        }
        let whole = std::mem::take(&mut text);
        let trimmed = whole.trim();
        if !trimmed.is_empty() && !trimmed.starts_with('#') {
            commands.push(Typed { text: trimmed.to_owned() });
        }
    }
    commands
}

/// The exit code that a command's comment states; 0 without one.
pub(crate) fn exit_code(command: &str) -> i32 {
    let comment = command.split_once(" # ").map_or("", |(_, comment)| comment);
    [1, 2].into_iter().find(|code| comment.contains(&format!("exit {code}"))).unwrap_or(0)
}
