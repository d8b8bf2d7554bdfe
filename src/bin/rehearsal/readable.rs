//! Tables and numbers for people.

/// The least width of a terminal, in letters.
const WIDTH: usize = 80;

/// Columns padded to the widest cell; the first to the left, the others to the right. The first row
/// is the heading. What is wider than a terminal is folded: further columns follow below, each time with
/// the first column again.
pub(crate) fn table(rows: &[Vec<String>]) -> String {
    keyed_table(rows, 1)
}

/// A table of which one column gives way: where a line would be too wide, its cells are cut with an ellipsis, but never
/// to less than eight letters.
pub(crate) fn yielding_table(mut rows: Vec<Vec<String>>, yielding: usize) -> String {
    let widths = widths(&rows);
    let others: usize =
        (0..widths.len()).filter(|&at| at != yielding).map(|at| widths[at] + 2).sum();
    let room = WIDTH.saturating_sub(others).max(8);
    for row in &mut rows {
        if let Some(cell) = row.get_mut(yielding).filter(|cell| cell.chars().count() > room) {
            *cell = rehearsal::text::shorten(cell, room - 1);
        }
    }
    table(&rows)
}

/// A table whose first `n_keys` columns together name a row: all of them are repeated where it is folded.
pub(crate) fn keyed_table(rows: &[Vec<String>], n_keys: usize) -> String {
    let widths = widths(rows);
    let groups = fold(&widths, n_keys);
    let texts = groups.into_iter().map(|columns| block(rows, &widths, &columns));
    texts.collect::<Vec<_>>().join("\n")
}

fn widths(rows: &[Vec<String>]) -> Vec<usize> {
    let n_columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max()
    };
    (0..n_columns).map(|column| width(column).unwrap_or(0)).collect()
}

/// The columns of each block: as many as fit, at least one beside the `n_keys` first.
fn fold(widths: &[usize], n_keys: usize) -> Vec<Vec<usize>> {
    let keys: Vec<usize> = (0..n_keys.min(widths.len())).collect();
    let width = |columns: &[usize]| columns.iter().map(|&at| widths[at] + 2).sum::<usize>();
    let mut groups = vec![keys.clone()];
    for (column, own) in widths.iter().enumerate().skip(keys.len()) {
        let Some(group) = groups.last_mut() else { break };
        let is_full = width(group) + own > WIDTH && group.len() > keys.len();
        if is_full {
            groups.push([keys.as_slice(), &[column]].concat());
        } else {
            group.push(column);
        }
    }
    groups
}

fn block(rows: &[Vec<String>], widths: &[usize], columns: &[usize]) -> String {
    let mut text = String::new();
    for (number, row) in rows.iter().enumerate() {
        let cells = columns.iter().map(|&column| {
            let (cell, width) = (row.get(column).map_or("", String::as_str), widths[column]);
            if column == 0 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        });
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
        if number == 0 {
            let total: usize = columns.iter().map(|&column| widths[column] + 2).sum();
            text.push_str(&"-".repeat(total.saturating_sub(2)));
            text.push('\n');
        }
    }
    text
}

/// Breaks a sentence at its blanks so that it fits a terminal; further lines begin with `indent`, which
/// goes before the first one too as far as the sentence itself begins with blanks. What stands in
/// back-ticks stays together where it fits a line, as does a number with its unit.
pub(crate) fn wrap(line: &str, indent: &str) -> String {
    let first = &line[..line.len() - line.trim_start_matches(' ').len()];
    let mut lines = vec![first.to_owned()];
    let mut is_new = true;
    for unit in units(line.trim_start_matches(' '), WIDTH - indent.chars().count()) {
        let Some(last) = lines.last_mut() else { break };
        let is_full = last.chars().count() + 1 + unit.chars().count() > WIDTH;
        if is_new {
            last.push_str(&unit);
        } else if is_full {
            last.truncate(last.trim_end().len());
            lines.push(format!("{indent}{unit}"));
        } else {
            last.push(' ');
            last.push_str(&unit);
        }
        // Of several blanks at a break none is left.
        is_new = is_full && unit.is_empty();
    }
    lines.join("\n")
}

/// Every line of `text` wrapped, further lines of each with an indent of two more blanks than the line
/// itself has. A line that is a command stays whole, since a broken one cannot be copied.
pub(crate) fn wrap_all(text: &str) -> String {
    let wrapped = text.lines().map(|line| {
        let own = line.len() - line.trim_start_matches(' ').len();
        let is_command = line[own..].starts_with("rehearsal ");
        let fits = line.chars().count() <= WIDTH;
        if is_command || fits { line.to_owned() } else { wrap(line, &" ".repeat(own + 2)) }
    });
    wrapped.fold(String::new(), |all, line| all + &line + "\n")
}

