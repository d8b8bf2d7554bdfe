//! The options for reading a table that its form and its cells ask for.

use super::cells::{CellKind, Cells};
use super::proposal::{ProposedOption, ProposedTable, Standing};
use super::sample::Sample;
use crate::column::{ITEM_ID, USER_ID};
use crate::text::shorten;

/// An option with what speaks for it.
fn option(
    option: &'static str,
    values: Vec<String>,
    evidence: impl Into<String>,
) -> ProposedOption {
    ProposedOption {
        option,
        values,
        evidence: evidence.into(),
        unsure: String::new(),
        standing: Standing::Set,
    }
}

/// The options for the text of a table: its encoding, and the names of columns without a header.
pub(super) fn of_text(own: &Sample) -> Vec<ProposedOption> {
    encoding(own).into_iter().chain(header(own)).collect()
}

/// The encoding of a text that is not UTF-8.
fn encoding(own: &Sample) -> Option<ProposedOption> {
    let name = own.encoding?;
    let names = own.columns.iter().map(|cells| cells.name.as_str());
    let values = own.columns.iter().flat_map(|cells| &cells.values).map(String::as_str);
    let word = names.chain(values).find(|text| !text.is_ascii()).unwrap_or_default();
    let evidence =
        format!("The text is not UTF-8; as {name} it has `{}`.", shorten(word.trim(), 40));
    Some(ProposedOption {
        unsure: format!(
            "Any text can be read as {name}: look whether the letters are right. Others are windows-1250 (Central \
             Europe), windows-1251 (Cyrillic), iso-8859-15 and shift_jis."
        ),
        ..option("encoding", vec![name.to_owned()], evidence)
    })
}

/// The options that name the columns of a table without a header.
fn header(own: &Sample) -> Vec<ProposedOption> {
    if !own.has_no_header {
        return Vec::new();
    }
    let names = own.columns.iter().map(|cells| cells.name.clone()).collect();
    let unsure = "Of two columns of ids the first is taken for users; change the names if it is the other way round.";
    vec![
        option("no-header", Vec::new(), "The first line is a row like the others."),
        ProposedOption {
            unsure: unsure.to_owned(),
            ..option("columns", names, "These names are made up from what the columns hold.")
        },
    ]
}

/// The options for the ids of a table: words that stand for none, rows without one, and points in them.
pub(super) fn of_ids(own: &Sample, table: &ProposedTable) -> Vec<ProposedOption> {
    let ids = table.columns.iter().filter(|one| [USER_ID, ITEM_ID].contains(&one.ours.as_str()));
    let ids: Vec<&Cells> = ids.filter_map(|one| own.column(one.theirs.as_deref()?)).collect();
    let mut options = Vec::new();
    options.extend(no_values(&ids));
    options.extend(ids.iter().find(|cells| cells.has_points()).map(|cells| whole_ids(cells)));
    if let Some(emptiest) =
        ids.iter().filter(|cells| cells.n_empty > 0).max_by_key(|cells| cells.n_empty)
    {
        options.extend(bad_rows(emptiest));
    }
    options
}

/// The option for numbers with decimal commas, to turn on where no column is taken that has them.
pub(super) fn of_numbers(own: &Sample, table: &ProposedTable) -> Option<ProposedOption> {
    let with_comma =
        |name: &str| own.column(name).filter(|cells| cells.kind == CellKind::WithComma);
    let mut taken = table.columns.iter().filter_map(|one| one.theirs.as_deref());
    let mut others = table.columns.iter().flat_map(|one| &one.alternatives);
    let taken = taken.find_map(with_comma);
    let other = others.find_map(|one| with_comma(&one.theirs));
    let standing = if taken.is_some() { Standing::Set } else { Standing::Suggested };
    let cells = taken.or(other)?;
    let evidence = format!(
        "`{}` holds numbers with a decimal comma, such as {}; a point parts thousands.",
        cells.name,
        cells.examples(2)
    );
    Some(ProposedOption { standing, ..option("decimal-comma", Vec::new(), evidence) })
}

