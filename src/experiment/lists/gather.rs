//! Lists out of a file, by the query that they answer.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::gathered::{Entry, Gathered, Kind, OrderBy, n_repeats};
use crate::dataset::{Dataset, Lookup, Vocab};
use crate::experiment::result::{EXAMPLES_MAX, FailedLine, ListCounts};
use crate::id;
use crate::metric::LIST_LENGTH;
use crate::number::to_u32;
use crate::source::ReadError;
use crate::source::door::Origin;
use crate::source::lists::{ListForm, ListPlace, ListQuery, Said, read_lists};
use crate::text::shorten;

/// Reads the lists at `path`.
pub(super) fn gather<'a>(
    origin: Origin<'a>,
    dataset: &'a Dataset,
) -> Result<Gathered<'a>, ReadError> {
    let mut gatherer = Gatherer::new(origin.path, dataset);
    let form = read_lists(origin, &mut |said| gatherer.take(said))?;
    Ok(gatherer.finish(form))
}

struct Gatherer<'a> {
    gathered: Gathered<'a>,
    items: Lookup<'a>,
    users: Lookup<'a>,
    /// Ids beyond the vocabulary, and their order.
    unknown: HashMap<String, u32>,
    unknown_ids: Vec<String>,
    /// The last query by its text, and its index.
    last: Option<(Kind, String, Option<u32>)>,
    strangers: HashSet<String>,
    expressions: HashMap<String, u32>,
    /// True if the line at hand is a further list for a query that has one.
    is_repeated: bool,
    begun: HashSet<u32>,
}

impl<'a> Gatherer<'a> {
    fn new(path: &'a Path, dataset: &'a Dataset) -> Self {
        Self {
            gathered: Gathered {
                path,
                dataset,
                kinds: Vec::new(),
                answers: [false; 3],
                order_by: OrderBy::Score,
                entries: Vec::new(),
                spans: HashMap::new(),
                expressions: Vec::new(),
                counts: ListCounts::default(),
            },
            items: Lookup::new(dataset.items()),
            users: Lookup::new(dataset.users()),
            unknown: HashMap::new(),
            unknown_ids: Vec::new(),
            last: None,
            strangers: HashSet::new(),
            expressions: HashMap::new(),
            is_repeated: false,
            begun: HashSet::new(),
        }
    }

    fn take(&mut self, said: Said<'_>) {
        match said {
            Said::List(query) => self.begin(query),
            Said::Place(place) => self.place(&place),
            Said::Failed { line, query, error } => self.fail(line, query, error),
        }
    }

    fn begin(&mut self, query: ListQuery<'_>) {
        self.answer(query);
        // Items or users? The places say; until then an item's list is taken for items.
        let kind = match query {
            ListQuery::User(_) => Kind::ItemsForUsers,
            ListQuery::Item(_) => Kind::ItemsForItems,
            ListQuery::ItemAttributes(_) => Kind::UsersForAttributes,
        };
        self.is_repeated = false;
        let Some(index) = self.index(kind, query) else { return };
        self.is_repeated = !self.begun.insert(index);
        if self.is_repeated {
            self.gathered.counts.repeated_lists += 1;
        } else {
            self.gathered.spans.insert(index, (0, 0));
        }
    }

    fn answer(&mut self, query: ListQuery<'_>) {
        let at = match query {
            ListQuery::User(_) => 0,
            ListQuery::Item(_) => 1,
            ListQuery::ItemAttributes(_) => 2,
        };
        self.gathered.answers[at] = true;
    }

    fn place(&mut self, place: &ListPlace<'_>) {
        self.answer(place.query);
        let kind = match (place.query, place.is_user) {
            (ListQuery::User(_), _) => Kind::ItemsForUsers,
            (ListQuery::Item(_), false) => Kind::ItemsForItems,
            (ListQuery::Item(_), true) => Kind::UsersForItems,
            (ListQuery::ItemAttributes(_), _) => Kind::UsersForAttributes,
        };
        if !self.gathered.kinds.contains(&kind) {
            self.gathered.kinds.push(kind);
        }
        self.gathered.counts.places += 1;
        let Some(query) = self.index(kind, place.query) else { return };
        if self.is_repeated {
            return;
        }
        if place.rank.is_some() {
            self.gathered.order_by = OrderBy::Rank;
        }
        let listed = self.listed(place);
        // Adding 0 makes of −0 the 0 that it equals.
        let (rank, score) = (place.rank.unwrap_or(0.0) + 0.0, place.score.unwrap_or(0.0) + 0.0);
        self.gathered.entries.push(Entry { query, listed, rank, score });
    }

    fn listed(&mut self, place: &ListPlace<'_>) -> u32 {
        let vocabulary = if place.is_user { &self.users } else { &self.items };
        if let Some(known) = vocabulary.find(place.id) {
            return known;
        }
        let counts = &mut self.gathered.counts;
        if counts.first_unknown.is_empty() {
            counts.first_unknown = shorten(place.id, 60);
        }
        if let Some(&number) = self.unknown.get(place.id) {
            return number;
        }
        let number = to_u32(vocabulary.len() + self.unknown_ids.len());
        self.unknown.insert(place.id.to_owned(), number);
        self.unknown_ids.push(place.id.to_owned());
        number
    }

