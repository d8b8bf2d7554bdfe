//! The delimiter and the line ends of a text, found in its first lines.

/// A delimiter between two cells of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delimiter {
    /// One sign of ASCII.
    Sign(u8),
    /// `::`, as MovieLens' older releases have it.
    Colons,
    /// Blanks and tabs, any number of them.
    Blanks,
}

impl Delimiter {
    /// The comma, which the service wants.
    pub const COMMA: Self = Self::Sign(b',');

    /// The delimiter that `text` means: the sign itself, or `comma`, `tab`, `semicolon`, `pipe`, `blank`.
    ///
    /// ```
    /// use rehearsal::source::door::Delimiter;
    /// assert_eq!(Delimiter::parse("tab"), Some(Delimiter::Sign(b'\t')));
    /// assert_eq!(Delimiter::parse("::"), Some(Delimiter::Colons));
    /// assert_eq!(Delimiter::parse("ab"), None);
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "comma" => Some(Self::COMMA),
            "tab" | "\\t" => Some(Self::Sign(b'\t')),
            "semicolon" => Some(Self::Sign(b';')),
            "pipe" => Some(Self::Sign(b'|')),
            "blank" | "space" | " " => Some(Self::Blanks),
            "::" => Some(Self::Colons),
            other => match other.as_bytes() {
                [sign]
                    if sign.is_ascii()
                        && !sign.is_ascii_alphanumeric()
                        && !b"\"\r\n".contains(sign) =>
                {
                    Some(Self::Sign(*sign))
                }
                _ => None,
            },
        }
    }

    /// Its name in a message, as a plural.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Sign(b',') => "commas".to_owned(),
            Self::Sign(b'\t') => "tabs".to_owned(),
            Self::Sign(b';') => "semicolons".to_owned(),
            Self::Sign(sign) => format!("`{}`", char::from(sign)),
            Self::Colons => "`::`".to_owned(),
            Self::Blanks => "blanks".to_owned(),
        }
    }

    /// Counts the cells of a line.
    fn n_cells(self, line: &[u8]) -> usize {
        match self {
            Self::Sign(sign) => 1 + unquoted(line, sign),
            Self::Colons => 1 + memchr::memmem::find_iter(line, b"::").count(),
            Self::Blanks => {
                line.split(u8::is_ascii_whitespace).filter(|cell| !cell.is_empty()).count()
            }
        }
    }
}

/// Counts `sign` outside quotes, which open at the beginning of a cell alone.
fn unquoted(line: &[u8], sign: u8) -> usize {
    let (mut n, mut at) = (0, 0);
    loop {
        if line.get(at) == Some(&b'"') {
            at += 1;
            while let Some(quote) = memchr::memchr(b'"', line.get(at..).unwrap_or_default()) {
                at += quote + 1;
                if line.get(at) != Some(&b'"') {
                    break;
                }
                at += 1;
            }
        }
        match memchr::memchr(sign, line.get(at..).unwrap_or_default()) {
            Some(next) => {
                n += 1;
                at += next + 1;
            }
            None => return n,
        }
    }
}

/// The delimiter and the line ends of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// The delimiter between the cells of a row.
    pub delimiter: Delimiter,
    /// True if its lines end in carriage returns alone.
    pub returns_alone: bool,
    /// True if the delimiter gives all lines that were looked at the same number of cells.
    pub agrees: bool,
}

impl Dialect {
    /// The service's dialect: commas, and lines that end in a line feed.
    pub const PLAIN: Self =
        Self { delimiter: Delimiter::COMMA, returns_alone: false, agrees: true };

    /// Tells whether a text of it is CSV as it stands.
    #[must_use]
    pub fn is_plain(self) -> bool {
        self.delimiter == Delimiter::COMMA && !self.returns_alone
    }
}

/// The part of a text that is looked at for its dialect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// Its beginning, of which the last line may be cut off.
    Beginning,
}

/// Lines of the beginning that are looked at.
const LINES: usize = 100;

