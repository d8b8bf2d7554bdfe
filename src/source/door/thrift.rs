//! The framing of Thrift's compact protocol, in which Parquet writes its metadata.

use std::io::{self, Read};

use super::shapes::{
    BINARY, BYTE, DOUBLE, Fields, Form, INTEGER, LIST, LONG, MAP, RECORD, SET, SHORT, UUID,
};

/// Records within records, as deep as the reader of Parquet goes.
const DEPTH_MAX: usize = 64;

/// The reason that a record cannot be walked through.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It ends too early or is none: whoever reads it names the fault.
    NoRecord,
    /// Elements that take no bytes, so that a few bytes claim billions of them. The metadata of Parquet has none, and
    /// its reader would count them one by one.
    ClaimsWithoutBytes(u64),
    /// A field of another type than the format gives it.
    OtherType { field: i16, found: u8 },
    /// A number of more bytes than 64 bits take, or records that lie deeper than any writer puts them.
    Endless,
}

impl Fault {
    /// A sentence on the fault in `what`; `None` where whoever reads it names the fault.
    pub(super) fn said_of(&self, what: &str) -> Option<String> {
        match self {
            Self::NoRecord => None,
            Self::ClaimsWithoutBytes(n) => {
                Some(format!("its {what} claims a list of {n} elements that take no bytes"))
            }
            Self::OtherType { field, found } => Some(format!(
                "field {field} of a record in its {what} has type {found}, and the Parquet format gives it another"
            )),
            Self::Endless => {
                Some(format!("its {what} has a number or a record that goes on and on"))
            }
        }
    }
}

impl From<io::Error> for Fault {
    fn from(_: io::Error) -> Self {
        Self::NoRecord
    }
}

/// The types of `true` and `false`, whose value stands in the type.
const TRUTHS: [u8; 2] = [1, 2];

/// The number and type of the next field; `None` at the end of a record. Numbers are of 16 bits: a larger one wraps,
/// as the reader of Parquet takes it.
pub(super) fn field(input: &mut impl Read, before: i16) -> Result<Option<(i16, u8)>, Fault> {
    let head = byte(input)?;
    let (step, kind) = (head >> 4, head & 0xF);
    if kind == 0 {
        return Ok(None);
    }
    let number = if step == 0 {
        let wide = whole(input)?.to_le_bytes();
        i16::from_le_bytes([wide[0], wide[1]])
    } else {
        before.checked_add(i16::from(step)).ok_or(Fault::NoRecord)?
    };
    Ok(Some((number, kind)))
}

/// Reads past a record whose known fields have the types that the format gives them.
pub(super) fn pass_record(input: &mut impl Read, fields: Fields) -> Result<(), Fault> {
    let mut number = 0;
    while let Some((next, kind)) = field(input, number)? {
        number = next;
        pass_field(input, fields, (number, kind))?;
    }
    Ok(())
}

/// Reads past the value of a field of a record.
pub(super) fn pass_field(
    input: &mut impl Read,
    fields: Fields,
    (number, kind): (i16, u8),
) -> Result<(), Fault> {
    let Some((_, form)) = fields.iter().find(|(known, _)| *known == number) else {
        return skip(input, kind, 0);
    };
    let is_of_form = match form {
        Form::Plain(plain) => kind == *plain,
        Form::Truth => TRUTHS.contains(&kind),
        Form::Record(_) => kind == RECORD,
        Form::List(_) => kind == LIST,
    };
    if !is_of_form {
        return Err(Fault::OtherType { field: number, found: kind });
    }
    match form {
        Form::Plain(_) | Form::Truth => skip(input, kind, 0),
        Form::Record(inner) => pass_record(input, inner),
        Form::List(element) => pass_list(input, number, element),
    }
}

/// Reads past a list of values of one form. A list without elements may have any type.
fn pass_list(input: &mut impl Read, number: i16, form: &Form) -> Result<(), Fault> {
    let (n, kind) = list_head(input)?;
    let fits = match form {
        Form::Plain(plain) => kind == *plain,
        Form::Record(_) => kind == RECORD,
        // The format has no lists of truths or of lists.
        Form::Truth | Form::List(_) => false,
    };
    if n > 0 && !fits {
        return Err(Fault::OtherType { field: number, found: kind });
    }
    (0..n).try_for_each(|_| match form {
        Form::Record(inner) => pass_record(input, inner),
        _ => skip(input, kind, 0),
    })
}

/// Reads past a value of this type, whatever it is.
fn skip(input: &mut impl Read, kind: u8, depth: usize) -> Result<(), Fault> {
    if depth == DEPTH_MAX {
        return Err(Fault::Endless);
    }
    match kind {
        1 | 2 => Ok(()),
        BYTE => byte(input).map(drop),
        SHORT | INTEGER | LONG => number(input).map(drop),
        DOUBLE => pass(input, 8),
        BINARY => number(input).and_then(|length| pass(input, length)),
        LIST | SET => skip_list(input, depth),
        MAP => skip_map(input, depth),
        RECORD => {
            let mut number = 0;
            while let Some((next, kind)) = field(input, number)? {
                number = next;
                skip(input, kind, depth + 1)?;
            }
            Ok(())
        }
        UUID => pass(input, 16),
        _ => Err(Fault::NoRecord),
    }
}

