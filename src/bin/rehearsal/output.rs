//! The only door to stdout, stderr and progress.

use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use anyhow::bail;
#[cfg(any(feature = "aws", feature = "s3"))]
use anyhow::ensure;
use rehearsal::report::SingleResult;
use rehearsal::text::without_steering;
use rehearsal::validate::{FindingsFormat, Report};

use crate::args::{Format, Global, ProgressForm};
use crate::colour;
#[cfg(any(feature = "aws", feature = "s3"))]
use crate::consent::Consent;
use crate::event::{self, Event, Unit};
use crate::held;
use crate::progress::Progress;
use crate::readable::wrap_all;
use crate::watch::Watch;

/// The detail in which a text says its figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    /// The figures that a decision needs.
    Brief,
    /// Everything, as `--verbose` asks for.
    Full,
}

/// The results of a command, by the formats that they have beside text and JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Results {
    /// None.
    Plain,
    /// Tables as Markdown and CSV.
    Tables,
    /// Findings of the linter.
    Findings,
}

/// The words for whoever interrupts the work that is under way.
static ON_INTERRUPT: Mutex<Option<&'static str>> = Mutex::new(None);

/// Has an interrupt say these words.
#[cfg(any(feature = "aws", feature = "s3", feature = "spark"))]
pub(crate) fn on_interrupt(words: &'static str) {
    *ON_INTERRUPT.lock().unwrap_or_else(PoisonError::into_inner) = Some(words);
}

/// Writes a text to stdout before there is an [`Output`].
pub(crate) fn say_first(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush())
}

/// Says the words for an interrupt, where there are some.
pub(crate) fn say_interrupted() {
    if let Some(words) = *ON_INTERRUPT.lock().unwrap_or_else(PoisonError::into_inner) {
        // Nobody is left to tell when stderr is closed.
        let _ = writeln!(io::stderr().lock(), "{words}");
    }
}

/// The form in which it is shown how far long work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Not,
    Bar,
    /// A line from time to time, where no terminal shows a bar.
    Lines,
    /// An object a line, as all that is said.
    Objects,
}

impl Shown {
    fn new(global: &Global) -> Self {
        match global.progress {
            ProgressForm::Json => Self::Objects,
            ProgressForm::Text if global.no_progress || global.quiet => Self::Not,
            ProgressForm::Text if io::stderr().is_terminal() => Self::Bar,
            ProgressForm::Text => Self::Lines,
        }
    }
}

/// The streams and the style of a command's words, decided once at the start.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(crate) struct Output {
    format: Format,
    quiet: bool,
    detail: Detail,
    color: bool,
    /// True if stdout takes colour.
    data_color: bool,
    progress: Shown,
    began: Instant,
    /// True if nothing goes to stdout.
    muted: bool,
}

impl Output {
    pub(crate) fn new(global: &Global) -> Self {
        Self {
            format: global.format,
            quiet: global.quiet,
            detail: if global.verbose > 0 { Detail::Full } else { Detail::Brief },
            color: colour::is_used(global.color, io::stderr().is_terminal()),
            data_color: colour::is_used(global.color, io::stdout().is_terminal()),
            muted: false,
            progress: Shown::new(global),
            began: Instant::now(),
        }
    }

    /// An output like this, but silent on stdout and without notes: for commands that run others.
    pub(crate) fn silenced(&self) -> Self {
        Self { format: Format::Text, quiet: true, detail: Detail::Brief, muted: true, ..*self }
    }

    pub(crate) fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// The detail that was asked for.
    pub(crate) const fn detail(&self) -> Detail {
        self.detail
    }

    /// Writes data, as text or as the JSON document that is written, chosen by `--format`.
    pub(crate) fn data(&self, text: &str, json: &[u8]) -> anyhow::Result<()> {
        if self.muted {
            return Ok(());
        }
        self.write(&without_steering(text), json)
    }

    /// Writes like [`Self::data`] a text that is all our own, with the signs that steer in it.
    pub(crate) fn verbatim(&self, text: &str, json: &[u8]) -> anyhow::Result<()> {
        self.write(text, json)
    }

    /// Writes like [`Self::data`] a text that people read: lines that are wider than a terminal are broken.
    pub(crate) fn prose(&self, text: &str, json: &[u8]) -> anyhow::Result<()> {
        self.data(&wrap_all(text), json)
    }