/// The words that stand for no id.
fn no_values(ids: &[&Cells]) -> Option<ProposedOption> {
    let mut words: Vec<&String> = ids.iter().flat_map(|cells| &cells.no_values).collect();
    words.sort_unstable();
    words.dedup();
    let (first, cells) = (words.first()?, ids.iter().find(|cells| !cells.no_values.is_empty())?);
    Some(ProposedOption {
        unsure: "Without this line such a word is an id like any other.".to_owned(),
        ..option(
            "null",
            words.iter().map(|&word| word.clone()).collect(),
            format!(
                "`{}` holds `{first}`, which looks like no value rather than an id.",
                cells.name
            ),
        )
    })
}

/// Ids without the points that a table of floating-point numbers gave them.
fn whole_ids(cells: &Cells) -> ProposedOption {
    let evidence = format!(
        "`{}` holds ids with a point, such as {}, as pandas writes a column with empty cells; this takes it off.",
        cells.name,
        cells.example()
    );
    option("whole-ids", Vec::new(), evidence)
}

/// The treatment of rows without an id, to turn on.
fn bad_rows(cells: &Cells) -> Vec<ProposedOption> {
    let percent = cells.empty_share() * 100.0;
    let evidence = format!(
        "`{}` is empty in {:.0} % of the rows that were looked at. `prep` stops at the first of them; with this line it \
         leaves them out and counts them (`keep-apart` writes them to a file too).",
        cells.name,
        percent.max(1.0)
    );
    let off = |one| ProposedOption { standing: Standing::Suggested, ..one };
    let mut options = vec![off(option("bad-rows", vec!["drop".to_owned()], evidence))];
    if percent > 0.9 {
        let most = format!("{:.0}%", (percent * 1.5).ceil().min(100.0));
        let evidence = "The largest share of such rows; it is 1 % where nothing is said.";
        options.push(off(option("max-bad-rows", vec![most], evidence)));
    }
    options
}

#[cfg(test)]
mod tests {
    use super::super::sample::sample;
    use super::*;
    use crate::schema::DatasetType;
    use crate::survey::ProposedColumn;

    /// The options for the text and the ids of a table, as lines.
    fn of(bytes: &[u8]) -> Vec<String> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("log.csv");
        std::fs::write(&path, bytes).expect("written");
        let own = sample(&path).expect("a table");
        let column = |ours: &str, theirs: &str| ProposedColumn {
            ours: ours.to_owned(),
            theirs: Some(theirs.to_owned()),
            evidence: String::new(),
            alternatives: Vec::new(),
        };
        let table = ProposedTable {
            dataset: DatasetType::Interactions,
            input: path,
            evidence: Vec::new(),
            columns: vec![column(USER_ID, "user_id"), column(ITEM_ID, "item_id")],
            options: Vec::new(),
            left_out: Vec::new(),
        };
        let options = of_text(&own).into_iter().chain(of_ids(&own, &table));
        let off = |one: &ProposedOption| one.standing == Standing::Suggested;
        options
            .map(|one| {
                let mark = if off(&one) { "# " } else { "" };
                format!("{mark}{} {}", one.option, one.values.join(","))
            })
            .collect()
    }

    #[test]
    fn words_for_no_id_are_named_and_rows_without_one_are_left_to_say() {
        let text = b"user_id,item_id,ts\nNULL,1,1700000000\n7,\\N,1700000001\n8,2,1700000002\n";
        assert_eq!(of(text), ["null NULL,\\N", "# bad-rows drop", "# max-bad-rows 50%"]);
        assert_eq!(of(b"user_id,item_id\n,1\n7,2\n")[0], "# bad-rows drop");
        assert!(of(b"user_id,item_id\n7,1\n7,2\n").is_empty());
    }

    #[test]
    fn ids_of_floating_point_lose_the_point() {
        assert_eq!(of(b"user_id,item_id\n9.0,4.0\n8.0,4.0\n"), ["whole-ids "]);
        assert!(of(b"user_id,item_id\n9.5,4\n8.0,4\n").is_empty());
    }

    #[test]
    fn a_text_that_is_not_utf_8_is_read_by_the_letters_of_windows() {
        assert_eq!(of(b"user_id,item_id\nJ\xFCrgen,1\nAnna,2\n"), ["encoding windows-1252"]);
        assert_eq!(of(b"user_id,item_id,Gr\xF6\xDFe\n1,1,1\n1,2,2\n"), ["encoding windows-1252"]);
        assert!(of("user_id,item_id\nJürgen,1\nAnna,2\n".as_bytes()).is_empty());
    }
}
