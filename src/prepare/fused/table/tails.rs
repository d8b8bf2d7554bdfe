//! The distinct tails of rows: one row of a frame each, on which the steps run that look at nothing else.

use std::collections::HashSet;

use polars::prelude::{BooleanChunked, DataFrame, IntoColumn, NamedFrom, Series};

use super::super::error::FusedError;
use super::batch::BETWEEN;
use super::job::TableText;
use super::plan::Role;
use super::plan::TablePlan;
use super::records::Records;
use super::source::Shape;
use super::straight::{GAP, Straight};
use crate::column::{EVENT_TYPE, ITEM_ID, TIMESTAMP, USER_ID};
use crate::source::door::Physical;
use crate::source::mapped::Cells;
use crate::transform::{self, Columns, EventType, RenameEvents, Step};

/// The number of a row's tail; no column of a table can have the name.
const TAIL: &str = "tail of the row";

/// The distinct tails as they are after some of the steps.
pub(super) struct Tails {
    /// One row for each tail and event, with the columns of a row and [`TAIL`]; user, item and timestamp are
    /// the same everywhere.
    frame: DataFrame,
    /// Remarks on the cells, in sentences.
    pub(super) notes: Vec<String>,
    gaps: Gaps,
}

/// The gaps of tails.
#[derive(Debug, Clone, Default)]
struct Gaps {
    /// The columns that may have them, by name.
    columns: Vec<String>,
    /// The numbers of the tails that have them, in all of these columns.
    tails: HashSet<usize>,
}

impl Gaps {
    /// Finds the gaps of the tail of the number `number`, and puts a cell in each that any column takes.
    fn fill(&mut self, number: u32, cells: &mut [String], straight: &[Straight]) {
        for one in straight {
            if cells.get(one.at).is_some_and(|cell| cell.as_bytes() == [GAP]) {
                "1".clone_into(&mut cells[one.at]);
                self.tails.insert(number as usize);
            }
        }
    }
}

impl Tails {
    /// The tails that were read, with gaps in the columns `straight`; [`FusedError::Odd`] where a cell does not
    /// fit.
    pub(super) fn new(
        mut texts: Vec<(u32, &[u8])>,
        table: &TableText<'_>,
        physicals: &[Physical],
        straight: &[Straight],
    ) -> Result<Self, FusedError> {
        let shape = Shape::of(table.mapped).ok_or(FusedError::Odd)?;
        let mapped: Vec<_> = shape.tail.iter().map(|&at| table.mapped[at].clone()).collect();
        texts.sort_unstable_by_key(|&(_, text)| text);
        let split = |text: &[u8]| -> Option<Vec<String>> {
            let text = std::str::from_utf8(text).ok()?;
            Some(text.split(char::from(BETWEEN)).map(str::to_owned).collect())
        };
        let mut cells: Vec<Vec<String>> = if mapped.is_empty() {
            vec![Vec::new(); texts.len()]
        } else {
            texts
                .iter()
                .map(|(_, text)| split(text))
                .collect::<Option<_>>()
                .ok_or(FusedError::Odd)?
        };
        let names = straight.iter().map(|one| table.mapped[one.column].target.clone());
        let mut gaps = Gaps { columns: names.collect(), tails: HashSet::new() };
        for ((number, _), cells) in texts.iter().zip(&mut cells) {
            gaps.fill(*number, cells, straight);
        }
        let judges = Cells::new(&mapped, table.instants, table.reading);
        let rows = cells.iter().map(|row| row.iter().map(String::as_str).collect());
        let (frame, notes) = judges.frame(rows, physicals).ok_or(FusedError::Odd)?;
        let height = texts.len();
        let numbers: Vec<i64> = texts.iter().map(|(number, _)| i64::from(*number)).collect();
        let constant = |name: &str| match name {
            TIMESTAMP => Series::new(name.into(), vec![0_i64; height]).into_column(),
            _ => Series::new(name.into(), vec![""; height]).into_column(),
        };
        let mut columns = Vec::with_capacity(table.mapped.len() + 1);
        for one in table.mapped {
            columns.push(match frame.column(&one.target) {
                Ok(column) => column.clone(),
                Err(_) => constant(&one.target),
            });
        }
        columns.push(Series::new(TAIL.into(), numbers).into_column());
        let frame = DataFrame::new(height, columns).map_err(|_| FusedError::Odd)?;
        Ok(Self { frame, notes, gaps })
    }

