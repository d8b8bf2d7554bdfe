//! Columns of the user's own that hold numbers throughout: they become columns of numbers, as `schema
//! infer` takes them.

use polars::prelude::{Column, DataFrame, NamedFrom, Series};

use super::mapping::Mapped;

/// What all cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum All {
    Int,
    Long,
    Double,
    Text,
}

/// Turns the open columns of `frame` into numbers where every cell that is there is one, and says so. A
/// column in which a zero stands before other digits stays text, since the zero would be lost.
pub(super) fn settle(
    mut frame: DataFrame,
    mapped: &[Mapped],
    notes: &mut Vec<String>,
) -> DataFrame {
    for one in mapped.iter().filter(|one| one.is_open) {
        let Ok(column) = frame.column(&one.target) else { continue };
        let Some((settled, name)) = settled(column) else { continue };
        notes.push(format!("{} taken as {name}", one.target));
        // The column has the name and the height of the one that it replaces.
        let _ = frame.with_column(settled);
    }
    frame
}

fn settled(column: &Column) -> Option<(Column, &'static str)> {
    let name = column.name().clone();
    if let Ok(numbers) = column.i64() {
        let fits = numbers.iter().flatten().all(|number| i32::try_from(number).is_ok());
        let small = || numbers.iter().map(|one| one.and_then(|one| i32::try_from(one).ok()));
        return fits.then(|| (Series::new(name, small().collect::<Vec<_>>()).into(), "int"));
    }
    let texts = column.str().ok()?;
    let mut all = None;
    for text in texts.iter().flatten() {
        let this = of(text);
        all = Some(all.map_or(this, |before| widest(before, this)));
        if all == Some(All::Text) {
            return None;
        }
    }
    let series = match all? {
        All::Int => {
            let cells: Vec<Option<i32>> =
                texts.iter().map(|text| text.and_then(|text| text.parse().ok())).collect();
            Series::new(name, cells)
        }
        All::Long => {
            let cells: Vec<Option<i64>> =
                texts.iter().map(|text| text.and_then(|text| text.parse().ok())).collect();
            Series::new(name, cells)
        }
        All::Double => {
            let cells: Vec<Option<f64>> =
                texts.iter().map(|text| text.and_then(|text| text.parse().ok())).collect();
            Series::new(name, cells)
        }
        All::Text => return None,
    };
    let what = match all? {
        All::Int => "int",
        All::Long => "long",
        _ => "double",
    };
    Some((series.into(), what))
}

fn of(text: &str) -> All {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let leads_with_zero = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    let is_plain = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'-' | b'+'));
    if leads_with_zero || !is_plain || !digits.starts_with(|first: char| first.is_ascii_digit()) {
        return All::Text;
    }
    match () {
        () if text.parse::<i32>().is_ok() => All::Int,
        () if text.parse::<i64>().is_ok() => All::Long,
        // A whole number beyond 64 bits would lose digits.
        () if digits.bytes().all(|byte| byte.is_ascii_digit()) => All::Text,
        () if text.parse::<f64>().is_ok_and(f64::is_finite) && keeps_digits(text) => All::Double,
        () => All::Text,
    }
}

/// Whether a double has all digits of `text`.
fn keeps_digits(text: &str) -> bool {
    text.bytes().filter(u8::is_ascii_digit).count() <= 15
}

const fn widest(one: All, other: All) -> All {
    match (one, other) {
        (All::Text, _) | (_, All::Text) => All::Text,
        (All::Double, _) | (_, All::Double) => All::Double,
        (All::Long, _) | (_, All::Long) => All::Long,
        _ => All::Int,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_of_numbers_is_one_as_long_as_no_digit_is_lost() {
        assert_eq!(of("12"), All::Int);
        assert_eq!(of("-3000000000"), All::Long);
        assert_eq!(of("1.50"), All::Double);
        for text in
            ["007", "1e", "x", "12345678901234567890", "0.12345678901234567", "-", "1 2", "inf"]
        {
            assert_eq!(of(text), All::Text, "{text}");
        }
        assert_eq!(of("0.5"), All::Double);
        assert_eq!(widest(All::Int, All::Double), All::Double);
    }
}
