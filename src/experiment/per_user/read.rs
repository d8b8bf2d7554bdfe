//! Reading a table of per-user values back.

use std::fs::File;
use std::path::Path;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::{LABELS, PerUser, Row};
use crate::source::ReadError;
use crate::source::table::Table;

impl PerUser {
    /// Reads what [`Self::write_parquet`] or, when `path` ends in `.csv`, [`Self::write_csv`] wrote.
    ///
    /// # Errors
    /// When the file cannot be read or is no such table, with the place in it.
    pub fn read(path: &Path) -> Result<Self, ReadError> {
        let is_csv = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("csv"));
        if is_csv { read_csv(path) } else { read_parquet(path) }
    }
}

fn read_csv(path: &Path) -> Result<PerUser, ReadError> {
    let mut table = Table::open(path, &LABELS)?;
    let [model, user, fold, history, held_out] = [
        table.column(LABELS[0])?,
        table.column(LABELS[1])?,
        table.column(LABELS[2])?,
        table.column(LABELS[3])?,
        table.column(LABELS[4])?,
    ];
    let metrics: Vec<String> =
        table.header().iter().filter(|name| !is_label(name)).cloned().collect();
    let columns = metrics.iter().map(|name| table.column(name)).collect::<Result<Vec<_>, _>>()?;
    let mut rows = Vec::new();
    while table.advance()? {
        let mut values = Vec::with_capacity(columns.len());
        for &column in &columns {
            let is_empty = table.text(column)?.is_empty();
            let number = |expected| table.number::<f64>(column, expected);
            let value = if is_empty { None } else { Some(number(A_NUMBER)?) };
            if value.is_some_and(|value| !value.is_finite()) {
                return Err(table.unexpected(column, A_NUMBER));
            }
            values.push(value);
        }
        rows.push(Row {
            model: table.id(model)?.to_owned(),
            user_id: table.id(user)?.to_owned(),
            fold: table.number(fold, A_COUNT)?,
            history_rows: table.number(history, A_COUNT)?,
            held_out_items: table.number(held_out, A_COUNT)?,
            values,
        });
    }
    Ok(PerUser { metrics, rows })
}

const A_NUMBER: &str = "a number, or nothing";
const A_COUNT: &str = "a whole number from 0 up";

fn is_label(name: &str) -> bool {
    LABELS.contains(&name)
}

fn read_parquet(path: &Path) -> Result<PerUser, ReadError> {
    let failed = |what: String| ReadError::Format { path: path.to_owned(), kind: "Parquet", what };
    let file = File::open(path).map_err(|source| ReadError::Io { path: path.into(), source })?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file)
        .map_err(|error| failed(error.to_string()))?;
    let names: Vec<String> =
        builder.schema().fields().iter().map(|field| field.name().clone()).collect();
    if let Some(missing) = LABELS.iter().find(|label| !names.iter().any(|name| name == *label)) {
        return Err(failed(format!(
            "it has no column `{missing}`, so `--per-user` did not write it"
        )));
    }
    let metrics: Vec<String> = names.iter().filter(|name| !is_label(name)).cloned().collect();
    let mut all = PerUser { metrics, rows: Vec::new() };
    for batch in builder.build().map_err(|error| failed(error.to_string()))? {
        let batch = batch.map_err(|error| failed(error.to_string()))?;
        add_batch(&mut all, &batch).map_err(failed)?;
    }
    Ok(all)
}

fn add_batch(all: &mut PerUser, batch: &RecordBatch) -> Result<(), String> {
    let text = |name: &str| column(batch, name, &DataType::Utf8);
    let (models, users) = (text(LABELS[0])?, text(LABELS[1])?);
    let (models, users) = (models.as_string::<i32>(), users.as_string::<i32>());
    let count = |name: &str| column(batch, name, &DataType::Int64);
    let [folds, histories, held_out] = [count(LABELS[2])?, count(LABELS[3])?, count(LABELS[4])?];
    let whole = |array: &ArrayRef, at: usize| {
        let value = array.as_primitive::<Int64Type>().value(at);
        usize::try_from(value)
            .map_err(|_| format!("row {}: expected {A_COUNT}, found {value}", at + 1))
    };
    let values: Vec<ArrayRef> = all
        .metrics
        .iter()
        .map(|name| column(batch, name, &DataType::Float64))
        .collect::<Result<_, _>>()?;
    for at in 0..batch.num_rows() {
        if models.is_null(at) || users.is_null(at) {
            return Err(format!("row {}: a model and a user must be named", at + 1));
        }
        all.rows.push(Row {
            model: models.value(at).to_owned(),
            user_id: users.value(at).to_owned(),
            fold: whole(&folds, at)?,
            history_rows: whole(&histories, at)?,
            held_out_items: whole(&held_out, at)?,
            values: values
                .iter()
                .map(|array| {
                    let array = array.as_primitive::<Float64Type>();
                    array.is_valid(at).then(|| array.value(at)).filter(|value| value.is_finite())
                })
                .collect(),
        });
    }
    Ok(())
}

fn column(batch: &RecordBatch, name: &str, kind: &DataType) -> Result<ArrayRef, String> {
    let array = batch.column_by_name(name).ok_or_else(|| format!("it has no column `{name}`"))?;
    cast(array, kind).map_err(|error| format!("column `{name}`: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> PerUser {
        let row = |model: &str, user: &str, values: [Option<f64>; 2]| Row {
            model: model.into(),
            user_id: user.into(),
            fold: 3,
            history_rows: 9,
            held_out_items: 1,
            values: values.to_vec(),
        };
        PerUser {
            metrics: vec!["precision_at_5".into(), "novelty_at_25".into()],
            rows: vec![
                row("ease:l2=5,k=2", "7", [Some(0.2), None]),
                row("a \"b\"", "007", [Some(1.0 / 3.0), Some(12.5)]),
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
    fn what_is_no_such_table_is_refused_with_its_place() {
        let folder = tempfile::tempdir().expect("a folder");
        let error = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).expect("written");
            let error = PerUser::read(&path).expect_err("refused").to_string();
            error.replace(&folder.path().display().to_string(), "")
        };
        let header = "MODEL,USER_ID,FOLD,HISTORY_ROWS,HELD_OUT_ITEMS,precision_at_5\n";
        assert_eq!(
            error("a.csv", &format!("{header}m,1,0,2,x,0.2\n")),
            "/a.csv:2: column `HELD_OUT_ITEMS`: expected a whole number from 0 up, found \"x\""
        );
        assert_eq!(
            error("b.csv", &format!("{header}m,1,0,2,1,NaN\n")),
            "/b.csv:2: column `precision_at_5`: expected a number, or nothing, found \"NaN\""
        );
        assert!(error("c.csv", "MODEL,USER_ID\n").contains("FOLD"));
        let damaged = error("d.parquet", "PAR1");
        assert!(damaged.contains("/d.parquet"), "{damaged}");
    }
}