    /// The index of the query that a list answers; an unknown user or item is counted once.
    fn index(&mut self, kind: Kind, query: ListQuery<'_>) -> Option<u32> {
        let (ListQuery::User(text) | ListQuery::Item(text) | ListQuery::ItemAttributes(text)) =
            query;
        if let Some((last, known, index)) = &self.last
            && *last == kind
            && known == text
        {
            return *index;
        }
        let counts = &mut self.gathered.counts;
        if counts.first_query.is_empty() {
            counts.first_query = format!("`{}`", shorten(text, 60));
        }
        let index = match query {
            ListQuery::User(user) => self.users.find(user),
            ListQuery::Item(item) => self.items.find(item),
            ListQuery::ItemAttributes(expression) => Some(self.expression(expression)),
        };
        if index.is_none() && self.strangers.insert(text.to_owned()) {
            let counts = &mut self.gathered.counts;
            counts.lists_for_strangers += 1;
            if counts.strangers.len() < EXAMPLES_MAX {
                counts.strangers.push(shorten(text, 60));
            }
        }
        self.last = Some((kind, text.to_owned(), index));
        index
    }

    fn expression(&mut self, text: &str) -> u32 {
        if let Some(&known) = self.expressions.get(text) {
            return known;
        }
        let number = to_u32(self.gathered.expressions.len());
        self.expressions.insert(text.to_owned(), number);
        self.gathered.expressions.push(text.to_owned());
        number
    }

    fn fail(&mut self, line: u64, query: Option<ListQuery<'_>>, error: &str) {
        let counts = &mut self.gathered.counts;
        counts.failed_lines += 1;
        if counts.first_query.is_empty() {
            counts.first_query.push_str("a line on which the job failed");
        }
        if counts.failures.len() < EXAMPLES_MAX {
            let text = |query| {
                let (ListQuery::User(text)
                | ListQuery::Item(text)
                | ListQuery::ItemAttributes(text)) = query;
                shorten(text, 60)
            };
            let query = query.map(text).unwrap_or_default();
            counts.failures.push(FailedLine { line, query, error: shorten(error, 200) });
        }
    }

    fn finish(mut self, form: ListForm) -> Gathered<'a> {
        self.sort();
        self.merge_equal_rows();
        let n_known = self.vocabulary().len();
        let mut gathered = self.gathered;
        let is_unknown = |entry: &&Entry| entry.listed as usize >= n_known;
        gathered.counts.places_of_unknown = gathered.entries.iter().filter(is_unknown).count();
        let mut start = 0;
        let mut scratch = Vec::new();
        for list in gathered.entries.chunk_by(|left, right| left.query == right.query) {
            let end = start + list.len();
            gathered.spans.insert(list[0].query, (start, end));
            gathered.counts.long_lists += usize::from(list.len() > LIST_LENGTH);
            let n_repeats = n_repeats(list, &mut scratch);
            gathered.counts.repeated_places += n_repeats;
            gathered.counts.lists_with_repeats += usize::from(n_repeats > 0);
            start = end;
        }
        form.name().clone_into(&mut gathered.counts.form);
        gathered.counts.lists = gathered.spans.len();
        gathered
    }

    /// The ids that the lists are of: those of users or those of items.
    fn vocabulary(&self) -> &'a Vocab {
        let is_of_users =
            |kind: &Kind| matches!(kind, Kind::UsersForItems | Kind::UsersForAttributes);
        let dataset = self.gathered.dataset;
        if self.gathered.kinds.iter().any(is_of_users) { dataset.users() } else { dataset.items() }
    }

    /// Best first: smaller rank, or, in a file without ranks, higher score; then the smaller id.
    fn sort(&mut self) {
        let vocabulary = self.vocabulary();
        let unknown = &self.unknown_ids;
        let id = |listed: u32| {
            let at = listed as usize;
            if at < vocabulary.len() { vocabulary.id(at) } else { &unknown[at - vocabulary.len()] }
        };
        let by = self.gathered.order_by;
        // Most files come list by list, best first: a stable sort only looks at those.
        self.gathered.entries.sort_by(|left, right| {
            let order = right.worth(by).total_cmp(&left.worth(by));
            let by_id = || id::compare(id(left.listed), id(right.listed));
            left.query.cmp(&right.query).then(order).then_with(by_id)
        });
    }

    /// Makes one row of those that agree in list, item and place, as a join that doubles rows leaves
    /// them: no order of the two is in doubt. Sorted, they are neighbours.
    fn merge_equal_rows(&mut self) {
        let by = self.gathered.order_by;
        let n_before = self.gathered.entries.len();
        self.gathered.entries.dedup_by(|later, first| {
            let same_place = later.worth(by).total_cmp(&first.worth(by)).is_eq();
            later.query == first.query && later.listed == first.listed && same_place
        });
        self.gathered.counts.equal_rows = n_before - self.gathered.entries.len();
    }
}