    /// Writes a result like [`Self::prose`], or as the tables that `--format` asks for.
    pub(crate) fn result(
        &self,
        text: &str,
        json: &[u8],
        single: SingleResult<'_>,
    ) -> anyhow::Result<()> {
        match self.format {
            _ if self.muted => Ok(()),
            Format::Markdown => Self::write_bytes(single.markdown().as_bytes()),
            Format::Csv => Self::write_bytes(&single.csv()),
            // Those of findings were refused before.
            _ => self.prose(text, json),
        }
    }

    /// Writes findings like [`Self::painted_prose`], or in the form that `--format` asks for.
    pub(crate) fn findings(
        &self,
        text: &[(Paint, String)],
        json: &[u8],
        report: &Report,
    ) -> anyhow::Result<()> {
        match self.findings_format() {
            _ if self.muted => Ok(()),
            Some(format) => Self::write_bytes(format.text(report).as_bytes()),
            None => self.painted_prose(text, json),
        }
    }

    /// The form that `--format` asks for, if it is one of findings alone.
    pub(crate) const fn findings_format(&self) -> Option<FindingsFormat> {
        match self.format {
            Format::Text | Format::Json | Format::Csv => None,
            Format::Markdown => Some(FindingsFormat::Markdown),
            Format::Concise => Some(FindingsFormat::Concise),
            Format::Grouped => Some(FindingsFormat::Grouped),
            Format::Github => Some(FindingsFormat::Github),
            Format::Gitlab => Some(FindingsFormat::Gitlab),
            Format::JsonLines => Some(FindingsFormat::JsonLines),
        }
    }

    /// Refuses a format that a command with such results does not have.
    pub(crate) fn expect_format(&self, results: Results) -> anyhow::Result<()> {
        let is_of_findings = !matches!(self.format, Format::Markdown | Format::Csv);
        match (self.format, results) {
            (Format::Text | Format::Json, _)
            | (Format::Markdown | Format::Csv, Results::Tables) => Ok(()),
            (format, Results::Findings) if format != Format::Csv => Ok(()),
            _ if is_of_findings => bail!(
                "this format is for the findings of `validate schema`, `validate dataset` and `validate filter`; \
                 expected `--format text` or `--format json`"
            ),
            _ => bail!(
                "`--format markdown` and `--format csv` are for the results of `eval`, `compare`, `stats` and `cost`; `report \
                 --markdown` and `report --csv` write the tables of all results"
            ),
        }
    }

    /// Writes like [`Self::prose`], with pieces of text in colours where stdout takes them.
    pub(crate) fn painted_prose(
        &self,
        text: &[(Paint, String)],
        json: &[u8],
    ) -> anyhow::Result<()> {
        let paint = |(paint, piece): &(Paint, String)| {
            let piece = without_steering(piece).into_owned();
            match (self.data_color, paint.code()) {
                (true, Some(code)) => format!("\u{1b}[{code}m{piece}\u{1b}[0m"),
                _ => piece,
            }
        };
        self.write(&wrap_painted(text).iter().map(paint).collect::<String>(), json)
    }

    fn write(&self, text: &str, json: &[u8]) -> anyhow::Result<()> {
        if self.muted {
            return Ok(());
        }
        let bytes = match self.format {
            Format::Text => text.as_bytes(),
            Format::Json => json,
            // What has no tables of a command that has some, such as a schema.
            Format::Markdown | Format::Csv => {
                bail!("this has no tables: expected `--format text` or `--format json`")
            }
            _ => bail!("this has no findings: expected `--format text` or `--format json`"),
        };
        Self::write_bytes(bytes)
    }

