//! Rules for models, and findings of lists that break them.

/// A rule for the lists of a model, in the order in which findings are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConformanceRule {
    /// There is one list for each request, in the order of the requests.
    OneListEach,
    /// A list has at most `k` items.
    AtMostK,
    /// Every item is one of the data, and stands once.
    DistinctKnownItems,
    /// Every item may be recommended: it is not excluded, and it is a candidate where there are candidates.
    AllowedItems,
    /// Every score is a finite number.
    FiniteScores,
    /// The best item is first; of equal scores the item with the smaller index.
    BestFirst,
    /// A short list is the beginning of a longer one.
    ShortIsBeginning,
    /// A request is answered alone as it is among others, but for the last digits of the scores.
    AloneAsInBatch,
    /// The same data give the same lists again, with one thread and with several.
    SameEveryTime,
}

impl ConformanceRule {
    /// The rule as a sentence.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::OneListEach => "there is one list for each request",
            Self::AtMostK => "a list has at most k items",
            Self::DistinctKnownItems => "a list has distinct items of the data",
            Self::AllowedItems => "a list has only items that the request allows",
            Self::FiniteScores => "a score is a finite number",
            Self::BestFirst => "the best item is first, of equal scores the smaller index",
            Self::ShortIsBeginning => "a short list is the beginning of a longer one",
            Self::AloneAsInBatch => "a request is answered alone as it is among others",
            Self::SameEveryTime => "the same data give the same lists, with any number of threads",
        }
    }
}

/// A rule that a model breaks, by the first list that shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: ConformanceRule,
    /// The request whose list breaks it first, in words.
    pub request: String,
    /// The fault of that list, as the end of a sentence.
    pub fault: String,
    /// The number of lists that break the rule.
    pub n_lists: usize,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { rule, request, fault, n_lists } = self;
        write!(formatter, "{}: the list for {request} {fault}", rule.sentence())?;
        match n_lists {
            0 | 1 => Ok(()),
            more => write!(formatter, " ({more} such lists)"),
        }
    }
}

/// The findings so far, one for each rule.
#[derive(Debug, Default)]
pub(super) struct Findings(Vec<Finding>);

impl Findings {
    /// Adds a list that breaks `rule`.
    pub(super) fn add(&mut self, rule: ConformanceRule, request: &str, fault: impl Into<String>) {
        if let Some(known) = self.0.iter_mut().find(|known| known.rule == rule) {
            known.n_lists += 1;
        } else {
            let (request, fault) = (request.to_owned(), fault.into());
            self.0.push(Finding { rule, request, fault, n_lists: 1 });
        }
    }

    /// The findings by their rules.
    pub(super) fn finish(mut self) -> Vec<Finding> {
        self.0.sort_by_key(|finding| finding.rule);
        self.0
    }
}
