//! Compressed bytes, recognised by how they begin.

use std::io::{self, BufReader, Read};

use crate::caught::caught;
use crate::source::ahead::ReadAhead;
use crate::source::input::Input;

/// A compression format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// gzip, of one member or several.
    Gzip,
    /// Zstandard, of one frame or several.
    Zstandard,
    /// bzip2, of one stream or several.
    Bzip2,
    /// A zip archive.
    Zip,
}

impl Compression {
    /// The compression of a file that begins with `magic`.
    #[must_use]
    pub fn of(magic: &[u8]) -> Option<Self> {
        let is_block_size = |byte: &u8| (b'1'..=b'9').contains(byte);
        match magic {
            [0x1F, 0x8B, ..] => Some(Self::Gzip),
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Some(Self::Zstandard),
            [b'B', b'Z', b'h', size, ..] if is_block_size(size) => Some(Self::Bzip2),
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Some(Self::Zip),
            _ => None,
        }
    }

    /// Its name in a message.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstandard => "zstd",
            Self::Bzip2 => "bzip2",
            Self::Zip => "zip",
        }
    }

    /// The unpacked bytes of `input`, which a thread of its own unpacks. Not for zip archives, which need
    /// a file.
    pub(super) fn unpack(self, input: Input) -> io::Result<Input> {
        let early = move |input| Input::new(ReadAhead::of(Whole { input, compression: self }));
        match self {
            Self::Gzip => {
                Ok(early(Input::new(flate2::read::MultiGzDecoder::new(BufReader::new(input)))))
            }
            #[cfg(feature = "frames")]
            Self::Zstandard => Ok(early(Input::new(zstd::Decoder::new(input)?))),
            #[cfg(feature = "frames")]
            Self::Bzip2 => Ok(early(Input::new(bzip2::read::MultiBzDecoder::new(input)))),
            _ => Err(io::Error::new(
                io::ErrorKind::Unsupported,
                format!("this build cannot unpack {}", self.name()),
            )),
        }
    }
}

/// Unpacked bytes whose errors name the compression.
struct Whole {
    input: Input,
    compression: Compression,
}

impl Read for Whole {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        caught(self.compression.name(), || self.input.read(buffer)).map_err(|error| {
            let name = self.compression.name();
            let what = match error.kind() {
                io::ErrorKind::UnexpectedEof => "ends too early, so it was probably cut off",
                _ => "is damaged",
            };
            io::Error::new(error.kind(), format!("its {name} data {what} ({error})"))
        })
    }
}