/// The number of elements of a list, and their type.
fn list_head(input: &mut impl Read) -> Result<(u64, u8), Fault> {
    let head = byte(input)?;
    let n = if head >> 4 == 0xF { number(input)? } else { u64::from(head >> 4) };
    Ok((n, head & 0xF))
}

fn skip_list(input: &mut impl Read, depth: usize) -> Result<(), Fault> {
    let (n, kind) = list_head(input)?;
    if TRUTHS.contains(&kind) && n > 0 {
        return Err(Fault::ClaimsWithoutBytes(n));
    }
    (0..n).try_for_each(|_| skip(input, kind, depth + 1))
}

fn skip_map(input: &mut impl Read, depth: usize) -> Result<(), Fault> {
    let n = number(input)?;
    if n == 0 {
        return Ok(());
    }
    let kinds = byte(input)?;
    let (key, value) = (kinds >> 4, kinds & 0xF);
    if TRUTHS.contains(&key) && TRUTHS.contains(&value) {
        return Err(Fault::ClaimsWithoutBytes(n));
    }
    (0..n).try_for_each(|_| {
        skip(input, key, depth + 1)?;
        skip(input, value, depth + 1)
    })
}

fn byte(input: &mut impl Read) -> Result<u8, Fault> {
    let mut byte = [0];
    input.read_exact(&mut byte)?;
    Ok(byte[0])
}

/// An unsigned number of seven bits a byte, the lowest first.
fn number(input: &mut impl Read) -> Result<u64, Fault> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = byte(input)?;
        value |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Ok(value);
        }
    }
    Err(Fault::Endless)
}

/// A number with a sign, which is its lowest bit.
pub(super) fn whole(input: &mut impl Read) -> Result<i64, Fault> {
    let value = number(input)?;
    let half = i64::try_from(value >> 1).unwrap_or(i64::MAX);
    Ok(if value & 1 == 0 { half } else { -half - 1 })
}

fn pass(input: &mut impl Read, length: u64) -> Result<(), Fault> {
    let passed = io::copy(&mut input.take(length), &mut io::sink())?;
    if passed < length { Err(Fault::NoRecord) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(mut bytes: &[u8]) -> Result<usize, Fault> {
        skip(&mut bytes, RECORD, 0).map(|()| bytes.len())
    }

    const INNER: Form = Form::Record(&[(1, Form::Truth), (2, Form::Plain(INTEGER))]);
    const KNOWN: Fields = &[(1, Form::Plain(INTEGER)), (2, Form::List(&INNER))];

    #[test]
    fn known_fields_have_the_types_of_the_format() {
        let known = |mut bytes: &[u8]| pass_record(&mut bytes, KNOWN).map(|()| bytes.len());
        // 1: seven. 2: two records, one of them with a truth and a number. 9: a text that nobody knows.
        let record = [0x15, 14, 0x19, 0x2C, 0x11, 0x15, 2, 0, 0, 0x78, 1, b'x', 0, 0xFF];
        assert_eq!(known(&record), Ok(1));
        // A number where the list is: the reader would take its bytes for a list.
        let other = Err(Fault::OtherType { field: 2, found: INTEGER });
        assert_eq!(known(&[0x15, 14, 0x15, 0x2C, 0]), other);
        let other = Err(Fault::OtherType { field: 2, found: BINARY });
        assert_eq!(known(&[0x29, 0x18, 1, b'x', 0]), other);
        assert_eq!(known(&[0x29, 0x00, 0]), Ok(0), "an empty list of no type");
        // Field 65,537 is field 1 to the reader.
        let other = Err(Fault::OtherType { field: 1, found: BINARY });
        assert_eq!(known(&[0x08, 0x82, 0x80, 0x08, 0x01, b'x', 0]), other);
    }

    #[test]
    fn numbers_end_somewhere() {
        let number = [[0x15].as_slice(), &[0x80; 20], &[0, 0]].concat();
        assert_eq!(walk(&number), Err(Fault::Endless));
    }

    #[test]
    fn every_type_is_passed_and_what_follows_is_left() {
        // A truth, a byte, an integer, a double, a text, a list of two bytes, a map of a byte to a truth, 16 bytes.
        let record = [
            &[0x11, 0x13, 0x07, 0x15, 0xD8, 0x04, 0x17][..],
            &[0; 8],
            &[0x18, 0x02, b'a', b'b', 0x19, 0x23, 1, 2, 0x1B, 0x01, 0x31, 9, 0x1D],
            &[0; 16],
            &[0x00, 0xFF],
        ]
        .concat();
        assert!(matches!(walk(&record), Ok(1)));
        assert!(matches!(walk(&record[..record.len() - 2]), Err(Fault::NoRecord)), "cut off");
    }

    #[test]
    fn billions_of_elements_without_a_byte_are_claims() {
        let list = [0x19, 0xF1, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x00];
        assert!(matches!(walk(&list), Err(Fault::ClaimsWithoutBytes(0x7FFF_FFFF))));
        let map = [0x1B, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x12, 0x00];
        assert!(matches!(walk(&map), Err(Fault::ClaimsWithoutBytes(0x7FFF_FFFF))));
        // Elements that take bytes end with the bytes.
        let bytes = [0x19, 0xF3, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x00];
        assert!(matches!(walk(&bytes), Err(Fault::NoRecord)));
    }

    #[test]
    fn records_within_records_end_somewhere() {
        assert_eq!(walk(&[0x1C; 100]), Err(Fault::Endless));
    }
}
