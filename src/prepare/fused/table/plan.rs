//! The pipelines that the engine for tables can run.

use super::super::plan::Refusal;
use crate::column::{ITEM_ID, TIMESTAMP, USER_ID};
use crate::instant::Unit;
use crate::source::mapped::{Mapped, MappedKind, MappedReading};
use crate::transform::{
    Count, Deduplicate, KCore, Keep, Least, MinimumCounts, Step, TieRule, TimeWindow,
};

/// A pipeline as the engine runs it.
#[derive(Debug, Clone, PartialEq)]
pub struct TablePlan {
    /// The steps as they were given.
    pub(super) steps: Vec<Step>,
    /// The part that each step has.
    pub(super) roles: Vec<Role>,
    pub(super) unit: Unit,
    pub(super) window: Option<TimeWindow>,
}

/// The part of a step in the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// It is done while rows are read.
    Read,
    /// It runs on one row for each distinct tail.
    Tail,
    /// Equal rows stay once; of those of one second the first or the last.
    Repeats(Keep),
    /// Users and items with too few rows go.
    Sift(Sift),
    /// The strongest row of a moment stays.
    Strongest,
    /// Rows are put in order, which they are at the end.
    Sort,
}

/// Users and items that have too few rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sift {
    pub(super) least: Least,
    /// True if it goes on until none has too few.
    pub(super) until_settled: bool,
}

/// The places of steps, each at most once but for those of tails and of counts.
mod place {
    pub(super) const UNIT: u8 = 1;
    pub(super) const WINDOW: u8 = 2;
    /// Tails before rows are counted.
    pub(super) const TAIL: u8 = 3;
    pub(super) const REPEATS: u8 = 4;
    pub(super) const SIFT: u8 = 5;
    /// Tails behind that.
    pub(super) const LATE_TAIL: u8 = 6;
    pub(super) const STRONGEST: u8 = 7;
    pub(super) const COLUMNS: u8 = 8;
    pub(super) const SORT: u8 = 9;
    /// The steps that may stand more than once.
    pub(super) const SEVERAL: [u8; 4] = [TAIL, SIFT, LATE_TAIL, COLUMNS];
}

/// The plan for `steps` on a table of which the columns `mapped` are read as `reading` says.
///
/// Taken are, in this order: `timestamp-unit`; `time-window`; any of `filter`, `columns`, `event-value` and
/// `rename-events`; `deduplicate` of equal rows; any of `minimum-counts` and `k-core` that count rows; any of
/// `event-type`, `filter`, `columns`, `event-value` and `rename-events`; `collapse-events`; `columns`;
/// `sort-interactions`. Conditions look at other columns than user, item and timestamp. Rows that cannot be used
/// are left to the general engine when the first is met.
///
/// # Errors
/// The reason why the table needs the general engine.
pub fn plan(
    steps: &[Step],
    mapped: &[Mapped],
    reading: &MappedReading,
) -> Result<TablePlan, Refusal> {
    if !reading.explode.is_empty() {
        return Err(Refusal("lists become rows".to_owned()));
    }
    if reading.no_timestamp {
        return Err(Refusal("the table has no time".to_owned()));
    }
    let mut plan = TablePlan {
        steps: steps.to_vec(),
        roles: Vec::with_capacity(steps.len()),
        unit: Unit::Seconds,
        window: None,
    };
    let mut last = 0;
    for step in steps {
        let role = role(step)?;
        let at = place_of(step, role, last);
        if at < last || (at == last && !place::SEVERAL.contains(&at)) {
            return Err(Refusal(format!("`{}` stands at an unusual place", step.name())));
        }
        last = at;
        match step {
            Step::TimestampUnit(step) => plan.unit = step.unit,
            Step::TimeWindow(window) => plan.window = Some(*window),
            _ => {}
        }
        plan.roles.push(role);
    }
    let is_finer = !matches!(plan.unit, Unit::Auto | Unit::Seconds | Unit::Iso8601);
    if plan.weakest_first().is_some() && is_finer {
        let what =
            "`collapse-events` keeps the first row of a second, which fractions put elsewhere";
        return Err(Refusal(what.to_owned()));
    }
    if !plan.is_sorted() {
        expect_row_by_row(&plan, mapped)?;
    }
    Ok(plan)
}

/// Refuses a plan that needs all rows before the first is written.
fn expect_row_by_row(plan: &TablePlan, mapped: &[Mapped]) -> Result<(), Refusal> {
    let is_row_by_row = |role: &Role| matches!(role, Role::Read | Role::Tail);
    if let Some(at) = plan.roles.iter().position(|role| !is_row_by_row(role)) {
        let name = plan.steps[at].name();
        return Err(Refusal(format!("`{name}` needs all rows at once without an order")));
    }
    let by_all_rows =
        |one: &&Mapped| one.is_open || (one.kind == MappedKind::Instant && one.target != TIMESTAMP);
    match mapped.iter().find(by_all_rows) {
        Some(one) => {
            let what = format!("the type or unit of {} is found in all rows", one.target);
            Err(Refusal(what))
        }
        None => Ok(()),
    }
}

/// The place of a step behind one at `last`: tails may be looked at before and behind the steps that count rows.
const fn place_of(step: &Step, role: Role, last: u8) -> u8 {
    match role {
        Role::Read if matches!(step, Step::TimestampUnit(_)) => place::UNIT,
        Role::Read => place::WINDOW,
        Role::Repeats(_) => place::REPEATS,
        Role::Sift(_) => place::SIFT,
        Role::Strongest => place::STRONGEST,
        Role::Sort => place::SORT,
        Role::Tail if last >= place::STRONGEST && matches!(step, Step::Columns(_)) => {
            place::COLUMNS
        }
        Role::Tail if last >= place::REPEATS || matches!(step, Step::EventType(_)) => {
            place::LATE_TAIL
        }
        Role::Tail => place::TAIL,
    }
}