impl Dialect {
    /// The dialect of a text of which `beginning` is this much.
    ///
    /// Lines end in carriage returns alone where there is no line feed. Of the delimiters that give all
    /// lines the same number of cells, more than one, the one that gives most counts; where none does, the
    /// one that gives the first line most. Of equals the first counts: comma, tab, semicolon, `|`, `::`.
    /// Blanks divide only where nothing else does and all lines have the same three cells or more.
    #[must_use]
    pub fn found(beginning: &[u8], extent: Extent) -> Self {
        let has_feed = memchr::memchr(b'\n', beginning).is_some();
        let returns_alone = !has_feed && memchr::memchr(b'\r', beginning).is_some();
        let lines = lines(beginning, extent, if returns_alone { b'\r' } else { b'\n' });
        let delimiter = delimiter(&lines);
        let n = lines.first().map_or(0, |line| delimiter.n_cells(line));
        let agrees = lines.iter().all(|line| delimiter.n_cells(line) == n);
        Self { delimiter, returns_alone, agrees }
    }
}

/// The first lines without their breaks, those that quotes join as one, blank ones left out.
fn lines(beginning: &[u8], extent: Extent, end: u8) -> Vec<Vec<u8>> {
    let mut lines: Vec<Vec<u8>> = Vec::new();
    let mut open = false;
    let mut parts = beginning.split_inclusive(|&byte| byte == end).peekable();
    while let Some(part) = parts.next() {
        // What the look cut off may have any number of cells.
        let may_be_cut = extent == Extent::Beginning && parts.peek().is_none();
        if may_be_cut && part.last() != Some(&end) && !lines.is_empty() {
            break;
        }
        let line = part.strip_suffix(&[end]).unwrap_or(part);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let quotes = memchr::memchr_iter(b'"', line).count();
        if open && let Some(last) = lines.last_mut() {
            last.extend_from_slice(line);
        } else if line.is_empty() {
            continue;
        } else if lines.len() == LINES {
            break;
        } else {
            lines.push(line.to_vec());
        }
        open ^= quotes % 2 == 1;
    }
    if open {
        lines.pop();
    }
    lines
}

fn delimiter(lines: &[Vec<u8>]) -> Delimiter {
    let Some(first) = lines.first() else { return Delimiter::COMMA };
    let all = [b',', b'\t', b';', b'|'].map(Delimiter::Sign);
    let all = all.into_iter().chain([Delimiter::Colons]);
    let mut best: Option<(bool, usize, Delimiter)> = None;
    for one in all {
        let n = one.n_cells(first);
        let same = lines.iter().all(|line| one.n_cells(line) == n);
        if n > 1
            && best.is_none_or(|(same_before, n_before, _)| (same, n) > (same_before, n_before))
        {
            best = Some((same, n, one));
        }
    }
    if let Some((_, _, delimiter)) = best {
        return delimiter;
    }
    let n = Delimiter::Blanks.n_cells(first);
    let same = lines.iter().all(|line| Delimiter::Blanks.n_cells(line) == n);
    if n > 2 && lines.len() > 1 && same { Delimiter::Blanks } else { Delimiter::COMMA }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Delimiter {
        Dialect::found(text.as_bytes(), Extent::Whole).delimiter
    }

    #[test]
    fn the_delimiter_is_the_one_that_divides_all_lines_alike() {
        assert_eq!(found("a,b\n1,2\n"), Delimiter::COMMA);
        assert_eq!(found("a;b;c\n1;4,5;x\n"), Delimiter::Sign(b';'));
        assert_eq!(found("a\tb\n1\tAction|Comedy\n"), Delimiter::Sign(b'\t'));
        assert_eq!(found("a,genres\n1,x|y\n2,x|z|w\n"), Delimiter::COMMA);
        assert_eq!(found("1::2::5::97\n1::3::4::98\n"), Delimiter::Colons);
        assert_eq!(found("1 2 5 97\n1  3 4 98\n"), Delimiter::Blanks);
        assert_eq!(found("ITEM_ID\na b c\n"), Delimiter::COMMA);
        assert_eq!(found("a|b\n1|2\n"), Delimiter::Sign(b'|'));
        assert_eq!(found("\"a;x\",\"b\"\n\"1;2\n3\",2\n"), Delimiter::COMMA);
        assert_eq!(found(""), Delimiter::COMMA);
    }

    #[test]
    fn returns_alone_are_seen() {
        assert!(Dialect::found(b"a,b\r1,2\r", Extent::Whole).returns_alone);
        assert!(!Dialect::found(b"a,b\r\n1,2\r\n", Extent::Whole).returns_alone);
    }
}
