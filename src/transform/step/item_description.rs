//! A description of each item as one text, made of what people wrote about it.

use polars::prelude::{DataType, LazyFrame, PolarsResult, col};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::frame::{changed_text, names, typed};
use super::transform::Transform;
use crate::column::{DESCRIPTION, derived};
use crate::param::{InvalidParam, within};
use crate::transform::Log;

/// Adds `DESCRIPTION` from the item's tags: each different tag once, in the order of their first
/// use, joined by `; `, up to `characters` of them, cut between two tags; null without a tag. Tags
/// that differ only in case or outer spaces are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ItemDescription {
    /// The longest text. Default 20,000, beyond which the service cuts. (Developer guide,
    /// "items-datasets".)
    pub characters: u32,
}

impl Default for ItemDescription {
    fn default() -> Self {
        Self { characters: 20_000 }
    }
}

impl Transform for ItemDescription {
    fn check(&self) -> Result<(), InvalidParam> {
        within("characters", self.characters, &1, &20_000).map(|_| ())
    }

    fn needs(&self) -> Vec<String> {
        names(&[derived::TAGS])
    }

    fn apply(&self, items: LazyFrame, _log: &mut Log) -> PolarsResult<LazyFrame> {
        let limit = self.characters as usize;
        let text = col(derived::TAGS)
            .map(
                move |tags| changed_text(&tags, |tags| joined(tags, limit)),
                typed(DataType::String),
            )
            .alias(DESCRIPTION);
        Ok(items.with_columns([text]))
    }
}

fn joined(tags: &str, limit: usize) -> Option<String> {
    let mut seen = std::collections::HashSet::new();
    let mut text = String::new();
    let mut length = 0;
    for tag in tags.lines().map(str::trim).filter(|tag| !tag.is_empty()) {
        if !seen.insert(tag.to_lowercase()) {
            continue;
        }
        let separator = if text.is_empty() { "" } else { "; " };
        let more = separator.len() + tag.chars().count();
        if length + more > limit {
            break;
        }
        text.push_str(separator);
        text.push_str(tag);
        length += more;
    }
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{Step, run};
    use polars::df;

    #[test]
    fn each_tag_stands_once_and_the_cut_falls_between_two() {
        assert_eq!(
            joined("funny\nDark Comedy\nFunny \n\nodd", 99).as_deref(),
            Some("funny; Dark Comedy; odd")
        );
        assert_eq!(joined("funny\ndark comedy", 17).as_deref(), Some("funny"));
        assert_eq!(joined("funny\nsad", 10).as_deref(), Some("funny; sad"));
        assert_eq!(joined(" \n", 99), None);
    }

    #[test]
    fn an_item_without_tags_is_null() {
        let frame = df!["TAGS" => [Some("a\nb"), None]].expect("one column");
        let step = Step::ItemDescription(ItemDescription::default());
        let (frame, _) = run(&[step], frame).expect("it fits");
        let expected = df!["TAGS" => [Some("a\nb"), None], "DESCRIPTION" => [Some("a; b"), None]];
        assert!(frame.equals_missing(&expected.expect("equal lengths")), "{frame:?}");
    }
}
