//! The steps that the flags of `prep` stand for.

use std::collections::BTreeMap;

use crate::choice::choices;
use crate::column::{
    ACTIVITY, AGE, CREATION_TIMESTAMP, DESCRIPTION, EVENT_TYPE, EVENT_VALUE, FIRST_SEEN, GENDER,
    GENRES, ITEM_ID, OCCUPATION, RATING, TIMESTAMP, TITLE, USER_ID, YEAR,
};
use crate::instant::Unit;
use crate::schema::Domain;
use crate::transform::{
    CollapseEvents, Columns, Condition, ConstantTimestamp, Creation, CreationTimestamp,
    Deduplicate, EmptyGenres, EventRule, EventType, EventValue, Filter, Instant, ItemDescription,
    ItemGenres, ItemTitle, ItemYear, KCore, KeepRow, MinimumCounts, MissingCreation, RenameEvents,
    SampleUsers, ShiftTime, SortById, SortInteractions, Step, TieRule, TimeWindow, TimestampUnit,
    UniqueIds, UserActivity, UserDemographics,
};

/// The options for preparing ratings or a table of interactions.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct InteractionOptions {
    /// True if ratings become clicks and watches by the thresholds; otherwise a rating is an `EVENT_VALUE`.
    pub rated_events: bool,
    /// Stars that a rating must exceed to be looked at.
    pub clicked_threshold: f64,
    /// Stars that a rating must exceed to be taken.
    pub watched_threshold: f64,
    /// More kinds of events, each stronger than the ones before.
    pub events: Vec<EventRule>,
    /// True if the rating becomes `EVENT_VALUE`.
    pub event_value: bool,
    /// True if only the strongest event of a moment stays.
    pub collapse: bool,
    /// Event types from the weakest to the strongest, for what collapsing keeps; the rules' where nothing
    /// is said.
    pub event_order: Vec<String>,
    /// Other names for event types of the table.
    pub rename: BTreeMap<String, String>,
    /// The domain, which decides how events are spelt.
    pub domain: Domain,
    /// True if the rows have a time.
    pub has_time: bool,
    /// The instant that is written into every row of a table without a time.
    pub timestamp_from: Option<Instant>,
    /// The unit of a table's timestamps.
    pub unit: Unit,
    /// Rows to keep, by time.
    pub window: Option<TimeWindow>,
    /// Rows to keep, by a condition.
    pub condition: Option<Condition>,
    /// Repeats to drop.
    pub deduplicate: Option<Deduplicate>,
    /// The rule for rows of one moment, of which one stays.
    pub ties: TieRule,
    /// Users and items to drop, once.
    pub minimum_counts: Option<MinimumCounts>,
    /// Users and items to drop, until none is left to drop.
    pub k_core: Option<KCore>,
    /// Users to keep.
    pub sample: Option<SampleUsers>,
    /// The instant that the newest row that is left gets, and all others with it.
    pub shift_to: Option<Instant>,
    /// True if rows are put into their total order.
    pub sorted: bool,
}

impl Default for InteractionOptions {
    /// Ratings that become clicks and watches, of which all rows stay.
    fn default() -> Self {
        Self {
            rated_events: true,
            clicked_threshold: 1.0,
            watched_threshold: 3.0,
            events: Vec::new(),
            event_value: false,
            collapse: false,
            event_order: Vec::new(),
            rename: BTreeMap::new(),
            domain: Domain::default(),
            has_time: true,
            timestamp_from: None,
            unit: Unit::default(),
            window: None,
            condition: None,
            deduplicate: None,
            ties: TieRule::default(),
            minimum_counts: None,
            k_core: None,
            sample: None,
            shift_to: None,
            sorted: true,
        }
    }
}

impl InteractionOptions {
    /// The steps for a table with these columns.
    #[must_use]
    pub fn table_steps(&self, columns: &[String]) -> Vec<Step> {
        let mut steps = Vec::new();
        if self.has_time {
            steps.push(Step::TimestampUnit(TimestampUnit { unit: self.unit }));
        }
        steps.extend(self.steps(columns));
        steps
    }

