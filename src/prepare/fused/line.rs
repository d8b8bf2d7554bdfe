//! Ratings out of plain lines.

use super::chunks::Chunk;
use super::error::FusedError;
use super::outcome::Codes;
use super::record::Parsed;
use crate::source::movielens::RatingsText;
use crate::source::table::TableForm;

/// The layout of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) delimiter: &'static [u8],
    pub(super) n_fields: usize,
    /// The places of user, item, rating and timestamp, from 0.
    pub(super) places: [usize; 4],
    /// True if a last line without a line break is odd.
    pub(super) must_end: bool,
}

/// The most fields of a line that the engine looks at.
const FIELDS_MAX: usize = 16;

impl Layout {
    /// The layout of a release's ratings.
    pub(super) fn of(text: &RatingsText) -> Self {
        let delimiter: &[u8] = match text.form {
            TableForm::Csv => b",",
            TableForm::Delimited(delimiter) => delimiter.as_bytes(),
        };
        let RatingsText { n_fields, places, must_end, .. } = *text;
        Self { delimiter, n_fields, places, must_end }
    }

    /// Calls `take` with the rating on every line of `lines`, the text of `chunk`, which ends with a line break unless
    /// it is the last one. Blank lines may only end the text.
    pub(super) fn parse(
        &self,
        lines: &[u8],
        chunk: Chunk,
        codes: &mut Codes<'_>,
        mut take: impl FnMut(Parsed) -> Result<(), FusedError>,
    ) -> Result<(), FusedError> {
        if self.n_fields > FIELDS_MAX {
            return Err(FusedError::Odd);
        }
        let simple = self.delimiter.len() == 1 && self.n_fields == 4 && self.places == [0, 1, 2, 3];
        let mut rest = lines;
        while !rest.is_empty() {
            let parsed = if simple { self.simple(rest, codes) } else { None };
            if let Some((parsed, length)) = parsed {
                take(parsed)?;
                rest = &rest[length..];
                continue;
            }
            // What is not as simple, and the last line of a text without a line break.
            let end = match memchr::memchr(b'\n', rest) {
                None if self.must_end || !chunk.last => return Err(FusedError::Odd),
                None => rest.len(),
                Some(end) => end,
            };
            // A carriage return belongs to a line break only before a line feed.
            let (mut line, after) = (&rest[..end], rest.get(end + 1..));
            if after.is_some() {
                line = line.strip_suffix(b"\r").unwrap_or(line);
            }
            rest = after.unwrap_or(&[]);
            if line.is_empty() {
                return if chunk.last && is_blank(rest) { Ok(()) } else { Err(FusedError::Odd) };
            }
            take(self.general(line, codes).ok_or(FusedError::Odd)?)?;
        }
        Ok(())
    }

    /// A line `user,item,rating,timestamp` with one-byte delimiters and a bare line feed, and its
    /// length; `None` for any other.
    fn simple(&self, bytes: &[u8], codes: &mut Codes<'_>) -> Option<(Parsed, usize)> {
        let delimiter = self.delimiter[0];
        let (user, at) = whole(bytes, 0, delimiter)?;
        let (item, at) = whole(bytes, at, delimiter)?;
        let mut end = at;
        let mut key = 0_u64;
        while *bytes.get(end)? != delimiter {
            // A zero byte would be lost in the key.
            if end - at == 8 || bytes[end] == 0 {
                return None;
            }
            key = key << 8 | u64::from(bytes[end]);
            end += 1;
        }
        let code = codes.of(key)?;
        let (timestamp_s, at) = whole(bytes, end + 1, b'\n')?;
        Some((Parsed { user, item, code, timestamp_s }, at))
    }

    /// Parses any line without quotes.
    fn general(&self, line: &[u8], codes: &mut Codes<'_>) -> Option<Parsed> {
        if memchr::memchr(b'"', line).is_some() || !line.is_ascii() {
            return None;
        }
        let mut fields = [&line[..0]; FIELDS_MAX];
        let (mut n, mut start) = (0, 0);
        for end in memchr::memmem::find_iter(line, self.delimiter).chain([line.len()]) {
            if n == self.n_fields {
                return None;
            }
            fields[n] = &line[start..end];
            n += 1;
            start = end + self.delimiter.len();
        }
        if n != self.n_fields {
            return None;
        }
        let [user, item, rating, timestamp] = self.places.map(|place| fields[place]);
        let number = |field: &[u8]| {
            let (number, end) = whole_until_end(field)?;
            (end == field.len()).then_some(number)
        };
        Some(Parsed {
            user: number(user)?,
            item: number(item)?,
            code: codes.of(key(rating)?)?,
            timestamp_s: number(timestamp)?,
        })
    }
}

