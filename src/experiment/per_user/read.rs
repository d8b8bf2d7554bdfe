//! Reading a table of per-user values back.

use std::collections::HashMap;
use std::path::Path;

use super::{LABELS, PerUser, Row};
use crate::choice::named;
use crate::experiment::View;
use crate::metric::{Convention, REPORTED};
use crate::source::ReadError;
use crate::source::table::Table;

impl PerUser {
    /// Reads a table that [`Self::write_parquet`] or [`Self::write_csv`] wrote.
    ///
    /// # Errors
    /// When the file cannot be read or is no such table, with the place in it.
    pub fn read(path: &Path) -> Result<Self, ReadError> {
        read(path)
    }
}

fn read(path: &Path) -> Result<PerUser, ReadError> {
    // Files of before there were views lack that column.
    let needed: Vec<&str> = LABELS.into_iter().filter(|label| *label != VIEW).collect();
    let mut table = Table::open(path, &needed)?;
    let view = table.optional_column(VIEW);
    let of = |label: usize| table.column(needed[label]);
    let [model, convention, user] = [of(0)?, of(1)?, of(2)?];
    let [fold, history, held_out, hash] = [of(3)?, of(4)?, of(5)?, of(6)?];
    let metrics: Vec<String> =
        table.header().iter().filter(|name| !is_label(name)).cloned().collect();
    let columns = metrics.iter().map(|name| table.column(name)).collect::<Result<Vec<_>, _>>()?;
    let mut all = PerUser { metrics, ..PerUser::default() };
    let mut conventions: HashMap<&str, Convention> = HashMap::new();
    while table.advance()? {
        let named: Option<Convention> = named(table.text(convention)?);
        let named = named.ok_or_else(|| table.unexpected(convention, A_CONVENTION))?;
        let of_view = match view {
            None => View::default(),
            Some(column) => {
                View::find(table.text(column)?).ok_or_else(|| table.unexpected(column, A_VIEW))?
            }
        };
        if *conventions.entry(of_view.name()).or_insert(named) != named {
            return Err(table.unexpected(convention, "one convention throughout a view"));
        }
        let mut values = Vec::with_capacity(columns.len());
        for &column in &columns {
            let is_empty = table.text(column)?.is_empty();
            let number = |expected| table.number::<f64>(column, expected);
            let value = if is_empty { None } else { Some(number(A_NUMBER)?) };
            if value.is_some_and(|value| !is_plausible(&all.metrics[values.len()], value)) {
                return Err(table.unexpected(column, A_NUMBER));
            }
            values.push(value);
        }
        let held_out_hash = u64::from_str_radix(table.text(hash)?, 16);
        all.rows.push(Row {
            model: table.id(model)?.to_owned(),
            view: of_view,
            convention: named,
            user_id: table.id(user)?.to_owned(),
            fold: table.number(fold, A_COUNT)?,
            history_rows: table.number(history, A_COUNT)?,
            held_out_items: table.number(held_out, A_COUNT)?,
            held_out_hash: held_out_hash.map_err(|_| table.unexpected(hash, A_HASH))?,
            values,
        });
    }
    Ok(all)
}

/// Tells whether `value` is plausible: a share where the service reports `metric`; for any other
/// metric, small enough to be summed.
fn is_plausible(metric: &str, value: f64) -> bool {
    let is_share = REPORTED.iter().any(|one| one.key == metric);
    if is_share { (0.0..=1.0).contains(&value) } else { value.abs() < 1e12 }
}

const A_NUMBER: &str = "a number that the metric can have, or nothing";
const A_CONVENTION: &str = "service, documented or standard";
const A_VIEW: &str = "service, clean or custom";
const VIEW: &str = LABELS[1];
const A_HASH: &str = "sixteen hexadecimal digits";
const A_COUNT: &str = "a whole number from 0 up";