    /// The steps for the ratings of a release, which have these columns.
    #[must_use]
    pub fn steps(&self, columns: &[String]) -> Vec<Step> {
        let mut steps = self.row_steps();
        if self.adds_value(columns) {
            steps.push(Step::EventValue(EventValue::default()));
        }
        let rules = self.rules(columns);
        let collapsed = self.collapse.then(|| self.weakest_first(&rules));
        let has_events = !rules.is_empty();
        if has_events {
            steps.push(Step::EventType(EventType { events: rules }));
        }
        if !self.rename.is_empty() {
            steps.push(Step::RenameEvents(RenameEvents { names: self.rename.clone() }));
        }
        steps.extend(collapsed.map(|weakest_first| {
            Step::CollapseEvents(CollapseEvents { weakest_first, ties: self.ties })
        }));
        if !has_events {
            steps.push(Step::Columns(Columns { names: self.columns_left(columns) }));
        }
        steps.extend(self.shift_to.map(|to| Step::ShiftTime(ShiftTime::to(to))));
        if self.sorted {
            steps.push(Step::SortInteractions(SortInteractions {}));
        }
        steps
    }

    /// The steps that keep rows or drop them, and the one that gives rows without a time one.
    fn row_steps(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        steps.extend(self.window.map(Step::TimeWindow));
        steps.extend(self.condition.clone().map(|when| Step::Filter(Filter { when })));
        steps.extend(self.deduplicate.clone().map(Step::Deduplicate));
        steps.extend(self.minimum_counts.map(Step::MinimumCounts));
        steps.extend(self.k_core.map(Step::KCore));
        steps.extend(self.sample.map(Step::SampleUsers));
        steps.extend(
            self.timestamp_from.map(|at| Step::ConstantTimestamp(ConstantTimestamp { at })),
        );
        steps
    }

    /// Tells whether the rating becomes `EVENT_VALUE`: where that is asked for, and where it gives no event, so that it
    /// is not lost.
    fn adds_value(&self, columns: &[String]) -> bool {
        let is_value = has_plain_rating(columns) && !self.rated_events && self.events.is_empty();
        (self.event_value || is_value) && !has(columns, EVENT_VALUE)
    }

    /// The rules for events, from the weakest to the strongest.
    fn rules(&self, columns: &[String]) -> Vec<EventRule> {
        let mut rules = Vec::new();
        if self.rated_events && has_plain_rating(columns) {
            let thresholds = [self.clicked_threshold, self.watched_threshold];
            let named = self.domain.event_types().into_iter().zip(thresholds);
            rules = EventType::above(&named.collect::<Vec<_>>()).events;
        }
        rules.extend(self.events.iter().cloned());
        rules
    }

    /// The event types for collapsing, from the weakest to the strongest.
    fn weakest_first(&self, rules: &[EventRule]) -> Vec<String> {
        match (&self.event_order[..], rules) {
            ([], []) => self.domain.event_types().map(str::to_owned).to_vec(),
            ([], rules) => rules.iter().map(|rule| rule.name.clone()).collect(),
            (said, _) => said.to_vec(),
        }
    }

    /// The columns of rows that no rule makes events of: the service's first, no rating.
    fn columns_left(&self, columns: &[String]) -> Vec<String> {
        let first = [USER_ID, ITEM_ID, EVENT_TYPE, EVENT_VALUE, TIMESTAMP];
        let there = |name: &&str| match *name {
            EVENT_VALUE if self.adds_value(columns) => true,
            TIMESTAMP if self.timestamp_from.is_some() => true,
            other => has(columns, other),
        };
        let mut names: Vec<String> = first.into_iter().filter(there).map(str::to_owned).collect();
        let other = |name: &&String| !first.contains(&name.as_str()) && *name != RATING;
        names.extend(columns.iter().filter(other).cloned());
        names
    }
}