/// The pieces of a sentence that are not broken, none of more than one word wider than `width`.
fn units(line: &str, width: usize) -> Vec<String> {
    let mut units: Vec<String> = Vec::new();
    let mut is_open = false;
    for word in line.split(' ') {
        let goes_on = is_open || word == "%" || word.starts_with("%)") || word.starts_with("%,");
        let fits = |last: &String| last.chars().count() + 1 + word.chars().count() <= width;
        match units.last_mut().filter(|last| goes_on && fits(last)) {
            Some(last) => {
                last.push(' ');
                last.push_str(word);
            }
            None => units.push(word.to_owned()),
        }
        is_open ^= word.matches('`').count() % 2 == 1;
    }
    units
}

/// A metric to four decimals, as the service prints them.
pub(crate) fn metric(value: f64) -> String {
    format!("{value:.4}")
}

/// A share in per cent.
pub(crate) fn percent(share: f64) -> String {
    format!("{:.2} %", share * 100.0)
}

/// A count with thousands marked.
pub(crate) fn count(count: usize) -> String {
    rehearsal::number::thousands(count as u64)
}

/// The text with thousands marked in its whole numbers.
pub(crate) fn marked(text: &str) -> String {
    let marked = text.split_inclusive([' ', ',']).map(|piece| {
        let word = piece.trim_end_matches([' ', ',']);
        let is_whole = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
        let number = word.parse().ok().filter(|_| is_whole).map(rehearsal::number::thousands);
        number.map_or_else(|| piece.to_owned(), |number| number + &piece[word.len()..])
    });
    marked.collect()
}

/// A count and what is counted: `1 list`, `2 lists`.
pub(crate) fn of(n: usize, what: &str) -> String {
    format!("{} {what}{}", count(n), if n == 1 { "" } else { "s" })
}

/// US dollars and cents.
pub(crate) fn dollars(amount: f64) -> String {
    format!("${amount:.2}")
}

/// Seconds as people say them.
pub(crate) fn duration(seconds: f64) -> String {
    let whole = rehearsal::number::round_to_count(seconds);
    match whole {
        0..60 => format!("{whole} s"),
        60..3_600 => format!("{} min", whole.div_ceil(60)),
        _ => format!("{} h {} min", whole / 3_600, whole % 3_600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_line_up() {
        let rows = [vec!["model".into(), "x".into()], vec!["a".into(), "10".into()]];
        assert_eq!(table(&rows), "model   x\n---------\na      10\n");
    }

    #[test]
    fn a_column_that_yields_keeps_a_table_within_a_line() {
        let row = |name: &str, cell: &str| -> Vec<String> {
            std::iter::once(name).chain([cell; 4]).map(str::to_owned).collect()
        };
        let rows = vec![row("figure", "now"), row("largest.item_share_of_all", "25,000,000,000")];
        let text = yielding_table(rows.clone(), 0);
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
        assert!(text.contains("\nlargest.item_sh…  25,000"), "{text}");
        // What fits is left as it is.
        let narrow = vec![row("figure", "now"), row("largest.item_share_of_all", "1")];
        assert_eq!(yielding_table(narrow.clone(), 0), table(&narrow));
    }

    #[test]
    fn wide_tables_fold_and_sentences_wrap() {
        let row = |cell: &str| -> Vec<String> {
            std::iter::once("model").chain([cell; 4]).map(str::to_owned).collect()
        };
        let rows = [row(&"h".repeat(30)), row("1")];
        let text = table(&rows);
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        assert_eq!(text.matches("model").count(), 4, "two blocks of two rows");
        let sentence = "a word ".repeat(30);
        let wrapped = wrap(sentence.trim_end(), "  ");
        assert!(wrapped.lines().all(|line| line.len() <= 80));
        assert_eq!(wrapped.split_whitespace().count(), 60);
    }

    #[test]
    fn thousands_are_marked_in_whole_numbers_alone() {
        let text = "a number from 0.1 to 1000000000, or `none`; 5 to 1000, x2000 1000.5";
        let expected = "a number from 0.1 to 1,000,000,000, or `none`; 5 to 1,000, x2000 1000.5";
        assert_eq!(marked(text), expected);
    }

    #[test]
    fn what_stands_in_back_ticks_and_a_number_with_its_unit_stay_together() {
        let blanks = "x".repeat(70);
        assert_eq!(
            wrap(&format!("{blanks} `--a b c d` e"), "  "),
            format!("{blanks}\n  `--a b c d` e")
        );
        assert_eq!(
            wrap(&format!("{blanks} 12345.67 % of"), ""),
            format!("{blanks}\n12345.67 % of")
        );
        // What is wider than a line is broken all the same.
        let long = format!("`{}`", "word ".repeat(30));
        assert!(wrap(&long, "  ").lines().all(|line| line.len() <= 80));
        let command = format!("  rehearsal stats {blanks}{blanks}\n");
        assert_eq!(wrap_all(&command), command);
    }
}
