//! Checks of ids, categories, event types, texts and other strings.

use super::cell_check::CellCheck;
use super::cell_text::{
    CJK_TEXT_CHARS_MAX, ID_CHARS_MAX, STRING_CHARS_MAX, is_blank, is_keyword, is_longer,
    is_of_float, is_special, n_chars, text_chars_max,
};
use super::column_tally::CellState;
use super::kind::CellKind;
use crate::number::thousands;
use crate::rule;
use crate::text::{shorten, stands_for_no_id, stands_for_nothing};

impl CellCheck<'_> {
    /// Checks what is common to all strings but texts.
    pub(super) fn check_string(&mut self) -> CellState {
        let cell = self.cell;
        if is_blank(cell) {
            self.add_blank("expected a value, found white space alone");
            return CellState::Faulty;
        }
        let state = if is_longer(cell, STRING_CHARS_MAX) {
            self.add(&rule::VALUE_TOO_LONG, || {
                format!("expected at most 1,000 characters, found {}", n_chars(cell))
            });
            CellState::Faulty
        } else if is_keyword(cell) {
            self.add_keyword();
            CellState::Faulty
        } else if stands_for_nothing(cell) {
            self.add_nothing();
            CellState::Faulty
        } else {
            CellState::Clean
        };
        if self.column.kind == CellKind::Plain || state == CellState::Faulty {
            return state;
        }
        self.check_members()
    }

    fn check_members(&mut self) -> CellState {
        // An event type is no list, and may have any sign but a blank at its ends.
        let is_list = self.column.kind != CellKind::EventType;
        let cell = self.cell;
        let mut members = cell.split(|&byte| is_list && byte == b'|');
        if members.clone().any(<[u8]>::is_empty) {
            self.add(&rule::VALUE_LIST_MEMBER, || {
                "expected a member on both sides of every `|`, found none".to_owned()
            });
            return CellState::Faulty;
        }
        if members.any(|member| member.trim_ascii().len() != member.len()) {
            self.add(&rule::VALUE_LIST_BLANK, || {
                let text = String::from_utf8_lossy(cell);
                format!("expected no white space at the ends, found \"{}\"", shorten(&text, 40))
            });
            return CellState::Faulty;
        }
        CellState::Clean
    }

    pub(super) fn check_text(&mut self) {
        if is_blank(self.cell) {
            self.add_blank("expected a text, found white space alone");
        } else if is_longer(self.cell, CJK_TEXT_CHARS_MAX) {
            let text = String::from_utf8_lossy(self.cell);
            let (length, most) = (text.chars().count(), text_chars_max(&text));
            if length > most {
                self.add(&rule::VALUE_TEXT_CUT, || {
                    let [most, length] = [most, length].map(|n| thousands(n as u64));
                    format!("expected at most {most} characters, found {length}")
                });
            }
        }
    }

    pub(super) fn check_id(&mut self) {
        let cell = self.cell;
        let text = String::from_utf8_lossy(cell);
        if is_blank(cell) {
            self.add_blank("expected an id, found white space alone");
        } else if is_longer(cell, ID_CHARS_MAX) {
            self.add(&rule::VALUE_ID_TOO_LONG, || {
                format!("expected at most 256 characters, found {}", n_chars(cell))
            });
        } else if is_keyword(cell) {
            self.add_keyword();
        } else if stands_for_no_id(cell) {
            self.add_nothing();
        } else if text.trim().len() != text.len() {
            self.add(&rule::VALUE_ID_BLANK, || {
                format!("expected \"{}\", found white space around it", shorten(text.trim(), 40))
            });
        } else if is_of_float(&text) {
            self.add(&rule::VALUE_ID_OF_FLOAT, || {
                format!("expected an id as it was given out, found \"{}\"", shorten(&text, 40))
            });
        } else if text.contains(is_special) {
            self.add(&rule::VALUE_ID_CHARACTER, || {
                format!(
                    "expected letters, digits and simple signs, found \"{}\"",
                    shorten(&text, 40)
                )
            });
        }
    }

    fn add_blank(&mut self, message: &str) {
        self.add(&rule::VALUE_BLANK, || message.to_owned());
    }

    fn add_keyword(&mut self) {
        let cell = self.cell;
        self.add(&rule::VALUE_RESERVED, || {
            let text = String::from_utf8_lossy(cell);
            format!("expected a value, found the reserved name `{text}`")
        });
    }

    fn add_nothing(&mut self) {
        let cell = self.cell;
        self.add(&rule::VALUE_STANDS_FOR_NOTHING, || {
            let text = String::from_utf8_lossy(cell);
            format!("expected a value or an empty cell, found \"{text}\"")
        });
    }
}
