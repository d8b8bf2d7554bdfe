//! One value, one text: how a cell of a typed column is written.
//!
//! Nothing is cast to whatever text a library makes of it. A type that is not named here is refused by
//! column and type, where the column is used.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Date64Type, Decimal128Type, Decimal256Type, DecimalType,
    Float16Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, TimeUnit};

use super::column::{InstantText, Physical};
use crate::number::WHOLE_END;

/// The kind of cells of a column of this type.
pub(super) fn physical(data_type: &DataType) -> Physical {
    match data_type {
        DataType::Null => Physical::Nothing,
        DataType::Boolean => Physical::Boolean,
        whole if whole.is_integer() => Physical::Whole,
        DataType::Float16 | DataType::Float32 | DataType::Float64 => Physical::Real,
        DataType::Decimal128(..) | DataType::Decimal256(..) => Physical::Decimal,
        DataType::Timestamp(..) | DataType::Date32 | DataType::Date64 => Physical::Instant,
        DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View
        | DataType::Binary
        | DataType::LargeBinary
        | DataType::BinaryView => Physical::Text,
        DataType::Dictionary(_, values) => physical(values),
        DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => {
            match physical(item.data_type()) {
                Physical::List(_) | Physical::Unreadable(_) => {
                    Physical::Unreadable(data_type.to_string())
                }
                item => Physical::List(Box::new(item)),
            }
        }
        other => Physical::Unreadable(other.to_string()),
    }
}

/// The cells of one column of a batch, ready to be written.
pub(super) struct Cells {
    array: ArrayRef,
    kind: Kind,
    instants: InstantText,
}

enum Kind {
    Null,
    Boolean,
    Int8,
    Int16,
    Int32,
    Int64,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    Float16,
    Float32,
    Float64,
    Decimal128,
    Decimal256,
    Instant(Option<TimeUnit>),
    Date32,
    Utf8,
    LargeUtf8,
    Utf8View,
    Binary,
    LargeBinary,
    BinaryView,
    /// The numbers of the values, and the values.
    Dictionary(Vec<usize>, Box<Cells>),
    List,
}

impl Cells {
    /// The cells of `array`, or its type where that has no text.
    pub(super) fn new(array: &ArrayRef, instants: InstantText) -> Result<Self, String> {
        let kind = match array.data_type() {
            DataType::Null => Kind::Null,
            DataType::Boolean => Kind::Boolean,
            DataType::Int8 => Kind::Int8,
            DataType::Int16 => Kind::Int16,
            DataType::Int32 => Kind::Int32,
            DataType::Int64 => Kind::Int64,
            DataType::UInt8 => Kind::UInt8,
            DataType::UInt16 => Kind::UInt16,
            DataType::UInt32 => Kind::UInt32,
            DataType::UInt64 => Kind::UInt64,
            DataType::Float16 => Kind::Float16,
            DataType::Float32 => Kind::Float32,
            DataType::Float64 => Kind::Float64,
            DataType::Decimal128(..) => Kind::Decimal128,
            DataType::Decimal256(..) => Kind::Decimal256,
            DataType::Timestamp(unit, _) => Kind::Instant(Some(*unit)),
            DataType::Date64 => Kind::Instant(None),
            DataType::Date32 => Kind::Date32,
            DataType::Utf8 => Kind::Utf8,
            DataType::LargeUtf8 => Kind::LargeUtf8,
            DataType::Utf8View => Kind::Utf8View,
            DataType::Binary => Kind::Binary,
            DataType::LargeBinary => Kind::LargeBinary,
            DataType::BinaryView => Kind::BinaryView,
            DataType::Dictionary(..) => {
                let dictionary = array.as_any_dictionary();
                let values = Self::new(dictionary.values(), instants)?;
                Kind::Dictionary(dictionary.normalized_keys(), Box::new(values))
            }
            list if matches!(physical(list), Physical::List(_)) => Kind::List,
            other => return Err(other.to_string()),
        };
        Ok(Self { array: array.clone(), kind, instants })
    }

