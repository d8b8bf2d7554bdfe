//! One page that a person reads, from what the other commands wrote.
//!
//! Results become finished strings (`view`), the strings go through a template ([`html`]).

#[cfg(feature = "charts")]
pub mod chart;
mod commands;
pub mod csv;
mod cut_words;
mod decision;
mod decisive;

mod figure;
pub mod html;
mod inputs;
mod markdown;
mod page_table;
mod single_result;
mod stale;
mod verdict;
mod view;
mod winner;

pub use cut_words::{
    caution_lines, cut_lines, data_line, held_out_line, leak_lines, order_line, protocol_words,
    rests_on, view_heading,
};
pub use decision::{Decision, DecisionKind, decide};
pub use inputs::Inputs;
pub use markdown::markdown;
pub use single_result::SingleResult;
pub use verdict::{tie_line, verdict};
pub use winner::{across_protocols, disagreement, draw_sentence, winner_sentence};
