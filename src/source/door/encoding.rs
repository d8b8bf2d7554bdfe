//! Text in any encoding as UTF-8.

use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult};

use super::fill::{Fill, Filled};
use crate::source::input::{BYTE_ORDER_MARK, Input};

/// A character encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// UTF-16 with the low byte first.
    Utf16Little,
    /// UTF-16 with the high byte first.
    Utf16Big,
    /// ISO 8859-1: every byte is the letter of its number.
    Latin1,
    /// Another one of the WHATWG encoding standard.
    Other(&'static encoding_rs::Encoding),
}

impl Encoding {
    /// The encoding of this name: `utf-8`, `utf-16`, `latin-1`, `windows-1252`, or any label of the
    /// WHATWG encoding standard.
    ///
    /// ```
    /// use rehearsal::source::door::Encoding;
    /// assert_eq!(Encoding::parse("latin-1"), Some(Encoding::Latin1));
    /// assert!(Encoding::parse("windows-1252").is_some());
    /// assert_eq!(Encoding::parse("klingon"), None);
    /// ```
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let plain = name.trim().to_ascii_lowercase();
        match plain.as_str() {
            "utf-8" | "utf8" => Some(Self::Utf8),
            "utf-16" | "utf16" | "utf-16le" => Some(Self::Utf16Little),
            "utf-16be" => Some(Self::Utf16Big),
            // The standard means windows-1252 by these names; people mean what they say.
            "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" | "l1" => Some(Self::Latin1),
            other => encoding_rs::Encoding::for_label(other.as_bytes()).map(Self::Other),
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Little => "UTF-16LE",
            Self::Utf16Big => "UTF-16BE",
            Self::Latin1 => "ISO-8859-1",
            Self::Other(encoding) => encoding.name(),
        }
    }

    /// The encoding of a text that begins with `beginning`: by its byte-order mark, whose length is
    /// given too, or by the zeros that UTF-16 has beside every letter of ASCII.
    pub(super) fn found(beginning: &[u8]) -> (Self, usize) {
        match beginning {
            [0xFF, 0xFE, ..] => (Self::Utf16Little, 2),
            [0xFE, 0xFF, ..] => (Self::Utf16Big, 2),
            [0, low, 0, next, ..] if *low != 0 && *next != 0 => (Self::Utf16Big, 0),
            [low, 0, next, 0, ..] if *low != 0 && *next != 0 => (Self::Utf16Little, 0),
            _ if beginning.starts_with(BYTE_ORDER_MARK) => (Self::Utf8, BYTE_ORDER_MARK.len()),
            _ => (Self::Utf8, 0),
        }
    }

    /// `input` as UTF-8. Bytes that are no letter of the encoding are an error, never a replacement.
    pub(super) fn decode(self, input: Input) -> Input {
        let encoding = match self {
            Self::Utf8 => return input,
            Self::Latin1 => return Input::new(Latin1 { input }),
            Self::Utf16Little => encoding_rs::UTF_16LE,
            Self::Utf16Big => encoding_rs::UTF_16BE,
            Self::Other(encoding) => encoding,
        };
        Input::new(Filled::new(Decoded {
            input,
            decoder: encoding.new_decoder_without_bom_handling(),
            name: self.name(),
            raw: vec![0; RAW_BYTES],
            filled: 0,
            taken: 0,
            before: 0,
            ended: false,
        }))
    }
}

const RAW_BYTES: usize = 1 << 14;

/// Latin-1 as UTF-8: two bytes for each letter beyond ASCII.
struct Latin1 {
    input: Input,
}

impl Read for Latin1 {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.len() < 2 {
            // Whoever asks for one byte at a time cannot be given half a letter.
            return if buffer.is_empty() { Ok(0) } else { Err(io::ErrorKind::InvalidInput.into()) };
        }
        let mut raw = vec![0; (buffer.len() / 2).min(RAW_BYTES)];
        let n = self.input.read(&mut raw)?;
        Ok(encoding_rs::mem::convert_latin1_to_utf8(&raw[..n], buffer))
    }
}

struct Decoded {
    input: Input,
    decoder: Decoder,
    name: &'static str,
    raw: Vec<u8>,
    filled: usize,
    taken: usize,
    /// Bytes of the text before those in `raw`.
    before: u64,
    ended: bool,
}

impl Fill for Decoded {
    fn fill(&mut self, text: &mut Vec<u8>) -> io::Result<()> {
        // A part of a letter alone gives no text yet.
        while text.is_empty() && !self.ended {
            if self.taken == self.filled {
                self.before += self.filled as u64;
                self.taken = 0;
                self.filled = self.input.read(&mut self.raw)?;
            }
            let last = self.filled == 0;
            text.resize(4 * RAW_BYTES, 0);
            let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(
                &self.raw[self.taken..self.filled],
                text,
                last,
            );
            self.taken += read;
            text.truncate(written);
            if let DecoderResult::Malformed(length, behind) = result {
                let at = (self.before + self.taken as u64)
                    .saturating_sub(u64::from(length) + u64::from(behind));
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    format!("expected {}, found at offset {at} what is no letter of it", self.name),
                ));
            }
            // A decoder that has ended may not be asked again.
            self.ended = last;
        }
        Ok(())
    }
}
