//! Tables and numbers for people.

/// Columns padded to the widest cell; the first to the left, the others to the right. The first row
/// is the heading.
pub(crate) fn table(rows: &[Vec<String>]) -> String {
    let n_columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max()
    };
    let widths: Vec<usize> = (0..n_columns).map(|column| width(column).unwrap_or(0)).collect();
    let mut text = String::new();
    for (number, row) in rows.iter().enumerate() {
        let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, &width))| {
            if column == 0 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        });
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
        if number == 0 {
            let total = widths.iter().sum::<usize>() + 2 * n_columns.saturating_sub(1);
            text.push_str(&"-".repeat(total));
            text.push('\n');
        }
    }
    text
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
}
