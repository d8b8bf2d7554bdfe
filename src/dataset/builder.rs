//! The builder of a data set, from rows as they come to rows by index.

use super::genres::Genres;
use super::heading::Heading;
use super::interactions::{ByUser, Dataset, Rewards};
use super::terms::Terms;
use super::times::Times;
use super::vocab::{Interner, ItemIdx, UserIdx, Vocab};
use crate::number::{single, to_u32};
use crate::source::personalize::{Interaction, Item};

/// Rows under provisional numbers.
#[derive(Default)]
pub(super) struct Chunk {
    user: Vec<u32>,
    item: Vec<u32>,
    event: Vec<u32>,
    timestamp_s: Vec<i64>,
    /// Empty as long as no row has one.
    reward: Vec<f64>,
    /// NaN where there is none; empty as long as no row has one.
    value: Vec<f32>,
    /// Empty as long as no row has any.
    rest: Vec<u32>,
    pub(super) n_filtered_out: usize,
}

impl Chunk {
    pub(super) fn push(&mut self, user: u32, item: u32, event: u32, row: &Interaction<'_>) {
        self.user.push(user);
        self.item.push(item);
        self.event.push(event);
        self.timestamp_s.push(row.timestamp_s);
        if row.reward > 0.0 || !self.reward.is_empty() {
            self.reward.resize(self.user.len() - 1, 0.0);
            self.reward.push(row.reward);
        }
        if row.event_value.is_some() || !self.value.is_empty() {
            self.value.resize(self.user.len() - 1, f32::NAN);
            self.value.push(row.event_value.map_or(f32::NAN, single));
        }
        if row.rest != 0 || !self.rest.is_empty() {
            self.rest.resize(self.user.len() - 1, 0);
            self.rest.push(row.rest);
        }
    }
}

impl Chunk {
    /// Rows with these users, items, event types and times.
    pub(super) fn of_columns(numbers: [Vec<u32>; 3], timestamp_s: Vec<i64>) -> Self {
        let [user, item, event] = numbers;
        Self { user, item, event, timestamp_s, ..Self::default() }
    }

    /// The same with event values and hashes of other columns; either may be empty.
    pub(super) fn with(self, value: Vec<f32>, rest: Vec<u32>) -> Self {
        Self { value, rest, ..self }
    }

    pub(super) fn n_rows(&self) -> usize {
        self.user.len()
    }
}

/// Gathers rows under provisional numbers.
#[derive(Default)]
pub(super) struct Builder {
    users: Interner,
    items: Interner,
    event_types: Interner,
    row_user: Vec<u32>,
    row_item: Vec<u32>,
    row_event: Vec<u16>,
    row_timestamp_s: Times,
    /// Kept only where rewards are read from the interactions.
    row_reward: Vec<f64>,
    /// NaN where there is none; empty as long as no row has one.
    row_value: Vec<f32>,
    /// Empty where other columns were not asked for, or there are none.
    row_rest: Vec<u32>,
    /// The row at which each file's rows end.
    part_ends: Vec<usize>,
    genres: Option<Vec<(u32, String)>>,
    descriptions: Option<Vec<(u32, String)>>,
    years: Option<Vec<(u32, i32)>>,
    unlisted: (usize, usize),
    n_filtered_out: usize,
    /// True if any file has no time.
    lacks_time: bool,
    has_event_type: bool,
    /// The columns of `row_rest`.
    other_columns: Vec<String>,
    /// True if any file does not end in a line break.
    breaks_off: bool,
}

impl Builder {
    /// Users, items and event types.
    pub(super) fn interners(&mut self) -> [&mut Interner; 3] {
        [&mut self.users, &mut self.items, &mut self.event_types]
    }

