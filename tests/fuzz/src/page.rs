//! Any bytes as the results that `report` reads, parted by zero bytes: an error, or a page whose markup is
//! none of theirs.
#![no_main]

use libfuzzer_sys::fuzz_target;
use rehearsal::report::{Inputs, csv, html, markdown};

/// Fills the part of `inputs` that the first byte names with what the others say.
fn fill(inputs: &mut Inputs, part: &[u8]) {
    let Some((&choice, bytes)) = part.split_first() else { return };
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match choice {
        b'8' => return inputs.tuned = serde_json::from_str(text).ok(),
        b'9' => return inputs.examples = serde_json::from_str(text).ok(),
        b'a' => return inputs.manifests.push(serde_json::from_str(text).ok()),
        _ => {}
    }
    match choice % 8 {
        0 => inputs.stats = serde_json::from_str(text).ok(),
        1 => inputs.validation = serde_json::from_str(text).ok(),
        2 => inputs.eval = serde_json::from_str(text).ok(),
        3 => inputs.timings = serde_json::from_str(text).ok(),
        4 => inputs.comparison = serde_json::from_str(text).ok(),
        5 => inputs.recommendations = serde_json::from_str(text).ok(),
        6 => inputs.cost = serde_json::from_str(text).ok(),
        _ => inputs.title = text.to_owned(),
    }
}

fuzz_target!(|bytes: &[u8]| {
    let mut inputs = Inputs::default();
    bytes.split(|&byte| byte == 0).for_each(|part| fill(&mut inputs, part));
    let _ = inputs.drop_stale();
    let Ok(page) = html::render(&inputs) else { return };
    assert!(page.trim_end().ends_with("</html>"), "the page is not whole");
    // One script is the page's own: it sorts tables.
    assert_eq!(page.matches("<script").count(), 1, "a script");
    for markup in ["<iframe", "<object", "<embed", "<img src=x", "javascript:"] {
        assert!(!page.contains(markup), "{markup}");
    }
    let _ = csv::tables(&inputs);
    assert!(!markdown(&inputs).contains("<script"), "markup in Markdown");
});