    /// The number of each row's tail.
    pub(super) fn numbers(&self) -> Vec<usize> {
        let numbers = self.frame.column(TAIL).and_then(|column| Ok(column.i64()?.clone()));
        let numbers = numbers.map(|numbers| {
            numbers.iter().map(|number| usize::try_from(number.unwrap_or(0)).unwrap_or(0)).collect()
        });
        numbers.unwrap_or_default()
    }

    /// Tells of each row whether its tail has gaps; none where no column may have any.
    pub(super) fn have_gaps(&self) -> Option<Vec<bool>> {
        let has_gaps = |number| self.gaps.tails.contains(&number);
        let may_have = !self.gaps.columns.is_empty();
        may_have.then(|| self.numbers().into_iter().map(has_gaps).collect())
    }

    /// The number of a column among those that may have gaps.
    pub(super) fn gap(&self, name: &str) -> Option<u8> {
        let nth = self.gaps.columns.iter().position(|column| column == name)?;
        u8::try_from(nth).ok()
    }

    /// The tails that have a row, of so many, by number.
    pub(super) fn are_there(&self, n: usize) -> Vec<bool> {
        let mut are_there = vec![false; n];
        self.numbers().into_iter().for_each(|number| are_there[number] = true);
        are_there
    }

    /// The first tail that has the same cells, for each of so many tails.
    pub(super) fn same(&self, n: usize) -> Result<Vec<u32>, FusedError> {
        let mut same: Vec<u32> = (0..u32::try_from(n).map_err(|_| FusedError::Odd)?).collect();
        let names = self.names();
        let groups = transform::groups(&self.frame, &names).map_err(|_| FusedError::Odd)?;
        let mut first = vec![None; groups.len()];
        for (group, number) in groups.into_iter().zip(self.numbers()) {
            same[number] = *first[group].get_or_insert(same[number]);
        }
        Ok(same)
    }

