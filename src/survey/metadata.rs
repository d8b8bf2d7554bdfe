//! The columns of items and users.

use super::cells::{CellKind, Cells};
use super::columns::left_out;
use super::instants::TimeForm;
use super::overlap::{share, shows};
use super::proposal::{ProposedColumn, ProposedOption, ProposedTable, Standing};
use super::reading;
use super::sample::Sample;
use super::times::timestamp_format;
use super::words::{Meaning, strength};
use crate::column::{
    AGE, CREATION_TIMESTAMP, DESCRIPTION, GENDER, GENRES, ITEM_ID, TITLE, USER_ID, YEAR,
};
use crate::schema::DatasetType;
use crate::source::mapped::{is_usual, meant, service_name};

/// The most different values of a category.
const CATEGORIES_MAX: u64 = 100;

/// A table whose rows are users or items, with the column of their ids and how many of ours it has.
#[derive(Debug, Clone)]
pub(super) struct Described<'s> {
    pub(super) sample: &'s Sample,
    pub(super) id: &'s Cells,
    /// The share of our ids that it has.
    pub(super) share: f64,
}

/// The least share of our ids that a table has whose column is called as ours.
const SOME_IDS: f64 = 0.1;

/// Tells whether a table has a column from which the service learns: it refuses ids and titles alone.
pub(super) fn says_something(table: &ProposedTable) -> bool {
    let says = |one: &ProposedColumn| ![USER_ID, ITEM_ID, TITLE].contains(&one.ours.as_str());
    table.columns.iter().any(|one| one.theirs.is_some() && says(one))
}

/// The column of ids of a table that describes them, if it has some of these.
pub(super) fn described<'s>(
    sample: &'s Sample,
    ids: &Cells,
    meaning: Meaning,
) -> Option<Described<'s>> {
    let may_be = sample.columns.iter().filter(|cells| cells.may_be_ids() && cells.n_empty == 0);
    let candidates =
        may_be.filter_map(|id| {
            let share = share(ids, id);
            let is_named = strength(meaning, &id.name) > 0 && share >= SOME_IDS;
            let is_key = id.n_different() * 10 >= id.n_rows * 9;
            (is_key && (is_named || shows(ids, meaning, (sample, id), share)))
                .then_some(Described { sample, id, share })
        });
    candidates.max_by(|left, right| left.share.total_cmp(&right.share))
}

/// The table of items or users as it is proposed.
pub(super) fn table(found: &Described<'_>, dataset: DatasetType, ids: &Cells) -> ProposedTable {
    let own = found.sample;
    let ours = if dataset == DatasetType::Items { ITEM_ID } else { USER_ID };
    let what = if dataset == DatasetType::Items { "items" } else { "users" };
    let has = if found.share >= 1.0 {
        format!("it has all {what} of the interactions")
    } else {
        format!("it has {:.0} % of the {what} of the interactions", (found.share * 100.0).floor())
    };
    let mut table = ProposedTable {
        dataset,
        input: own.path.clone(),
        evidence: vec![own.said(), format!("{has} that were looked at")],
        columns: vec![column(ours, found.id, found.id.counted())],
        options: reading::of_text(own),
        left_out: Vec::new(),
    };
    debug_assert!(!ids.values.is_empty());
    let of_ids = reading::of_ids(own, &table);
    table.options.extend(of_ids);
    if dataset == DatasetType::Items {
        items(own, &mut table);
    } else {
        users(own, &mut table);
    }
    table.options.extend(reading::of_numbers(own, &table));
    if let Some(separator) = list_separator(own, &table) {
        table.options.push(separator);
    }
    table.left_out = left_out(own, &table);
    table
}

fn column(ours: &str, cells: &Cells, evidence: String) -> ProposedColumn {
    ProposedColumn {
        ours: ours.to_owned(),
        theirs: Some(cells.name.clone()),
        evidence,
        alternatives: Vec::new(),
    }
}

fn is_free(table: &ProposedTable, cells: &Cells) -> bool {
    table.columns.iter().all(|one| one.theirs.as_deref() != Some(&cells.name))
}

/// Tells whether a column may hold what is wanted.
type Fits<'f> = &'f dyn Fn(&Cells) -> bool;