fn is_label(name: &str) -> bool {
    LABELS.contains(&name)
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::*;

    fn table() -> PerUser {
        let row = |model: &str, user: &str, values: [Option<f64>; 2]| Row {
            model: model.into(),
            view: View::Service,
            convention: Convention::Documented,
            user_id: user.into(),
            fold: 3,
            history_rows: 9,
            held_out_items: 1,
            held_out_hash: 0xab,
            values: values.to_vec(),
        };
        let clean = Row {
            view: View::Clean,
            convention: Convention::Standard,
            ..row("ease:l2=5,k=2", "7", [Some(0.1), None])
        };
        PerUser {
            metrics: vec!["precision_at_5".into(), "novelty_at_25".into()],
            rows: vec![
                row("ease:l2=5,k=2", "7", [Some(0.2), None]),
                row("a \"b\"", "007", [Some(1.0 / 3.0), Some(12.5)]),
                clean,
            ],
        }
    }

    #[test]
    fn what_was_written_is_read_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let (csv, parquet) = (folder.path().join("p.csv"), folder.path().join("p.parquet"));
        let mut file = File::create(&csv).expect("a file");
        table().write_csv(&mut file).expect("written");
        let mut file = File::create(&parquet).expect("a file");
        table().write_parquet(&mut file).expect("written");
        assert_eq!(PerUser::read(&csv).expect("CSV"), table());
        assert_eq!(PerUser::read(&parquet).expect("Parquet"), table());
    }

    #[test]
    fn a_view_has_rows_of_its_own() {
        let all = table();
        let views = [(View::Service, Convention::Documented), (View::Clean, Convention::Standard)];
        assert_eq!(all.views(), views);
        let clean = all.in_view(View::Clean);
        assert_eq!((clean.n_rows(), clean.convention()), (1, Convention::Standard));
        assert_eq!(all.in_view(View::Custom).n_rows(), 0);
    }

    #[test]
    fn what_is_no_such_table_is_refused_with_its_place() {
        let folder = tempfile::tempdir().expect("a folder");
        let error = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).expect("written");
            let error = PerUser::read(&path).expect_err("refused").to_string();
            error.replace(&folder.path().display().to_string(), "")
        };
        let header = "MODEL,CONVENTION,USER_ID,FOLD,HISTORY_ROWS,HELD_OUT_ITEMS,HELD_OUT_HASH,precision_at_5\n";
        for (row, message) in [
            (
                "m,service,1,0,2,x,ab,0.2",
                "`HELD_OUT_ITEMS`: expected a whole number from 0 up, found \"x\"",
            ),
            (
                "m,service,1,0,2,1,zz,0.2",
                "`HELD_OUT_HASH`: expected sixteen hexadecimal digits, found \"zz\"",
            ),
            (
                "m,mine,1,0,2,1,ab,0.2",
                "`CONVENTION`: expected service, documented or standard, found \"mine\"",
            ),
            (
                "m,service,1,0,2,1,ab,1.2",
                "`precision_at_5`: expected a number that the metric can have, or nothing, found \"1.2\"",
            ),
            (
                "m,service,1,0,2,1,ab,NaN",
                "`precision_at_5`: expected a number that the metric can have, or nothing, found \"NaN\"",
            ),
        ] {
            let found = error("a.csv", &format!("{header}{row}\n"));
            assert_eq!(found, format!("/a.csv:2: column {message}"));
        }
        let view = header.replacen("CONVENTION", "VIEW,CONVENTION", 1);
        let found = error("v.csv", &format!("{view}m,mine,service,1,0,2,1,ab,0.2\n"));
        assert_eq!(
            found,
            "/v.csv:2: column `VIEW`: expected service, clean or custom, found \"mine\""
        );
        let mixed = "m,service,1,0,2,1,ab,0.2\nm,standard,2,0,2,1,ab,0.2\n";
        assert!(
            error("b.csv", &format!("{header}{mixed}")).contains("/b.csv:3: column `CONVENTION`")
        );
        assert!(error("c.csv", "MODEL,USER_ID\n").contains("CONVENTION"));
        let damaged = error("d.parquet", "PAR1");
        assert!(damaged.contains("/d.parquet"), "{damaged}");
    }
}