/// The part of a step in the run.
fn role(step: &Step) -> Result<Role, Refusal> {
    let of_tail = |columns: Vec<String>| {
        let own = [USER_ID, ITEM_ID, TIMESTAMP];
        match columns.into_iter().find(|column| own.contains(&column.as_str())) {
            Some(column) => Err(Refusal(format!("`{}` looks at {column}", step.name()))),
            None => Ok(Role::Tail),
        }
    };
    match step {
        Step::TimestampUnit(_) | Step::TimeWindow(_) => Ok(Role::Read),
        Step::Filter(filter) => of_tail(filter.when.columns()),
        Step::EventValue(value) => of_tail(vec![value.from.clone()]),
        Step::EventType(events) => {
            of_tail(events.events.iter().flat_map(|rule| rule.when.columns()).collect())
        }
        Step::RenameEvents(_) | Step::Columns(_) => Ok(Role::Tail),
        Step::Deduplicate(Deduplicate { by, keep, .. }) if by.is_empty() => {
            Ok(Role::Repeats(*keep))
        }
        Step::Deduplicate(Deduplicate { by, .. }) => {
            Err(Refusal(format!("`deduplicate` by {} looks at all rows", by.join(", "))))
        }
        Step::MinimumCounts(MinimumCounts { per_user, per_item, count: Count::Rows }) => {
            let least = Least { per_user: *per_user, per_item: *per_item };
            Ok(Role::Sift(Sift { least, until_settled: false }))
        }
        Step::KCore(KCore { per_user, per_item, count: Count::Rows }) => {
            let least = Least { per_user: *per_user, per_item: *per_item };
            Ok(Role::Sift(Sift { least, until_settled: true }))
        }
        Step::CollapseEvents(step) if step.ties == TieRule::Columns => Err(Refusal(
            "with `ties = \"columns\"` `collapse-events` looks at all columns".to_owned(),
        )),
        Step::CollapseEvents(_) => Ok(Role::Strongest),
        Step::SortInteractions(_) => Ok(Role::Sort),
        _ => Err(Refusal(format!("`{}` is only in the general engine", step.name()))),
    }
}

impl TablePlan {
    /// Tells whether rows are put in order.
    #[must_use]
    pub fn is_sorted(&self) -> bool {
        self.roles.contains(&Role::Sort)
    }

    /// Tells whether rows are dropped by more than their tail.
    pub(super) fn has_row_steps(&self) -> bool {
        self.roles.iter().any(|role| matches!(role, Role::Repeats(_) | Role::Sift(_)))
    }

    /// The rule for equal rows, if they are dropped.
    pub(super) fn repeats(&self) -> Option<Keep> {
        self.roles.iter().find_map(|role| match role {
            Role::Repeats(keep) => Some(*keep),
            _ => None,
        })
    }

    /// Event types from the weakest to the strongest, where only the strongest stays.
    pub(super) fn weakest_first(&self) -> Option<&[String]> {
        self.steps.iter().find_map(|step| match step {
            Step::CollapseEvents(step) => Some(&step.weakest_first[..]),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{
        CollapseEvents, Columns, Condition, EventType, Filter, RenameEvents, SortInteractions,
        TimestampUnit,
    };

    #[test]
    fn usual_pipelines_are_taken_and_others_are_refused_with_the_reason() {
        let take =
            |steps: &[Step]| plan(steps, &[], &MappedReading::default()).map(|plan| plan.roles);
        let unit = || Step::TimestampUnit(TimestampUnit { unit: Unit::Auto });
        let sort = || Step::SortInteractions(SortInteractions {});
        let events = || Step::EventType(EventType::default());
        let core = || Step::KCore(KCore::default());
        let filter =
            |when| Step::Filter(Filter { when: Condition::parse(when).expect("a condition") });
        let columns = || Step::Columns(Columns { names: vec!["USER_ID".into()] });
        let rename = || Step::RenameEvents(RenameEvents { names: [].into() });
        let collapse = || Step::CollapseEvents(CollapseEvents::default());
        let repeats = || Step::Deduplicate(Deduplicate::default());
        let all = [
            unit(),
            filter("event_type = 'buy'"),
            columns(),
            repeats(),
            core(),
            events(),
            rename(),
            collapse(),
            columns(),
            sort(),
        ];
        assert!(take(&all).is_ok(), "{:?}", take(&all));
        let reason = |steps: &[Step]| take(steps).expect_err("refused").0;
        assert!(take(&[unit(), events()]).is_ok());
        assert_eq!(reason(&[core()]), "`k-core` needs all rows at once without an order");
        assert_eq!(reason(&[events(), core(), sort()]), "`k-core` stands at an unusual place");
        assert_eq!(reason(&[filter("user_id = 'a'"), sort()]), "`filter` looks at USER_ID");
        assert_eq!(reason(&[sort(), columns()]), "`columns` stands at an unusual place");
        assert_eq!(reason(&[unit(), unit()]), "`timestamp-unit` stands at an unusual place");
        let window = Step::TimeWindow(TimeWindow::default());
        assert_eq!(reason(&[window, unit()]), "`timestamp-unit` stands at an unusual place");
        let by =
            Step::Deduplicate(Deduplicate { by: vec!["ITEM_ID".into()], ..Default::default() });
        assert_eq!(reason(&[by, sort()]), "`deduplicate` by ITEM_ID looks at all rows");
        let lists = MappedReading { explode: vec!["ITEM_ID".into()], ..MappedReading::default() };
        assert!(plan(&[sort()], &[], &lists).is_err());
    }
}