    fn write_bytes(bytes: &[u8]) -> anyhow::Result<()> {
        let mut stdout = io::stdout().lock();
        match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
            // Whoever reads may stop before the end; the verdict stands.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => Ok(other?),
        }
    }

    /// Says something that a person may want to know; not with `--quiet`.
    pub(crate) fn note(&self, text: &str) {
        let text = &*without_steering(text);
        match self.progress {
            _ if self.quiet => {}
            Shown::Objects => Event::Note { text }.say(),
            _ => self.line(text),
        }
    }

    /// Says something that a person should know.
    pub(crate) fn warn(&self, text: &str) {
        let text = &*without_steering(text);
        match self.progress {
            _ if self.muted => held::hold(text),
            _ if self.quiet => {}
            Shown::Objects => Event::Warning { text }.say(),
            _ => self.line(&format!("{} {text}", self.paint("warning:", "33"))),
        }
    }

    pub(crate) fn error(&self, error: &anyhow::Error) {
        let text = format!("{error:#}");
        let text = &*without_steering(&text);
        match self.progress {
            Shown::Objects => Event::Error { text }.say(),
            _ => self.line(&format!("{} {text}", self.paint("error:", "31"))),
        }
    }

    /// Says to a program that the command ends.
    pub(crate) fn end(&self, exit_code: u8) {
        if self.progress == Shown::Objects {
            Event::End { exit_code, seconds: event::seconds_since(self.began) }.say();
        }
    }

    /// Asks before something that costs or cannot be undone, unless the command line has agreed. Without a terminal nobody
    /// can answer, which is an error.
    #[cfg(any(feature = "aws", feature = "s3"))]
    pub(crate) fn expect_yes(&self, question: &str, consent: Consent) -> anyhow::Result<()> {
        if consent == Consent::Given {
            return Ok(());
        }
        ensure!(
            io::stdin().is_terminal() && io::stderr().is_terminal(),
            "nobody can be asked here, and nothing was done; `--yes` agrees to: {question}"
        );
        self.line(&format!("{question} [y/N]"));
        let mut answer = String::new();
        io::stdin().read_line(&mut answer)?;
        ensure!(
            matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"),
            "not agreed; nothing was done"
        );
        Ok(())
    }

    fn paint(&self, text: &str, code: &str) -> String {
        if self.color { format!("\u{1b}[1;{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    #[expect(clippy::unused_self, reason = "all that is said goes through this type")]
    fn line(&self, text: &str) {
        // Nobody is left to tell when stderr is closed.
        let _ = writeln!(io::stderr().lock(), "{text}");
    }

    /// The progress of long work of `total` steps; 0 where their number is not known yet.
    pub(crate) fn progress(&self, total: u64, unit: Unit) -> Progress {
        match self.progress {
            Shown::Not => Progress::lines(Watch::silent()),
            Shown::Bar => Progress::bar(total),
            Shown::Objects => Progress::objects(total, unit, self.began),
            Shown::Lines => Progress::lines(Watch::new(|line| {
                // Nobody is left to tell when stderr is closed.
                let _ = writeln!(io::stderr().lock(), "{}", without_steering(line));
            })),
        }
    }
}

/// The emphasis of a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paint {
    Plain,
    Bold,
    Faint,
    Red,
    Yellow,
    Blue,
}

impl Paint {
    const fn code(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Bold => Some("1"),
            Self::Faint => Some("2"),
            Self::Red => Some("1;31"),
            Self::Yellow => Some("1;33"),
            Self::Blue => Some("1;34"),
        }
    }
}

/// The pieces with the breaks that [`wrap_all`] gives their text.
fn wrap_painted(text: &[(Paint, String)]) -> Vec<(Paint, String)> {
    let whole: String = text.iter().map(|(_, piece)| piece.as_str()).collect();
    let wrapped = wrap_all(&whole);
    let mut left = wrapped.chars().peekable();
    let mut broken = |piece: &str| {
        let mut out = String::with_capacity(piece.len());
        for letter in piece.chars() {
            if left.next_if_eq(&letter).is_some() {
                out.push(letter);
            } else if letter == ' ' && left.next_if_eq(&'\n').is_some() {
                out.push('\n');
                while left.next_if_eq(&' ').is_some() {
                    out.push(' ');
                }
            }
        }
        out
    };
    text.iter().map(|(paint, piece)| (*paint, broken(piece))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_fall_between_pieces_as_they_do_in_the_whole_text() {
        let pieces: Vec<(Paint, String)> = [
            (Paint::Bold, format!("  a  {} b", "x".repeat(60))),
            (Paint::Plain, format!(" c {}\n\nshort", "y".repeat(30))),
            (Paint::Faint, " end\n".to_owned()),
        ]
        .into();
        let whole: String = pieces.iter().map(|(_, piece)| piece.as_str()).collect();
        let broken = wrap_painted(&pieces);
        let text: String = broken.iter().map(|(_, piece)| piece.as_str()).collect();
        assert_eq!(text, wrap_all(&whole));
        assert_eq!(text.lines().count(), 4);
        assert_eq!(broken[2], (Paint::Faint, " end\n".to_owned()));
    }
}
