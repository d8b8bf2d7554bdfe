//! Numbers of 32 bits in SQL: each result is rounded as the models round it.
//!
//! A quotient or a root of such numbers that is found with 64 bits and then rounded is the one that 32 bits give
//! (Figueroa 1995, "When is double rounding innocuous?"): 53 bits are more than twice 24 and one.

use crate::transform::sql::SqlDialect;

/// A number as one of 32 bits.
pub(super) fn single(value: &str) -> String {
    format!("CAST({value} AS FLOAT)")
}

/// A number of 32 bits as a literal.
pub(super) fn constant(number: f32) -> String {
    format!("CAST('{number:e}' AS FLOAT)")
}

/// A number of 32 bits to a power, rounded once.
pub(super) fn power(base: &str, exponent: f32) -> String {
    let exponent = SqlDialect::number(f64::from(exponent));
    single(&format!("power(CAST({base} AS DOUBLE), {exponent})"))
}

/// A quotient of numbers of 32 bits.
pub(super) fn quotient(left: &str, right: &str) -> String {
    single(&format!("(CAST({left} AS DOUBLE) / CAST({right} AS DOUBLE))"))
}

/// The number at a place, from 0, among constants; 0 behind them.
pub(super) fn at_place(dialect: SqlDialect, numbers: &[f32], place: &str) -> String {
    let texts: Vec<String> = numbers.iter().map(|number| format!("'{number:e}'")).collect();
    let texts = texts.join(", ");
    let found = match dialect {
        SqlDialect::Spark => format!("CAST(array({texts}) AS ARRAY<FLOAT>)[CAST({place} AS INT)]"),
        SqlDialect::Duckdb => format!("CAST([{texts}] AS FLOAT[])[{place} + 1]"),
    };
    format!("coalesce({found}, CAST(0 AS FLOAT))")
}

/// The sum of numbers of 32 bits, added one after another in an order.
pub(super) fn sum_in_order(dialect: SqlDialect, value: &str, order: &str) -> String {
    match dialect {
        SqlDialect::Spark => format!(
            "aggregate(array_sort(collect_list(struct({order} AS place, {value} AS value))), CAST(0 AS FLOAT), \
             (total, one) -> total + one.value)"
        ),
        SqlDialect::Duckdb => {
            format!("list_reduce(list({value} ORDER BY {order}), lambda total, one: total + one)")
        }
    }
}

/// The weight of an item of a history by the number of newer ones: 0.5 to the power of that number over the half-life.
pub(super) fn fading(dialect: SqlDialect, half_life: f32, newer: &str) -> String {
    /// Weights that stand in the query itself.
    const WRITTEN: u16 = 600;

    if half_life.is_infinite() {
        return constant(1.0);
    }
    let weight = |newer: u16| (-f32::from(newer) / half_life).exp2();
    let weights: Vec<f32> = (0..WRITTEN).map(weight).take_while(|&weight| weight > 0.0).collect();
    let written = at_place(dialect, &weights, newer);
    if weights.len() < usize::from(WRITTEN) {
        return written;
    }
    let exponent = quotient(&single(&format!("-{newer}")), &constant(half_life));
    let further = single(&format!("power(2e0, CAST({exponent} AS DOUBLE))"));
    format!("CASE WHEN {newer} < {WRITTEN} THEN {written} ELSE {further} END")
}
