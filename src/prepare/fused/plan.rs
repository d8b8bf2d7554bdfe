//! The pipelines that the fused engine can run.

use crate::column::{EVENT_TYPE, RATING};
use crate::instant::Unit;
use crate::transform::{EventRule, Step, TimeWindow};

/// A pipeline as the engine runs it.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The steps as they were given, for the record.
    pub(super) steps: Vec<Step>,
    pub(super) window: Option<TimeWindow>,
    pub(super) events: Vec<EventRule>,
    pub(super) value: bool,
    /// Event types from the weakest to the strongest, where only the strongest stays.
    pub(super) weakest_first: Option<Vec<String>>,
    pub(super) sorted: bool,
}

/// The reason that a pipeline needs the general engine, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal(pub String);

/// The plan for `steps`, each at most once and in this order: `timestamp-unit` (seconds),
/// `time-window`, `event-value` (of the rating), `event-type` (rules on the rating alone),
/// `collapse-events` and `sort-interactions`.
///
/// # Errors
/// The reason why the steps need the general engine.
pub fn plan(steps: &[Step]) -> Result<Plan, Refusal> {
    let mut plan = Plan {
        steps: steps.to_vec(),
        window: None,
        events: Vec::new(),
        value: false,
        weakest_first: None,
        sorted: false,
    };
    let mut last_place = 0;
    for step in steps {
        let place = take(&mut plan, step)?;
        if place <= last_place {
            return Err(Refusal(format!("`{}` stands at an unusual place", step.name())));
        }
        last_place = place;
    }
    if plan.events.is_empty() {
        return Err(Refusal("there is no step `event-type`".to_owned()));
    }
    let named = |order: &Vec<String>| plan.events.iter().all(|rule| order.contains(&rule.name));
    if !plan.weakest_first.as_ref().is_none_or(named) {
        let what =
            "`collapse-events` does not name every event, so that the first one in the file stays";
        return Err(Refusal(what.to_owned()));
    }
    if plan.weakest_first.is_some() && !plan.sorted {
        return Err(Refusal(
            "`collapse-events` needs all rows at once without an order".to_owned(),
        ));
    }
    Ok(plan)
}

/// Takes one step into the plan and gives its place in the order.
fn take(plan: &mut Plan, step: &Step) -> Result<u8, Refusal> {
    match step {
        Step::TimestampUnit(step) if step.unit == Unit::Seconds => Ok(1),
        Step::TimestampUnit(step) => {
            Err(Refusal(format!("timestamps in {} are converted", step.unit.name())))
        }
        Step::TimeWindow(window) => {
            plan.window = Some(*window);
            Ok(2)
        }
        Step::EventValue(step) if step.from == RATING => {
            plan.value = true;
            Ok(3)
        }
        Step::EventType(step) => {
            let on_rating = |rule: &&EventRule| rule.when.of_number(RATING, 0.0).is_none();
            if let Some(rule) = step.events.iter().find(on_rating) {
                let what = format!("`{}` looks at more than the rating", rule.when);
                return Err(Refusal(what));
            }
            plan.events.clone_from(&step.events);
            Ok(4)
        }
        Step::CollapseEvents(step) => {
            plan.weakest_first = Some(step.weakest_first.clone());
            Ok(5)
        }
        Step::SortInteractions(_) => {
            plan.sorted = true;
            Ok(6)
        }
        _ => Err(Refusal(format!("`{}` is only in the general engine", step.name()))),
    }
}

impl Plan {
    /// Tells whether rows are written before the last line is read.
    #[must_use]
    pub const fn writes_while_reading(&self) -> bool {
        !self.sorted
    }

    /// The header of the CSV.
    pub(super) fn header(&self) -> Vec<u8> {
        let value = if self.value { ",EVENT_VALUE" } else { "" };
        format!("USER_ID,ITEM_ID,{EVENT_TYPE}{value},TIMESTAMP\n").into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{
        CollapseEvents, Condition, EventType, KCore, SortInteractions, TimestampUnit,
    };

    #[test]
    fn the_event_pipeline_is_taken_and_others_are_refused_with_the_reason() {
        let events = || Step::EventType(EventType::default());
        let sort = || Step::SortInteractions(SortInteractions {});
        let collapse = || Step::CollapseEvents(CollapseEvents::default());
        assert!(plan(&[events()]).is_ok());
        assert!(plan(&[events(), collapse(), sort()]).is_ok());
        let reason = |steps: &[Step]| plan(steps).expect_err("refused").0;
        assert_eq!(reason(&[sort()]), "there is no step `event-type`");
        assert_eq!(reason(&[sort(), events()]), "`event-type` stands at an unusual place");
        assert!(reason(&[events(), collapse()]).contains("without an order"));
        assert!(reason(&[Step::KCore(KCore::default()), events()]).contains("`k-core` is only"));
        let named = EventType::above(&[("like", 1.0), ("watch", 3.0)]);
        assert!(
            reason(&[Step::EventType(named), collapse(), sort()]).contains("does not name every")
        );
        let auto = Step::TimestampUnit(TimestampUnit { unit: Unit::Auto });
        assert!(reason(&[auto, events()]).contains("auto"));
        let when = Condition::parse("timestamp > 5").expect("a condition");
        let rule = EventRule { name: "late".into(), when };
        let late = Step::EventType(EventType { events: vec![rule] });
        assert_eq!(reason(&[late]), "`timestamp > 5` looks at more than the rating");
    }
}