    /// Adds the rows of `chunk`, of whose users, items and event types `numbers` has ours.
    pub(super) fn append(&mut self, chunk: &Chunk, numbers: &[Vec<u32>; 3]) {
        let [users, items, events] = numbers;
        if !chunk.reward.is_empty() || !self.row_reward.is_empty() {
            self.row_reward.resize(self.row_user.len(), 0.0);
            self.row_reward.extend_from_slice(&chunk.reward);
        }
        if !chunk.value.is_empty() || !self.row_value.is_empty() {
            self.row_value.resize(self.row_user.len(), f32::NAN);
            self.row_value.extend_from_slice(&chunk.value);
            self.row_value.resize(self.row_user.len() + chunk.user.len(), f32::NAN);
        }
        if !chunk.rest.is_empty() || !self.row_rest.is_empty() {
            self.row_rest.resize(self.row_user.len(), 0);
            self.row_rest.extend_from_slice(&chunk.rest);
            self.row_rest.resize(self.row_user.len() + chunk.user.len(), 0);
        }
        self.row_user.extend(chunk.user.iter().map(|&user| users[user as usize]));
        self.row_item.extend(chunk.item.iter().map(|&item| items[item as usize]));
        self.row_event.extend(chunk.event.iter().map(|&event| to_u16(events[event as usize])));
        self.row_timestamp_s.extend(&chunk.timestamp_s);
        self.n_filtered_out += chunk.n_filtered_out;
    }

    /// The event types so far, without the empty text of a file that has none.
    pub(super) fn event_types(&self) -> Vec<String> {
        let names = self.event_types.since(0).iter().map(ToString::to_string);
        names.filter(|name| !name.is_empty()).collect()
    }

    pub(super) fn push(&mut self, row: &Interaction<'_>) {
        let mut chunk = Chunk::default();
        chunk.push(0, 0, 0, row);
        let (user, item) = (self.users.intern(row.user_id), self.items.intern(row.item_id));
        let event = self.event_types.intern(row.event_type);
        self.append(&chunk, &[vec![user], vec![item], vec![event]]);
    }

    pub(super) fn n_rows(&self) -> usize {
        self.row_user.len()
    }

    /// Event types beyond what 16 bits number.
    pub(super) fn has_too_many_event_types(&self) -> bool {
        self.event_types.len() > usize::from(u16::MAX)
    }

    /// Ends a file.
    pub(super) fn end_part(&mut self) {
        self.part_ends.push(self.n_rows());
    }

    /// All rows so far have a reward, which is 0 where none was given.
    pub(super) fn have_rewards(&mut self) {
        self.row_reward.resize(self.n_rows(), 0.0);
    }

    /// Adds the items of an items file, and counts the items with interactions that it lacks.
    pub(super) fn add_catalogue(&mut self, items: &[Item]) {
        let n_interacted = self.items.len();
        let mut listed = vec![false; n_interacted];
        let mut genres = Vec::with_capacity(items.len());
        let (mut descriptions, mut years) = (Vec::new(), Vec::new());
        for item in items {
            let index = self.items.intern(&item.id);
            if let Some(place) = listed.get_mut(index as usize) {
                *place = true;
            }
            genres.push((index, item.genres.clone()));
            descriptions.push((index, item.description.clone()));
            years.extend(item.year.map(|year| (index, year)));
        }
        let has_genres = genres.iter().any(|(_, genres)| !genres.is_empty());
        self.genres = has_genres.then_some(genres);
        let has_words = descriptions.iter().any(|(_, text)| !text.is_empty());
        self.descriptions = has_words.then_some(descriptions);
        self.years = (!years.is_empty()).then_some(years);
        self.unlisted = (listed.into_iter().filter(|&listed| !listed).count(), n_interacted);
    }

    /// A file of the rows has a column of event types.
    pub(super) fn have_event_type(&mut self) {
        self.has_event_type = true;
    }

    /// The first file's columns of which rows have a hash are these.
    pub(super) fn have_other_columns(&mut self, names: Vec<String>) {
        if self.part_ends.is_empty() {
            self.other_columns = names;
        }
    }

    /// A part of the rows has these columns.
    pub(super) fn have_heading(&mut self, heading: Heading) {
        self.lacks_time |= !heading.has_time;
        self.has_event_type |= heading.has_event_type;
        self.have_other_columns(heading.others);
    }

    /// A file of the rows has no time.
    pub(super) fn lack_time(&mut self) {
        self.lacks_time = true;
    }

    /// A file of the rows does not end in a line break.
    pub(super) fn break_off(&mut self) {
        self.breaks_off = true;
    }