fn items(own: &Sample, table: &mut ProposedTable) {
    let is_text = |cells: &Cells| cells.kind == CellKind::Text && cells.time.is_none();
    let any: Fits<'_> = &is_text;
    let commas = own.commas();
    let number: Fits<'_> = &|cells| cells.is_number_of(commas);
    let time: Fits<'_> = &|cells| cells.time.is_some();
    let whole: Fits<'_> = &|cells| cells.kind == CellKind::Whole && cells.time.is_none();
    let wanted: [(&str, Meaning, Fits<'_>); 7] = [
        (TITLE, Meaning::Title, any),
        (GENRES, Meaning::Genres, any),
        ("CATEGORY_L1", Meaning::Category, any),
        ("PRICE", Meaning::Price, number),
        (DESCRIPTION, Meaning::Description, any),
        (CREATION_TIMESTAMP, Meaning::Created, time),
        (YEAR, Meaning::Year, whole),
    ];
    for (ours, meaning, fits) in wanted {
        let named = own.columns.iter().filter(|cells| is_free(table, cells) && fits(cells));
        let best = named.filter(|cells| strength(meaning, &cells.name) > 0);
        let best = best.min_by_key(|cells| std::cmp::Reverse(strength(meaning, &cells.name)));
        if let Some(cells) = best {
            let form = cells.time.as_ref().map(|form| format!("{}, ", form.said()));
            let evidence = format!("{}{}", form.unwrap_or_default(), with_examples(cells));
            match &cells.time {
                Some(TimeForm::Formats(formats)) if ours == CREATION_TIMESTAMP => {
                    created(cells, formats, evidence, table);
                }
                _ => table.columns.push(column(ours, cells, evidence)),
            }
        } else if ours == "PRICE" {
            table.columns.extend(with_comma(own));
        }
    }
    own_categories(own, table);
}

/// Adds the column of a creation that is told in a format of its own, where this is the only one that fits.
fn created(cells: &Cells, formats: &[&str], evidence: String, table: &mut ProposedTable) {
    if let [format] = formats {
        let found = format!("{} has this form, as all values do.", cells.example());
        table.options.push(timestamp_format(format, &found));
        table.columns.push(column(CREATION_TIMESTAMP, cells, evidence));
        return;
    }
    let ours = ProposedColumn { theirs: None, ..column(CREATION_TIMESTAMP, cells, String::new()) };
    table.columns.push(ProposedColumn {
        evidence: format!(
            "`{0}` may be since when an item is there, but no value tells which of the forms `{1}` is meant; with the \
             right `timestamp-format` it is read: `map.CREATION_TIMESTAMP = \"{0}\"`",
            cells.name,
            formats.join("` and `")
        ),
        ..ours
    });
}

/// The price that cannot be read, where its numbers have decimal commas.
fn with_comma(own: &Sample) -> Option<ProposedColumn> {
    let cells = own.columns.iter().find(|cells| {
        cells.kind == CellKind::WithComma && strength(Meaning::Price, &cells.name) > 0
    })?;
    Some(ProposedColumn {
        ours: "PRICE".to_owned(),
        theirs: None,
        evidence: format!(
            "`{}` may be the price, but its numbers have decimal commas, such as {}, and other columns have points: one way of \
             reading does not fit both. Write them alike where the table is exported, and then `map.PRICE = \"{}\"`",
            cells.name,
            cells.examples(2),
            cells.name
        ),
        alternatives: Vec::new(),
    })
}

fn users(own: &Sample, table: &mut ProposedTable) {
    for (ours, words) in [(AGE, &["age", "alter"][..]), (GENDER, &["gender", "sex", "geschlecht"])]
    {
        let named = own.columns.iter().find(|cells| {
            let is_named = words.iter().any(|word| meant(&cells.name).eq_ignore_ascii_case(word));
            let fits = ours != AGE || cells.kind == CellKind::Whole;
            is_named && fits && is_free(table, cells)
        });
        if let Some(cells) = named {
            table.columns.push(column(ours, cells, with_examples(cells)));
        }
    }
    own_categories(own, table);
}

fn with_examples(cells: &Cells) -> String {
    format!("{}, such as {}", cells.counted(), cells.examples(3))
}

/// Adds the columns that divide the rows into few groups, under names of the service's form.
fn own_categories(own: &Sample, table: &mut ProposedTable) {
    for cells in &own.columns {
        let is_few = (2..=CATEGORIES_MAX).contains(&cells.n_different());
        let is_category = cells.kind == CellKind::Text && cells.time.is_none() && is_few;
        let divides = cells.n_different() * 2 <= cells.n_rows;
        let name = service_name(&cells.name);
        let is_new = !name.is_empty() && table.columns.iter().all(|one| one.ours != name);
        let is_id = [USER_ID, ITEM_ID].iter().any(|ours| is_usual(ours, &cells.name));
        if is_category && divides && is_new && !is_id && is_free(table, cells) {
            table.columns.push(column(&name, cells, with_examples(cells)));
        }
    }
}

/// The separator of lists in cells, where it is not the service's own.
fn list_separator(own: &Sample, table: &ProposedTable) -> Option<ProposedOption> {
    let lists = table.columns.iter().filter(|one| {
        one.ours == GENRES || one.ours.starts_with("CATEGORY") || one.ours.starts_with("GENRE")
    });
    for one in lists {
        let cells = own.column(one.theirs.as_deref()?)?;
        if cells.values.iter().any(|value| value.contains('|')) {
            continue;
        }
        for separator in [", ", ",", ";", "/"] {
            let divided = cells.values.iter().filter(|value| value.contains(separator)).count();
            if divided * 5 >= cells.values.len() && divided > 1 {
                return Some(ProposedOption {
                    option: "list-separator",
                    values: vec![separator.to_owned()],
                    evidence: format!(
                        "`{}` holds lists, such as {}",
                        cells.name,
                        cells.examples(1)
                    ),
                    unsure: String::new(),
                    standing: Standing::Set,
                });
            }
        }
    }
    None
}