    /// Appends the text of a cell, nothing where there is no value; or says why it has none.
    pub(super) fn push(&self, row: usize, text: &mut Vec<u8>) -> Result<(), String> {
        if self.array.is_null(row) {
            return Ok(());
        }
        match &self.kind {
            Kind::Null => {}
            Kind::Boolean => self.push_boolean(row, text),
            Kind::Int8 => self.push_whole::<Int8Type>(row, text),
            Kind::Int16 => self.push_whole::<Int16Type>(row, text),
            Kind::Int32 => self.push_whole::<Int32Type>(row, text),
            Kind::Int64 => self.push_whole::<Int64Type>(row, text),
            Kind::UInt8 => self.push_whole::<UInt8Type>(row, text),
            Kind::UInt16 => self.push_whole::<UInt16Type>(row, text),
            Kind::UInt32 => self.push_whole::<UInt32Type>(row, text),
            Kind::UInt64 => self.push_whole::<UInt64Type>(row, text),
            Kind::Float16 => push_short_real(self.value::<Float16Type>(row).to_f32(), text),
            Kind::Float32 => push_short_real(self.value::<Float32Type>(row), text),
            Kind::Float64 => push_real(self.value::<Float64Type>(row), text),
            Kind::Decimal128 => self.push_decimal::<Decimal128Type>(row, text),
            Kind::Decimal256 => self.push_decimal::<Decimal256Type>(row, text),
            Kind::Instant(unit) => self.push_instant(*unit, row, text)?,
            Kind::Date32 => {
                let days = i64::from(self.value::<Date32Type>(row));
                push_instant(days, 1, 86_400, self.instants, text)?;
            }
            Kind::Utf8 => push_text(self.array.as_string::<i32>().value(row), text),
            Kind::LargeUtf8 => push_text(self.array.as_string::<i64>().value(row), text),
            Kind::Utf8View => push_text(self.array.as_string_view().value(row), text),
            Kind::Binary => push_bytes(self.array.as_binary::<i32>().value(row), text)?,
            Kind::LargeBinary => push_bytes(self.array.as_binary::<i64>().value(row), text)?,
            Kind::BinaryView => push_bytes(self.array.as_binary_view().value(row), text)?,
            Kind::Dictionary(keys, values) => values.push(keys[row], text)?,
            Kind::List => self.push_list(row, text)?,
        }
        Ok(())
    }

    fn value<T: ArrowPrimitiveType>(&self, row: usize) -> T::Native {
        self.array.as_primitive::<T>().value(row)
    }

    fn push_boolean(&self, row: usize, text: &mut Vec<u8>) {
        let is_true = self.array.as_boolean().value(row);
        push_text(if is_true { "true" } else { "false" }, text);
    }

    fn push_whole<T: ArrowPrimitiveType<Native: itoa::Integer>>(
        &self,
        row: usize,
        text: &mut Vec<u8>,
    ) {
        push_text(itoa::Buffer::new().format(self.value::<T>(row)), text);
    }

    fn push_decimal<T: DecimalType + ArrowPrimitiveType>(&self, row: usize, text: &mut Vec<u8>) {
        push_decimal(&self.array.as_primitive::<T>().value_as_string(row), text);
    }

    fn push_instant(
        &self,
        unit: Option<TimeUnit>,
        row: usize,
        text: &mut Vec<u8>,
    ) -> Result<(), String> {
        let (number, per_second) = match unit {
            None => (self.value::<Date64Type>(row), 1_000),
            Some(TimeUnit::Second) => (self.value::<TimestampSecondType>(row), 1),
            Some(TimeUnit::Millisecond) => (self.value::<TimestampMillisecondType>(row), 1_000),
            Some(TimeUnit::Microsecond) => (self.value::<TimestampMicrosecondType>(row), 1_000_000),
            Some(TimeUnit::Nanosecond) => {
                (self.value::<TimestampNanosecondType>(row), 1_000_000_000)
            }
        };
        push_instant(number, per_second, 1, self.instants, text)
    }

    /// The values of a list with `|` between them, as the service writes categories.
    fn push_list(&self, row: usize, text: &mut Vec<u8>) -> Result<(), String> {
        let values = match self.array.data_type() {
            DataType::LargeList(_) => self.array.as_list::<i64>().value(row),
            DataType::FixedSizeList(..) => self.array.as_fixed_size_list().value(row),
            _ => self.array.as_list::<i32>().value(row),
        };
        let values = Self::new(&values, self.instants)?;
        let mut between = false;
        for at in 0..values.array.len() {
            if values.array.is_null(at) {
                continue;
            }
            if std::mem::replace(&mut between, true) {
                text.push(b'|');
            }
            let from = text.len();
            values.push(at, text)?;
            if text[from..].contains(&b'|') {
                let value = String::from_utf8_lossy(&text[from..]).into_owned();
                return Err(format!(
                    "the value `{value}` of a list holds the `|` that stands between values"
                ));
            }
        }
        Ok(())
    }
}

/// Reals that are whole have no decimal point, as long as every whole number near them is a real too.
pub(super) fn push_real(number: f64, text: &mut Vec<u8>) {
    if number.is_nan() {
        return;
    }
    if number.fract() == 0.0 && number.abs() < WHOLE_END {
        #[expect(clippy::cast_possible_truncation, reason = "it is whole and below 2^53")]
        let whole = number as i64;
        text.extend_from_slice(itoa::Buffer::new().format(whole).as_bytes());
        return;
    }
    text.extend_from_slice(format!("{number:?}").as_bytes());
}

