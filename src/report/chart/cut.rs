//! The cut of one user's rows, as the service makes it and as the clean view does.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use super::pen::{
    Area, Drawn, INK, LEAK, LINE, Pen, SERVICE, SOFT, Screen, below_heading, heading_height,
};
use crate::number::thousands;
use crate::report::figure::{Audited, CutAudit};

const HEADING: &str =
    "One test user's rows, oldest first; right of the line is what a model has to find";

/// The height of one cut.
const CUT: u32 = 112;

/// A row of a user who saw items in this order: the letter of the item.
type Row = (char, Kind);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// An item of the history.
    Shown,
    /// An item to be found.
    HeldOut,
    /// An item that stands on both sides of the cut.
    Leaking,
}

/// The service's cut: `E` was watched and clicked in one second, and the cut falls between.
const SERVICE_ROWS: [Row; 7] = [
    ('A', Kind::Shown),
    ('B', Kind::Shown),
    ('C', Kind::Shown),
    ('D', Kind::Shown),
    ('E', Kind::Leaking),
    ('E', Kind::Leaking),
    ('F', Kind::HeldOut),
];

/// The clean cut: both rows of `E` are on one side.
const CLEAN_ROWS: [Row; 7] = [
    ('A', Kind::Shown),
    ('B', Kind::Shown),
    ('C', Kind::Shown),
    ('D', Kind::Shown),
    ('E', Kind::HeldOut),
    ('E', Kind::HeldOut),
    ('F', Kind::HeldOut),
];

/// A cut with its words.
struct Drawing {
    title: String,
    rows: [Row; 7],
    /// The number of rows before the cut.
    n_shown: u32,
    words: String,
}

fn drawings(audit: &CutAudit) -> Vec<Drawing> {
    let share = |cut: &Audited, users: usize| {
        format!("{} of {} users", thousands(users as u64), thousands(cut.users as u64))
    };
    let service = audit.service.as_ref().map(|cut| Drawing {
        title: "service view: by rows".to_owned(),
        rows: SERVICE_ROWS,
        n_shown: 5,
        words: format!(
            "held out and in the history: {}",
            share(cut, cut.leaks.any_held_out_item_in_history)
        ),
    });
    let clean = audit.clean.as_ref().map(|cut| Drawing {
        title: "clean view: new items, a second as a whole".to_owned(),
        rows: CLEAN_ROWS,
        n_shown: 4,
        words: format!(
            "held out and in the history: {}",
            share(cut, cut.leaks.any_held_out_item_in_history)
        ),
    });
    service.into_iter().chain(clean).collect()
}

pub(super) fn height(audit: &CutAudit, screen: Screen) -> u32 {
    let n = u32::try_from(drawings(audit).len()).unwrap_or(2);
    heading_height(HEADING, screen) + n * CUT
}

pub(super) fn draw<DB: DrawingBackend>(area: &Area<DB>, audit: &CutAudit, pen: Pen) -> Drawn<DB> {
    let area = below_heading(area, HEADING, pen)?;
    for (number, drawing) in (0_u32..).zip(drawings(audit)) {
        draw_one(&area, &drawing, pen.at(number * CUT), pen)?;
    }
    Ok(())
}

fn draw_one<DB: DrawingBackend>(
    area: &Area<DB>,
    drawing: &Drawing,
    top: i32,
    pen: Pen,
) -> Drawn<DB> {
    let left_top = (HPos::Left, VPos::Top);
    area.draw_text(
        &drawing.title,
        &pen.anchored((13, INK), left_top),
        (pen.at(2), top + pen.at(6)),
    )?;
    let step = pen.screen.either(84, 44);
    let middle = top + pen.at(54);
    let x = |position: u32| pen.at(24 + position * step);
    for (number, (letter, kind)) in (0_u32..).zip(drawing.rows) {
        // Rows of one second stand close together.
        let is_second = number == 5;
        let across = x(number) - if is_second { pen.at(step / 3) } else { 0 };
        let (fill, text) = match kind {
            Kind::Shown => (LEAK, INK),
            Kind::HeldOut => (LINE, WHITE),
            Kind::Leaking => (SERVICE, WHITE),
        };
        area.draw(&Circle::new((across, middle), pen.size(13), fill.filled()))?;
        let style = pen.anchored((14, text), (HPos::Center, VPos::Center));
        area.draw_text(&letter.to_string(), &style, (across, middle))?;
    }
    let cut = match drawing.n_shown {
        5 => i32::midpoint(x(4), x(5) - pen.at(step / 3)),
        shown => i32::midpoint(x(shown - 1), x(shown)),
    };
    let line = [(cut, middle - pen.at(24)), (cut, middle + pen.at(24))];
    area.draw(&PathElement::new(line, pen.stroke(SOFT, 2)))?;
    let color = if drawing.n_shown == 5 { SERVICE } else { INK };
    let style = pen.anchored((13, color), left_top);
    area.draw_text(&drawing.words, &style, (pen.at(2), middle + pen.at(28)))
}
