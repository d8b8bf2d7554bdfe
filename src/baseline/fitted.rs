//! Lists of a model that learns here.

use super::wanted::ListsWanted;
use super::written::BaselineList;
use crate::dataset::{Dataset, UserIdx};
use crate::model::{Event, FitError, ModelConfig, Request, Task, Training, event, recommend_all};
use crate::split::{RowOrder, Seen, Targets, ordered_rows};

/// The files of a data set that lists are made of, by their numbers. The first one is the training set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListParts {
    /// The file of histories.
    pub history: usize,
    /// The file whose users get a list.
    pub asked: usize,
}

/// Fits a model to the training set, and asks it for the list of each user.
///
/// # Errors
/// When the model cannot learn.
pub fn fitted_lists(
    dataset: &Dataset,
    parts: ListParts,
    model: &ModelConfig,
    wanted: &ListsWanted,
    memory_limit: Option<crate::memory::Room>,
) -> Result<Vec<BaselineList>, FitError> {
    let ordered = ordered_rows(dataset, RowOrder::Drawn(wanted.seed));
    let of_part =
        |part: usize| ordered.iter().copied().filter(move |&row| dataset.part(row) == part);
    let rows: Vec<u32> = of_part(0).collect();
    let task = Task { memory_limit, ..Task::default() };
    let fitted = model.fit(&Training::new(dataset, &rows).for_task(task))?;
    let mut asked: Vec<UserIdx> = of_part(parts.asked).map(|row| dataset.user(row)).collect();
    asked.dedup();
    let mut histories = vec![Vec::new(); dataset.users().len()];
    for row in of_part(parts.history) {
        histories[dataset.user(row).index()].push(row);
    }
    let seen = if wanted.leaves_out_seen { Seen::Exclude } else { Seen::Include };
    let questions: Vec<(Vec<Event>, Vec<_>)> = asked
        .iter()
        .map(|user| {
            let rows = &histories[user.index()];
            let history = rows.iter().map(|&row| event(dataset, row)).collect();
            (history, Targets::default().excluded(dataset, rows, seen))
        })
        .collect();
    let requests: Vec<Request<'_>> = asked
        .iter()
        .zip(&questions)
        .map(|(user, (history, excluded))| {
            let user_id = dataset.users().id(user.index());
            Request { excluded, ..Request::new(user_id, history, wanted.k) }
        })
        .collect();
    let lists = recommend_all(&*fitted, &requests);
    let named = |(user, list): (UserIdx, Vec<crate::model::Scored>)| BaselineList {
        user_id: dataset.users().id(user.index()).to_owned(),
        items: list
            .iter()
            .map(|scored| (dataset.items().id(scored.item.index()).to_owned(), scored.score))
            .collect(),
    };
    Ok(asked.into_iter().zip(lists).map(named).collect())
}