/// A real of 16 or 32 bits reads as it was written, not as its nearest neighbour.
fn push_short_real(number: f32, text: &mut Vec<u8>) {
    if number.fract() == 0.0 {
        push_real(f64::from(number), text);
    } else if !number.is_nan() {
        text.extend_from_slice(format!("{number:?}").as_bytes());
    }
}

/// A decimal without the zeros at its end.
pub(super) fn push_decimal(number: &str, text: &mut Vec<u8>) {
    let short = if number.contains('.') {
        number.trim_end_matches('0').trim_end_matches('.')
    } else {
        number
    };
    text.extend_from_slice(if short == "-0" { b"0" } else { short.as_bytes() });
}

fn push_text(cell: &str, text: &mut Vec<u8>) {
    text.extend_from_slice(cell.as_bytes());
}

fn push_bytes(bytes: &[u8], text: &mut Vec<u8>) -> Result<(), String> {
    let valid = std::str::from_utf8(bytes).map_err(|_| "bytes that are not UTF-8".to_owned())?;
    text.extend_from_slice(valid.as_bytes());
    Ok(())
}

/// `number` of `1 / per_second` seconds each, or of `seconds` each where that is longer.
pub(super) fn push_instant(
    number: i64,
    per_second: i64,
    seconds: i64,
    form: InstantText,
    text: &mut Vec<u8>,
) -> Result<(), String> {
    let out_of_range = || format!("an instant beyond the calendar: {number}");
    let whole = number.div_euclid(per_second).checked_mul(seconds).ok_or_else(out_of_range)?;
    let part = number.rem_euclid(per_second);
    if form == InstantText::Seconds {
        return push_seconds(whole, part, per_second, text);
    }
    let nanoseconds = part * (1_000_000_000 / per_second);
    let instant = i32::try_from(nanoseconds)
        .ok()
        .and_then(|nanoseconds| jiff::Timestamp::new(whole, nanoseconds).ok())
        .ok_or_else(out_of_range)?;
    text.extend_from_slice(instant.to_string().as_bytes());
    Ok(())
}

/// Seconds with the fraction there is; before 1970 the sign stands for both.
fn push_seconds(whole: i64, part: i64, per_second: i64, text: &mut Vec<u8>) -> Result<(), String> {
    let (whole, part, sign) = match (whole < 0, part) {
        (true, 1..) => (-(whole + 1), per_second - part, "-"),
        (true, _) => (whole.checked_neg().ok_or("an instant beyond the calendar")?, 0, "-"),
        (false, _) => (whole, part, ""),
    };
    text.extend_from_slice(sign.as_bytes());
    text.extend_from_slice(itoa::Buffer::new().format(whole).as_bytes());
    if part > 0 {
        let digits = format!("{:09}", part * (1_000_000_000 / per_second));
        text.push(b'.');
        text.extend_from_slice(digits.trim_end_matches('0').as_bytes());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(push: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut bytes = Vec::new();
        push(&mut bytes);
        String::from_utf8(bytes).expect("UTF-8")
    }

    #[test]
    fn a_number_has_one_text() {
        assert_eq!(text(|out| push_real(7.0, out)), "7");
        assert_eq!(text(|out| push_real(-0.0, out)), "0");
        assert_eq!(text(|out| push_real(12.5, out)), "12.5");
        assert_eq!(text(|out| push_real(f64::NAN, out)), "");
        assert_eq!(text(|out| push_short_real(0.1, out)), "0.1");
        assert_eq!(text(|out| push_short_real(16_777_216.0, out)), "16777216");
        assert_eq!(text(|out| push_decimal("1001.0000000000", out)), "1001");
        assert_eq!(text(|out| push_decimal("12.50", out)), "12.5");
        assert_eq!(text(|out| push_decimal("100", out)), "100");
    }

    #[test]
    fn an_instant_keeps_its_fraction() {
        let seconds = |number, per| {
            text(|out| push_instant(number, per, 1, InstantText::Seconds, out).expect("in range"))
        };
        assert_eq!(seconds(1_600_000_000_438, 1_000), "1600000000.438");
        assert_eq!(seconds(1_600_000_000_000, 1_000), "1600000000");
        assert_eq!(seconds(-1_500, 1_000), "-1.5");
        assert_eq!(seconds(-2_000, 1_000), "-2");
        assert_eq!(seconds(-500, 1_000), "-0.5");
        let iso = text(|out| push_instant(0, 1_000, 1, InstantText::Iso, out).expect("in range"));
        assert_eq!(iso, "1970-01-01T00:00:00Z");
    }
}
