//! Values of every user: for other tools, and for comparisons user by user.

#[cfg(feature = "frames")]
mod read;

#[cfg(feature = "frames")]
use std::io::{self, Write};

use super::judge::Finished;
use super::result::View;
use crate::dataset::Dataset;
use crate::metric::{Convention, Metric, UserValues};

/// The columns before the metrics: model, view, convention, user, fold, rows of the history, held-out
/// items, a hash of their ids.
#[cfg(feature = "frames")]
const LABELS: [&str; 8] = [
    "MODEL",
    "VIEW",
    "CONVENTION",
    "USER_ID",
    "FOLD",
    "HISTORY_ROWS",
    "HELD_OUT_ITEMS",
    "HELD_OUT_HASH",
];

/// Per-user values of all models: a table with one row per view, model and user. What asks for the users of
/// a model takes the rows of all views: see [`PerUser::in_view`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PerUser {
    metrics: Vec<String>,
    rows: Vec<Row>,
}

#[derive(Debug, Clone, PartialEq)]
struct Row {
    model: String,
    view: View,
    convention: Convention,
    user_id: String,
    fold: usize,
    history_rows: usize,
    held_out_items: usize,
    held_out_hash: u64,
    values: Vec<Option<f64>>,
}

/// A user's values under one model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TestedUser<'a> {
    /// The user.
    pub user_id: &'a str,
    /// Distinct items held out for the user.
    pub held_out_items: usize,
    /// A hash of their ids, in any order: equal where the same items are held out.
    pub held_out_hash: u64,
    /// One value for each metric of the table; none where a metric says nothing of the user.
    pub values: &'a [Option<f64>],
}

impl PerUser {
    pub(super) fn new(
        dataset: &Dataset,
        metrics: &[&'static Metric],
        models: &[Finished],
        (view, convention): (View, Convention),
    ) -> Self {
        let mut rows = Vec::new();
        for model in models {
            for (at, kept) in model.users.iter().enumerate() {
                rows.push(Row {
                    model: model.result.title(),
                    view,
                    convention,
                    user_id: dataset.users().id(kept.user.index()).to_owned(),
                    fold: kept.fold,
                    history_rows: kept.history_rows,
                    held_out_items: kept.held_out_items,
                    held_out_hash: kept.held_out_hash,
                    values: (0..metrics.len()).map(|metric| model.values.get(at, metric)).collect(),
                });
            }
        }
        Self { metrics: metrics.iter().map(|metric| metric.key.to_owned()).collect(), rows }
    }

    /// Adds the rows of another view, which has the same metrics.
    pub(super) fn extend(&mut self, other: Self) {
        self.rows.extend(other.rows);
    }

    /// The views, in the order in which they first occur, each with the definition of NDCG that its values
    /// follow.
    #[must_use]
    pub fn views(&self) -> Vec<(View, Convention)> {
        let mut views: Vec<(View, Convention)> = Vec::new();
        for row in &self.rows {
            if views.last() != Some(&(row.view, row.convention))
                && !views.iter().any(|(view, _)| *view == row.view)
            {
                views.push((row.view, row.convention));
            }
        }
        views
    }

    /// The rows of one view alone.
    #[must_use]
    pub fn in_view(&self, view: View) -> Self {
        let rows = self.rows.iter().filter(|row| row.view == view).cloned().collect();
        Self { metrics: self.metrics.clone(), rows }
    }

    /// The definition of NDCG that the values of the first view follow.
    #[must_use]
    pub fn convention(&self) -> Convention {
        self.rows.first().map(|row| row.convention).unwrap_or_default()
    }

    /// The keys of the metrics, in the order of the columns.
    #[must_use]
    pub fn metrics(&self) -> &[String] {
        &self.metrics
    }

    /// The models, in the order in which they first occur.
    #[must_use]
    pub fn models(&self) -> Vec<&str> {
        let mut models: Vec<&str> = Vec::new();
        for row in &self.rows {
            // Rows of a model stand together, so that the last one mostly is it.
            if models.last() != Some(&row.model.as_str()) && !models.contains(&row.model.as_str()) {
                models.push(&row.model);
            }
        }
        models
    }

    /// The users of `model`, in their order: one for each of its rows.
    pub fn users<'a>(&'a self, model: &'a str) -> impl Iterator<Item = TestedUser<'a>> {
        self.rows.iter().filter(move |row| row.model == model).map(|row| TestedUser {
            user_id: &row.user_id,
            held_out_items: row.held_out_items,
            held_out_hash: row.held_out_hash,
            values: &row.values,
        })
    }

    /// The values of `model`, a row for each of its users and a column for each of `metrics`; none
    /// where this table lacks one of them.
    #[must_use]
    pub fn values(&self, model: &str, metrics: &[String]) -> Option<UserValues> {
        let position = |key: &String| self.metrics.iter().position(|other| other == key);
        let at: Vec<usize> = metrics.iter().map(position).collect::<Option<_>>()?;
        let mut values = UserValues::new(at.len());
        for user in self.users(model) {
            let row: Vec<Option<f64>> = at.iter().map(|&at| user.values[at]).collect();
            values.push(&row);
        }
        Some(values)
    }

    /// The number of rows.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.rows.len()
    }