    /// The data set; rewards are those of the items if there are any, otherwise those of the rows.
    pub(super) fn finish(mut self, item_rewards: Option<Vec<(String, f64)>>) -> Dataset {
        if self.part_ends.is_empty() {
            self.part_ends.push(self.n_rows());
        }
        let (users, new_user) = self.users.into_vocab();
        let (items, new_item) = self.items.into_vocab();
        let row_user: Vec<UserIdx> =
            self.row_user.into_iter().map(|old| UserIdx(new_user[old as usize])).collect();
        let row_item =
            self.row_item.into_iter().map(|old| ItemIdx(new_item[old as usize])).collect();
        let by_user = group(&row_user, &self.row_timestamp_s, users.len());
        let genres = self.genres.map(|by_old| Genres::new(&texts(&by_old, &new_item)));
        let terms = self.descriptions.map(|by_old| Terms::new(&texts(&by_old, &new_item)));
        let years = self.years.map(|by_old| years(&by_old, &new_item));
        let rewards = match item_rewards {
            Some(amounts) => Some(Rewards::ByItem(by_item(&items, &amounts))),
            None if !self.row_reward.is_empty() => Some(Rewards::ByRow(self.row_reward)),
            None => None,
        };
        Dataset {
            users,
            items,
            event_types: self.event_types.into_ids(),
            row_user,
            row_item,
            row_event: self.row_event,
            row_timestamp_s: self.row_timestamp_s,
            by_user,
            part_ends: self.part_ends,
            genres,
            terms,
            years,
            row_value: self.row_value,
            row_rest: self.row_rest,
            rewards,
            ended: !self.breaks_off,
            has_time: !self.lacks_time,
            has_event_type: self.has_event_type,
            other_columns: self.other_columns,
            unlisted: self.unlisted,
            n_filtered_out: self.n_filtered_out,
        }
    }
}

impl Dataset {
    /// A data set of rows in file order: user, item, event type, timestamp in seconds. Short for small examples;
    /// [`Self::builder`] takes ids of any type, values, rewards and items.
    #[must_use]
    pub fn from_rows(rows: &[(&str, &str, &str, i64)]) -> Self {
        let mut builder = Builder::default();
        for &(user_id, item_id, event_type, timestamp_s) in rows {
            let (event_value, reward, rest) = (None, 0.0, 0);
            builder.push(&Interaction {
                user_id,
                item_id,
                event_type,
                event_value,
                timestamp_s,
                reward,
                rest,
            });
        }
        builder.finish(None)
    }
}

/// The number of an event type; beyond 16 bits it saturates, and the reader refuses the file.
fn to_u16(number: u32) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

fn texts<'t>(by_old: &'t [(u32, String)], new_item: &[u32]) -> Vec<&'t str> {
    let mut texts = vec![""; new_item.len()];
    for (old, text) in by_old {
        texts[new_item[*old as usize] as usize] = text;
    }
    texts
}

fn years(by_old: &[(u32, i32)], new_item: &[u32]) -> Vec<Option<i32>> {
    let mut years = vec![None; new_item.len()];
    for &(old, year) in by_old {
        years[new_item[old as usize] as usize] = Some(year);
    }
    years
}

/// Amounts by item; one that is not named has none, one named twice the last.
fn by_item(items: &Vocab, amounts: &[(String, f64)]) -> Vec<f64> {
    let mut by_item = vec![0.0; items.len()];
    for (id, amount) in amounts {
        if let Some(index) = items.find(id) {
            by_item[index as usize] = *amount;
        }
    }
    by_item
}

/// Counting sort by user, then a stable sort by time within each.
fn group(row_user: &[UserIdx], row_timestamp_s: &Times, n_users: usize) -> ByUser {
    let mut offsets = vec![0_usize; n_users + 1];
    for user in row_user {
        offsets[user.index() + 1] += 1;
    }
    for user in 0..n_users {
        offsets[user + 1] += offsets[user];
    }
    let mut next = offsets.clone();
    let mut rows = vec![0_u32; row_user.len()];
    for (row, user) in row_user.iter().enumerate() {
        rows[next[user.index()]] = to_u32(row);
        next[user.index()] += 1;
    }
    for user in 0..n_users {
        rows[offsets[user]..offsets[user + 1]].sort_by_key(|&row| row_timestamp_s.get(row));
    }
    ByUser { offsets, rows }
}
