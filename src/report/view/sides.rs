//! Both views side by side: what each model has on the clean cut, and on the service's.

use crate::experiment::{EvalResult, View as EvalView};
use crate::report::decisive::leaking;
use crate::report::figure::in_order;
use crate::report::page_table::{Table, texts};

use super::leaderboard::figure;

/// The table; none where one of the views is missing.
pub(super) fn sides(eval: &EvalResult) -> Option<Table> {
    let clean = eval.clean()?;
    let service = eval.service().filter(|one| one.view == EvalView::Service)?;
    let key = &clean.main_metric;
    let models = in_order(clean);
    let clean_values: Vec<Option<f64>> =
        models.iter().map(|model| model.metrics.get(key).copied()).collect();
    let service_values: Vec<Option<f64>> =
        models.iter().map(|model| leaking(service, clean, &model.title(), key)).collect();
    let values = clean_values.iter().zip(&service_values);
    let rows = models.iter().zip(values).map(|(model, (clean, service))| {
        let change = clean.zip(*service).map(|(clean, service)| service - clean);
        vec![
            model.title(),
            figure(clean.as_ref()),
            place(*clean, &clean_values),
            figure(service.as_ref()),
            place(*service, &service_values),
            change.map_or_else(String::new, crate::number::signed),
        ]
    });
    let metric = clean.metric().short_name;
    let heading = texts([
        "model",
        &format!("{metric}, clean view"),
        "place",
        &format!("{metric}, service view"),
        "place",
        "the service view adds",
    ]);
    Some(Table { heading, rows: rows.collect() })
}

/// The place of a value among all, from 1; equals share the better one.
fn place(value: Option<f64>, all: &[Option<f64>]) -> String {
    value.map_or_else(String::new, |value| {
        let above = all.iter().flatten().filter(|other| **other > value).count();
        (above + 1).to_string()
    })
}
