//! Statistics as pictures: what each shows, and its numbers.

use crate::number::thousands;
use crate::report::page_table::{Table, count, texts};
use crate::stats::{CurvePoint, Stats};

/// One picture of statistics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Statistic {
    Popularity,
    Activity,
    Months,
    Cold,
    Matrix,
}

impl Statistic {
    pub(super) const ALL: [Self; 5] =
        [Self::Popularity, Self::Activity, Self::Months, Self::Cold, Self::Matrix];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Popularity => "item-popularity",
            Self::Activity => "user-activity",
            Self::Months => "interactions-per-month",
            Self::Cold => "cold-share",
            Self::Matrix => "matrix",
        }
    }

    /// Tells whether the file of statistics has what is drawn; older ones lack some.
    pub(super) fn is_there(self, stats: &Stats) -> bool {
        match self {
            Self::Popularity => !stats.popularity_curve.is_empty(),
            Self::Activity => !stats.activity_curve.is_empty(),
            Self::Months => stats.months.len() > 1,
            Self::Cold => stats.timeline.len() > 1,
            Self::Matrix => !stats.matrix.interactions.is_empty(),
        }
    }

    pub(super) fn caption(self, stats: &Stats) -> String {
        let count = |count: usize| thousands(count as u64);
        match self {
            Self::Popularity => format!(
                "Interactions of each of the {} items, from the most to the least popular; both axes \
                 logarithmic.",
                count(stats.items)
            ),
            Self::Activity => format!(
                "Interactions of each of the {} users, from the most to the least active; both axes \
                 logarithmic.",
                count(stats.users)
            ),
            Self::Months => match stats.event_types.len() {
                0..=6 => "Interactions per calendar month (UTC), by event type.".to_owned(),
                n => format!(
                    "Interactions per calendar month (UTC), of the six most frequent of {n} event types."
                ),
            },
            Self::Cold => {
                "Rows with an item, and with a user, that no earlier tenth of the rows has."
                    .to_owned()
            }
            Self::Matrix => format!(
                "The {} × {} matrix: users downwards and items to the right, both from the most active; \
                 each cell is as dark as it is full, on a logarithmic scale; cells without colour are empty.",
                count(stats.users),
                count(stats.items)
            ),
        }
    }

    /// The numbers of the picture.
    pub(super) fn table(self, stats: &Stats) -> Table {
        match self {
            Self::Popularity => curve("rank of the item", &stats.popularity_curve),
            Self::Activity => curve("rank of the user", &stats.activity_curve),
            Self::Months => months(stats),
            Self::Cold => cold(stats),
            Self::Matrix => matrix(stats),
        }
    }
}

fn curve(rank: &str, points: &[CurvePoint]) -> Table {
    let rows = points.iter().map(|point| vec![count(point.rank), count(point.interactions)]);
    Table { heading: texts([rank, "interactions"]), rows: rows.collect() }
}

fn months(stats: &Stats) -> Table {
    let mut heading = texts(["month"]);
    heading.extend(stats.month_types.iter().cloned());
    let rows = stats.months.iter().map(|month| {
        std::iter::once(month.month.clone())
            .chain(month.rows.iter().map(|&rows| count(rows)))
            .collect()
    });
    Table { heading, rows: rows.collect() }
}

fn cold(stats: &Stats) -> Table {
    let percent = |share: f64| format!("{:.1} %", share * 100.0);
    let rows = stats.timeline.iter().map(|bucket| {
        vec![
            format!("{} to {}", bucket.first_day, bucket.last_day),
            count(bucket.rows),
            percent(bucket.cold_item_rows),
            percent(bucket.cold_user_rows),
        ]
    });
    let heading = texts(["tenth of the rows", "rows", "with new items", "with new users"]);
    Table { heading, rows: rows.collect() }
}

/// Interactions of each cell, a row of cells in a row.
fn matrix(stats: &Stats) -> Table {
    let matrix = &stats.matrix;
    let ranges = |sizes: &[usize]| -> Vec<String> {
        let ends = sizes.iter().scan(0, |end, &size| {
            let from = *end + 1;
            *end += size;
            Some(format!("{}–{}", thousands(from as u64), thousands(*end as u64)))
        });
        ends.collect()
    };
    let mut heading = texts(["users by rank, items by rank"]);
    heading.extend(ranges(&matrix.items));
    let cells = matrix.interactions.chunks(matrix.items.len().max(1));
    let rows = ranges(&matrix.users).into_iter().zip(cells).map(|(name, cells)| {
        std::iter::once(name).chain(cells.iter().map(|&cell| count(cell))).collect()
    });
    Table { heading, rows: rows.collect() }
}