    /// Writes the table as CSV: model, view, convention, user, fold, rows of the history, held-out items
    /// and a hash of their ids, then one column per metric, empty where it says nothing of the user.
    ///
    /// # Errors
    /// When `out` refuses.
    #[cfg(feature = "frames")]
    pub fn write_csv(&self, out: &mut dyn Write) -> io::Result<()> {
        use crate::export::csv::{Quoting, push_text};

        write!(out, "{}", LABELS.join(","))?;
        for metric in &self.metrics {
            write!(out, ",{metric}")?;
        }
        writeln!(out)?;
        let mut line = Vec::new();
        for row in &self.rows {
            line.clear();
            push_text(&mut line, &row.model, Quoting::Rfc4180);
            write!(line, ",{},{},", row.view.name(), row.convention)?;
            push_text(&mut line, &row.user_id, Quoting::Rfc4180);
            let Row { fold, history_rows, held_out_items, held_out_hash, .. } = row;
            write!(line, ",{fold},{history_rows},{held_out_items},{held_out_hash:016x}")?;
            for value in &row.values {
                match value {
                    Some(value) => write!(line, ",{value}")?,
                    None => line.push(b','),
                }
            }
            line.push(b'\n');
            out.write_all(&line)?;
        }
        Ok(())
    }

    /// Writes the table as Parquet, with the columns of [`Self::write_csv`].
    ///
    /// # Errors
    /// When `out` refuses.
    #[cfg(feature = "frames")]
    pub fn write_parquet(&self, out: &mut (dyn Write + Send)) -> io::Result<()> {
        use std::sync::Arc;

        use arrow_array::{ArrayRef, Float64Array, Int64Array, StringArray};

        let whole = |of: fn(&Row) -> usize| -> ArrayRef {
            let number = |row: &Row| i64::try_from(of(row)).unwrap_or(i64::MAX);
            Arc::new(self.rows.iter().map(number).collect::<Int64Array>())
        };
        let text = |of: &dyn Fn(&Row) -> String| -> ArrayRef {
            Arc::new(self.rows.iter().map(|row| Some(of(row))).collect::<StringArray>())
        };
        let mut columns: Vec<(&str, ArrayRef)> = vec![
            (LABELS[0], text(&|row| row.model.clone())),
            (LABELS[1], text(&|row| row.view.name().to_owned())),
            (LABELS[2], text(&|row| row.convention.to_string())),
            (LABELS[3], text(&|row| row.user_id.clone())),
            (LABELS[4], whole(|row| row.fold)),
            (LABELS[5], whole(|row| row.history_rows)),
            (LABELS[6], whole(|row| row.held_out_items)),
            (LABELS[7], text(&|row| format!("{:016x}", row.held_out_hash))),
        ];
        for (at, metric) in self.metrics.iter().enumerate() {
            let values: Float64Array = self.rows.iter().map(|row| row.values[at]).collect();
            columns.push((metric, Arc::new(values)));
        }
        crate::export::columnar::write_columns(columns, out)
    }
}
