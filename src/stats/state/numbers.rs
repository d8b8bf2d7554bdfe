//! Numbers and texts as bytes: seven bits a byte, the lowest first, as LEB128 has them.

use super::error::StateError;

/// Bytes that numbers are written into.
#[derive(Debug, Default)]
pub(super) struct Writer(pub(super) Vec<u8>);

impl Writer {
    #[expect(clippy::cast_possible_truncation, reason = "the lowest seven bits are meant")]
    pub(super) fn number(&mut self, mut number: u64) {
        while number >= 1 << 7 {
            self.0.push(number as u8 | 1 << 7);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    pub(super) fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }

    /// Words of 32 bits: none, as they are, or as places in a list of those that there are, where these are few.
    pub(super) fn words(&mut self, words: &[u32]) {
        let mut distinct = words.to_vec();
        rayon::slice::ParallelSliceMut::par_sort_unstable(&mut distinct[..]);
        distinct.dedup();
        if words.is_empty() {
            self.0.push(NO_WORDS);
        } else if distinct.len() > words.len() / 4 {
            self.0.push(PLAIN);
            self.0.extend(words.iter().flat_map(|word| word.to_le_bytes()));
        } else {
            self.0.push(LISTED);
            self.number(distinct.len() as u64);
            let mut before = 0;
            for &word in &distinct {
                self.number(u64::from(word - before));
                before = word;
            }
            for word in words {
                let place = distinct.binary_search(word).unwrap_or_default();
                self.number(place as u64);
            }
        }
    }
}

/// There are no words at all.
const NO_WORDS: u8 = 0;
/// Four bytes for each.
const PLAIN: u8 = 1;
/// The different words, then a place among them for each.
const LISTED: u8 = 2;

/// Bytes that numbers are read from.
#[derive(Debug)]
pub(super) struct Reader<'b>(pub(super) &'b [u8]);

/// The error for bytes that end early or hold what no writer wrote.
const ODD: StateError = StateError::Damaged("a column does not hold what it should");

impl<'b> Reader<'b> {
    fn take(&mut self, n: usize) -> Result<&'b [u8], StateError> {
        let (taken, rest) = self.0.split_at_checked(n).ok_or(ODD)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(super) fn number(&mut self) -> Result<u64, StateError> {
        let (mut number, mut shift) = (0_u64, 0);
        loop {
            let byte = u64::from(self.take(1)?[0]);
            if shift > 63 || (shift == 63 && byte > 1) {
                return Err(ODD);
            }
            number |= (byte & 0x7f) << shift;
            if byte < 1 << 7 {
                return Ok(number);
            }
            shift += 7;
        }
    }

    /// A number of 32 bits.
    pub(super) fn small(&mut self) -> Result<u32, StateError> {
        u32::try_from(self.number()?).map_err(|_| ODD)
    }

    pub(super) fn text(&mut self) -> Result<String, StateError> {
        let length = usize::try_from(self.number()?).map_err(|_| ODD)?;
        String::from_utf8(self.take(length)?.to_vec()).map_err(|_| ODD)
    }

    /// The words of `n` rows; empty where there are none.
    pub(super) fn words(&mut self, n: usize) -> Result<Vec<u32>, StateError> {
        match self.take(1)?[0] {
            NO_WORDS => Ok(Vec::new()),
            PLAIN => {
                let bytes = self.take(n.checked_mul(4).ok_or(ODD)?)?;
                let word = |four: &[u8]| u32::from_le_bytes([four[0], four[1], four[2], four[3]]);
                Ok(bytes.chunks_exact(4).map(word).collect())
            }
            LISTED => {
                let n_distinct = self.small()?;
                let (mut distinct, mut last) = (Vec::new(), 0_u32);
                for _ in 0..n_distinct {
                    last = last.checked_add(self.small()?).ok_or(ODD)?;
                    distinct.push(last);
                }
                (0..n).map(|_| distinct.get(self.small()? as usize).copied().ok_or(ODD)).collect()
            }
            _ => Err(ODD),
        }
    }

    /// Checks that all bytes were read.
    pub(super) fn end(&self) -> Result<(), StateError> {
        if self.0.is_empty() { Ok(()) } else { Err(ODD) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_words_come_back() {
        let numbers = [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX];
        let mut writer = Writer::default();
        for number in numbers {
            writer.number(number);
        }
        writer.text("ä");
        let few: Vec<u32> = (0..40).map(|at| [u32::MAX, 0, 7][at % 3]).collect();
        let many: Vec<u32> = (0..40).map(|at| at * 99_999_999).collect();
        for words in [&few[..], &many, &[]] {
            writer.words(words);
        }
        let mut reader = Reader(&writer.0);
        assert_eq!(numbers.map(|_| reader.number().expect("a number")), numbers);
        assert_eq!(reader.text().as_deref(), Ok("ä"));
        assert_eq!([40, 40].map(|n| reader.words(n).expect("words")), [few, many]);
        assert_eq!(reader.words(40), Ok(Vec::new()));
        assert_eq!((reader.end(), reader.number()), (Ok(()), Err(ODD)));
        assert_eq!(Reader(&[0xff; 12]).number(), Err(ODD), "more than 64 bits");
    }
}
