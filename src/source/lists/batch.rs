//! The JSON Lines that a Personalize batch inference or batch segment job writes.
//!
//! Read leniently where the guide is silent: `error` may be absent, null or anything, `scores` may be
//! absent, segments are `recommendedUsers` or `usersList`, and `itemAttributes` stands in `input` or
//! beside it. (Developer guide, "batch-inference-job-output-examples", "batch-data-upload".)

use std::borrow::Cow;
use std::io::BufRead;
use std::path::Path;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::lines::{Lines, wrong_line};
use super::said::{ListPlace, ListQuery, Said};
use crate::source::ReadError;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
    #[serde(borrow, default)]
    input: Option<Input<'a>>,
    #[serde(borrow, default)]
    item_attributes: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    output: Option<Output<'a>>,
    #[serde(borrow, default)]
    error: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Input<'a> {
    #[serde(borrow, default)]
    user_id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    item_id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    item_attributes: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Output<'a> {
    #[serde(borrow, default)]
    recommended_items: Option<Vec<Cow<'a, str>>>,
    #[serde(borrow, default, alias = "usersList")]
    recommended_users: Option<Vec<Cow<'a, str>>>,
    #[serde(default)]
    scores: Option<Vec<Option<f64>>>,
}

impl Line<'_> {
    fn query(&self) -> Option<ListQuery<'_>> {
        let input = self.input.as_ref();
        let user = input.and_then(|input| input.user_id.as_deref()).map(ListQuery::User);
        let item = || input.and_then(|input| input.item_id.as_deref()).map(ListQuery::Item);
        let attributes = || {
            let within = input.and_then(|input| input.item_attributes.as_deref());
            within.or(self.item_attributes.as_deref()).map(ListQuery::ItemAttributes)
        };
        user.or_else(item).or_else(attributes)
    }
}

pub(super) fn read(
    path: &Path,
    input: impl BufRead,
    take: &mut dyn FnMut(Said<'_>),
) -> Result<(), ReadError> {
    let mut lines = Lines::new(path, input);
    while let Some((number, text)) = lines.next()? {
        let wrong = |expected| wrong_line(path, number, expected, text);
        if !text.starts_with('{') {
            return Err(wrong("a JSON object"));
        }
        let line: Line<'_> = serde_json::from_str(text).map_err(|error| ReadError::Json {
            path: path.to_owned(),
            line: number,
            what: error.to_string(),
        })?;
        let query = line.query();
        let says_nothing = |error: &&str| ["null", "\"\"", "{}", "[]"].contains(error);
        let error = line.error.map(RawValue::get).filter(|error| !says_nothing(error));
        // The guide does not say how a failed line looks: without an output it can be nothing else.
        let error = error.or_else(|| line.output.is_none().then_some("no output"));
        if let Some(error) = error.filter(|_| query.is_some() || line.error.is_some()) {
            take(Said::Failed { line: number, query, error });
            continue;
        }
        let query = query.ok_or_else(|| wrong("`userId`, `itemId` or `itemAttributes`"))?;
        let output = line.output.as_ref();
        let items = output.and_then(|output| output.recommended_items.as_ref());
        let users = output.and_then(|output| output.recommended_users.as_ref());
        let (ids, is_user) = match (items, users) {
            (Some(items), None) => (items, false),
            (None, Some(users)) => (users, true),
            _ => return Err(wrong("`recommendedItems`, `recommendedUsers` or `usersList`")),
        };
        let scores = output.and_then(|output| output.scores.as_deref()).unwrap_or_default();
        take(Said::List(query));
        for (at, id) in ids.iter().enumerate() {
            let rank = Some(rank(at));
            let score = scores.get(at).copied().flatten();
            take(Said::Place(ListPlace { query, id, is_user, rank, score }));
        }
    }
    Ok(())
}

/// The rank of a place, from 1, by its position, from 0.
#[expect(clippy::cast_precision_loss, reason = "no line holds 2^53 places")]
const fn rank(position: usize) -> f64 {
    position as f64 + 1.0
}
