//! Names of models that fit a table.

use std::collections::HashMap;

use rehearsal::experiment::ModelResult;

/// The longest title, in characters: a longer one is given a number, with the whole title below the table.
const LONGEST: usize = 16;

/// Titles of models, short enough for a table.
pub(super) struct ShortNames {
    /// The whole and the short titles, in the order of the result.
    all: Vec<(String, String)>,
}

impl ShortNames {
    /// The short names of `models`: the title, or the name with the number of the model among those of that name.
    pub(super) fn new(models: &[&ModelResult]) -> Self {
        let mut seen: HashMap<&str, usize> = HashMap::new();
        let all = models.iter().map(|model| {
            let number = seen.entry(&model.name).or_default();
            *number += 1;
            let title = model.title();
            let is_short = title.chars().count() <= LONGEST || title == model.name;
            let short = if is_short { title.clone() } else { format!("{}·{number}", model.name) };
            (title, short)
        });
        Self { all: all.collect() }
    }

    pub(super) fn of(&self, model: &ModelResult) -> String {
        self.of_title(&model.title())
    }

    pub(super) fn of_title(&self, title: &str) -> String {
        let known = self.all.iter().find(|(known, _)| known == title);
        known.map_or_else(|| title.to_owned(), |(_, short)| short.clone())
    }

    /// The whole titles that the numbers stand for, a line each.
    pub(super) fn key(&self) -> String {
        let numbered = self.all.iter().filter(|(title, short)| title != short);
        numbered.fold(String::new(), |key, (title, short)| key + short + ": " + title + "\n")
    }
}