/// Tells whether `text` is nothing but blank lines.
fn is_blank(text: &[u8]) -> bool {
    text.split_inclusive(|&byte| byte == b'\n').all(|line| matches!(line, b"\n" | b"\r\n"))
}

/// The number made of up to eight bytes; none of them may be zero, which would be lost.
fn key(text: &[u8]) -> Option<u64> {
    (text.len() <= 8 && !text.contains(&0))
        .then(|| text.iter().fold(0, |key, &byte| key << 8 | u64::from(byte)))
}

/// The whole number of 32 bits that begins at `at` and ends before `delimiter`, and where what
/// follows begins. Only its one canonical text counts, so that the number stands for the text.
fn whole(bytes: &[u8], at: usize, delimiter: u8) -> Option<(u32, usize)> {
    let (number, end) = whole_until_end(bytes.get(at..)?)?;
    (*bytes.get(at + end)? == delimiter).then_some((number, at + end + 1))
}

/// The whole number with which `bytes` begin and its length.
fn whole_until_end(bytes: &[u8]) -> Option<(u32, usize)> {
    let mut number = 0_u64;
    let mut length = 0;
    for &byte in bytes.iter().take(11) {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        number = number * 10 + u64::from(digit);
        length += 1;
    }
    let canonical = length == 1 || (length > 1 && bytes[0] != b'0');
    let number = u32::try_from(number).ok()?;
    canonical.then_some((number, length))
}

#[cfg(test)]
mod tests {
    use super::super::outcome::Registry;
    use super::*;
    use crate::prepare::fused::plan;
    use crate::transform::{EventType, Step};

    fn parsed(layout: Layout, text: &str) -> Option<Vec<(u32, u32, u32)>> {
        let plan = plan(&[Step::EventType(EventType::default())]).expect("taken");
        let registry = Registry::new(&plan);
        let mut codes = Codes::new(&registry);
        let mut rows = Vec::new();
        let only = Chunk { index: 0, last: true, bytes: 0 };
        let read = layout.parse(text.as_bytes(), only, &mut codes, |parsed| {
            rows.push((parsed.user, parsed.item, parsed.timestamp_s));
            Ok(())
        });
        read.ok().map(|()| rows)
    }

    const CSV: Layout =
        Layout { delimiter: b",", n_fields: 4, places: [0, 1, 2, 3], must_end: true };

    #[test]
    fn plain_lines_are_read_whatever_their_layout() {
        let rows = Some(vec![(1, 20, 300), (4_294_967_295, 0, 0)]);
        assert_eq!(parsed(CSV, "1,20,3.5,300\n4294967295,0,5,0\n"), rows);
        assert_eq!(parsed(CSV, "1,20,3.5,300\r\n4294967295,0,5,0\r\n\r\n"), rows);
        let dat = Layout { delimiter: b"::", ..CSV };
        assert_eq!(parsed(dat, "1::20::3.5::300\n4294967295::0::5::0\n"), rows);
        let wide = Layout { delimiter: b"\t", n_fields: 5, places: [4, 1, 2, 0], ..CSV };
        assert_eq!(parsed(wide, "300\t20\t3.5\tx\t1\n0\t0\t5\t\t4294967295\n\n"), rows);
    }

    #[test]
    fn every_odd_line_is_left_to_the_general_engine() {
        for line in [
            "01,20,3.5,300",
            "1,,3.5,300",
            "x,20,3.5,300",
            "4294967296,20,3.5,300",
            "1,20,9,300",
            "1,20,,300",
            "1,20,3.5,-3",
            "1,20,3.5,3.0",
            "1,20,3.5",
            "1,20,3.5,300,",
            "\"1\",20,3.5,300",
            "1,20,3.5,99999999999",
            " 1,20,3.5,300",
            "1,20,3.500000000,300",
            "1,20,nan,300",
            "é,1,1,1",
            "1,20,3.5,300\n\n1,20,3.5,300",
            "1,20,3.5,300\n\n\r\r",
            "1,20,\u{0}3,300",
        ] {
            assert_eq!(parsed(CSV, &format!("{line}\n")), None, "{line}");
        }
        assert_eq!(parsed(CSV, "1,20,3.5,300"), None, "a last line without a line break");
        assert_eq!(parsed(CSV, "1,20,3.5,300\n\n\r"), None, "a lone carriage return at the end");
        let may_end = Layout { must_end: false, ..CSV };
        assert_eq!(parsed(may_end, "1,20,3.5,300"), Some(vec![(1, 20, 300)]));
        assert_eq!(parsed(may_end, "1,20,3.5,300\r"), None);
    }
}