    /// Tells whether there is a column of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.frame.column(name).is_ok()
    }

    /// The columns but for [`TAIL`].
    fn names(&self) -> Vec<String> {
        let names = self.frame.get_column_names().into_iter().map(ToString::to_string);
        names.filter(|name| name != TAIL).collect()
    }

    /// Runs a step and records the rows in and out, of which there are `counts` for each tail.
    pub(super) fn apply(
        &mut self,
        step: &Step,
        counts: &[u64],
        records: &mut Records,
    ) -> Result<(), FusedError> {
        let before = self.weights(counts);
        let (frame, said) = self.ran(step)?;
        let log = match step {
            Step::RenameEvents(rename) => self.renamed(rename, &before),
            Step::EventType(_) => {
                let mut there = vec![false; counts.len()];
                let after = Self { frame: frame.clone(), notes: Vec::new(), gaps: Gaps::default() };
                after.numbers().into_iter().for_each(|number| there[number] = true);
                let numbers = self.numbers().into_iter().zip(&before);
                let unmet = numbers.filter(|(number, _)| !there[*number]).map(|(_, rows)| rows);
                match unmet.sum() {
                    0_u64 => Vec::new(),
                    unmet => vec![EventType::said(unmet)],
                }
            }
            _ => said,
        };
        self.frame = frame;
        records.push(step, self.weights(counts).iter().sum(), log);
        Ok(())
    }

    /// The frame behind a step, and the sentences of the step.
    fn ran(&self, step: &Step) -> Result<(DataFrame, Vec<String>), FusedError> {
        let step = match step {
            Step::Columns(columns) => {
                let mut names = columns.names.clone();
                names.push(TAIL.to_owned());
                &Step::Columns(Columns { names })
            }
            other => other,
        };
        transform::run_fitting(step, self.frame.clone()).map_err(|_| FusedError::Odd)
    }

    /// Runs the steps of a plan that look at tails alone, whatever they say.
    pub(super) fn apply_unseen(&mut self, plan: &TablePlan) -> Result<(), FusedError> {
        for (step, role) in plan.steps.iter().zip(&plan.roles) {
            if *role == Role::Tail {
                self.frame = self.ran(step)?.0;
            }
        }
        Ok(())
    }

    /// The number of the table's rows for each row of the frame.
    pub(super) fn weights(&self, counts: &[u64]) -> Vec<u64> {
        self.numbers().into_iter().map(|number| counts.get(number).copied().unwrap_or(0)).collect()
    }

    /// The log of `rename-events` for so many rows.
    fn renamed(&self, rename: &RenameEvents, weights: &[u64]) -> Vec<String> {
        let kinds = self.kinds();
        let rows = |from: &str| -> u64 {
            kinds.iter().zip(weights).filter(|(kind, _)| *kind == from).map(|(_, rows)| rows).sum()
        };
        rename.names.iter().map(|(from, to)| RenameEvents::said(from, to, rows(from))).collect()
    }

    /// The event type of each row; nothing where there is none.
    pub(super) fn kinds(&self) -> Vec<String> {
        let kinds = self.frame.column(EVENT_TYPE).and_then(|column| Ok(column.str()?.clone()));
        match kinds {
            Ok(kinds) => kinds.iter().map(|kind| kind.unwrap_or("").to_owned()).collect(),
            Err(_) => vec![String::new(); self.frame.height()],
        }
    }

    /// Puts the rows into the order in which rows of one moment, user and item stand.
    pub(super) fn sort(&mut self, step: &Step) -> Result<(), FusedError> {
        let mut names = self.names();
        names.push(TAIL.to_owned());
        let frame = self.frame.select(names).map_err(|_| FusedError::Odd)?;
        self.frame = transform::run_fitting(step, frame).map_err(|_| FusedError::Odd)?.0;
        Ok(())
    }

    /// The rows that each of so many tails has.
    pub(super) fn rows_of(&self, n: usize) -> RowsOf {
        let numbers = self.numbers();
        let mut starts = vec![0_u32; n + 1];
        for &number in &numbers {
            starts[number + 1] += 1;
        }
        for at in 0..n {
            starts[at + 1] += starts[at];
        }
        let (mut rows, mut next) = (vec![0; numbers.len()], starts.clone());
        for (row, number) in (0_u32..).zip(numbers) {
            rows[next[number] as usize] = row;
            next[number] += 1;
        }
        RowsOf { starts, rows }
    }

    /// The frame without [`TAIL`].
    pub(super) fn frame(&self) -> Result<DataFrame, FusedError> {
        self.frame.select(self.names()).map_err(|_| FusedError::Odd)
    }

    /// The frame without [`TAIL`], of the rows that `are_there`.
    pub(super) fn only(&self, are_there: &[bool]) -> Result<DataFrame, FusedError> {
        let mask = BooleanChunked::new("there".into(), are_there);
        self.frame()?.filter(&mask).map_err(|_| FusedError::Odd)
    }

    /// The columns between item and timestamp and those behind; [`FusedError::Odd`] where user and item do not
    /// come first.
    pub(super) fn layout(&self) -> Result<(Vec<String>, Vec<String>), FusedError> {
        let names = self.names();
        let at = names.iter().position(|name| name == TIMESTAMP).ok_or(FusedError::Odd)?;
        if names[..2.min(at)] != [USER_ID, ITEM_ID] {
            return Err(FusedError::Odd);
        }
        Ok((names[2..at].to_vec(), names[at + 1..].to_vec()))
    }
}

/// The rows of the frame of tails that each tail has.
pub(super) struct RowsOf {
    starts: Vec<u32>,
    rows: Vec<u32>,
}

impl RowsOf {
    /// The rows of the tail of this number.
    pub(super) fn of(&self, tail: u32) -> &[u32] {
        let at = tail as usize;
        &self.rows[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}

/// Runs the steps that look at tails alone, from the one that comes next, and records them.
pub(super) fn apply_all(
    tails: &mut Tails,
    plan: &TablePlan,
    counts: &[u64],
    records: &mut Records,
) -> Result<(), FusedError> {
    while let Some((at, step)) = records.next(plan) {
        if plan.roles[at] != Role::Tail {
            break;
        }
        tails.apply(step, counts, records)?;
    }
    Ok(())
}