fn has(columns: &[String], name: &str) -> bool {
    columns.iter().any(|column| column == name)
}

/// Tells whether there are ratings without event types beside them.
fn has_plain_rating(columns: &[String]) -> bool {
    has(columns, RATING) && !has(columns, EVENT_TYPE)
}

/// The options for preparing films or a table of items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ItemOptions {
    /// The domain, which decides what may be empty.
    pub domain: Domain,
    /// True if tags become a text.
    pub description: bool,
    /// The source of the creation timestamp.
    pub creation: Creation,
}

impl ItemOptions {
    /// The steps for the films of a release.
    #[must_use]
    pub fn steps(&self) -> Vec<Step> {
        let strict = self.domain.required(crate::schema::DatasetType::Items);
        let empty = if strict.contains(&GENRES) { EmptyGenres::Named } else { EmptyGenres::Null };
        let missing = if strict.contains(&CREATION_TIMESTAMP) {
            MissingCreation::Newest
        } else {
            MissingCreation::Null
        };
        let mut steps = vec![
            Step::ItemTitle(ItemTitle {}),
            Step::ItemGenres(ItemGenres { empty }),
            Step::ItemYear(ItemYear {}),
            Step::CreationTimestamp(CreationTimestamp { from: self.creation, missing }),
        ];
        let mut names = vec![ITEM_ID, TITLE, GENRES, YEAR];
        if self.description {
            steps.push(Step::ItemDescription(ItemDescription::default()));
            names.push(DESCRIPTION);
        }
        names.push(CREATION_TIMESTAMP);
        steps.push(columns(&names));
        steps.push(by_id(ITEM_ID));
        steps
    }

    /// The steps for a table with these columns; of the rows of one id the one that `keep` says stays.
    #[must_use]
    pub fn table_steps(&self, columns: &[String], keep: KeepRow) -> Vec<Step> {
        let mut steps = vec![one_row(ITEM_ID, keep)];
        if has(columns, TITLE) {
            steps.push(Step::ItemTitle(ItemTitle {}));
        }
        if has(columns, GENRES) {
            let named = self.domain.required(crate::schema::DatasetType::Items).contains(&GENRES);
            let empty = if named { EmptyGenres::Named } else { EmptyGenres::Null };
            steps.push(Step::ItemGenres(ItemGenres { empty }));
        }
        steps.push(by_id(ITEM_ID));
        steps
    }
}

/// The source of the users.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UsersFrom {
    /// The demographics that the release gives.
    #[default]
    Demographics,
    /// Their interactions.
    Activity,
}

choices! { UsersFrom { Demographics = "demographics", Activity = "activity" } }

/// The options for preparing users.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UserOptions {
    /// The source of the users.
    pub from: UsersFrom,
}

impl UserOptions {
    /// The steps for the users of a release.
    #[must_use]
    pub fn steps(&self) -> Vec<Step> {
        match self.from {
            UsersFrom::Demographics => vec![
                Step::UserDemographics(UserDemographics {}),
                columns(&[USER_ID, AGE, GENDER, OCCUPATION]),
                by_id(USER_ID),
            ],
            UsersFrom::Activity => vec![
                Step::UserActivity(UserActivity::default()),
                columns(&[USER_ID, FIRST_SEEN, ACTIVITY]),
                by_id(USER_ID),
            ],
        }
    }

    /// The steps for a table; of the rows of one id the one that `keep` says stays.
    #[must_use]
    pub fn table_steps(&self, keep: KeepRow) -> Vec<Step> {
        vec![one_row(USER_ID, keep), by_id(USER_ID)]
    }
}

fn columns(names: &[&str]) -> Step {
    Step::Columns(Columns { names: names.iter().map(|&name| name.to_owned()).collect() })
}

fn one_row(column: &str, keep: KeepRow) -> Step {
    Step::UniqueIds(UniqueIds { column: column.to_owned(), keep })
}

fn by_id(column: &str) -> Step {
    Step::SortById(SortById { column: column.to_owned() })
}
