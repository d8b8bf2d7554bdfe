//! The filter of rows.

use crate::source::personalize::Interaction;

/// The rule for the rows of an interactions file that count, as a solution's options give it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RowFilter {
    /// Keep rows of this event type only.
    pub event_type: Option<String>,
    /// Keep rows whose `EVENT_VALUE` is at least this; rows without a value are dropped.
    pub event_value_threshold: Option<f64>,
}

impl RowFilter {
    /// Tells whether `row` counts.
    #[must_use]
    pub fn keeps(&self, row: &Interaction<'_>) -> bool {
        let event = self.event_type.as_ref().is_none_or(|wanted| wanted == row.event_type);
        let value = self
            .event_value_threshold
            .is_none_or(|threshold| row.event_value.is_some_and(|value| value >= threshold));
        event && value
    }
}
