//! The steps by which lists of the service and our models are paired user by user, on one cut.

use std::fmt::Write as _;
use std::path::Path;

use super::next_step::{NextStep, Typed};
use crate::experiment::EvalResult;
use crate::instant::to_iso;
use crate::split::Protocol;
use crate::text::shell_word;

/// The files and options that the commands rest on.
#[derive(Clone, Copy)]
pub(super) struct Pairing<'a> {
    /// The `eval.json`, as it was named.
    pub(super) eval_file: &'a str,
    pub(super) eval: &'a EvalResult,
    pub(super) typed: &'a Typed,
}

/// The steps to a comparison that no leak decides, from the evaluation in `eval_file`; `service` is the options that
/// name the service's figures, where there are any.
#[must_use]
pub fn steps_to_a_clean_cut(eval: &EvalResult, eval_file: &str, service: &str) -> Vec<NextStep> {
    let typed = Typed { service: service.to_owned(), has_lists: false };
    Pairing { eval_file, eval, typed: &typed }.without_the_leak()
}

/// A view of a cut, and the options that score the files which `split` makes of it.
struct View {
    name: &'static str,
    of_baselines: &'static str,
    of_lists: &'static str,
}

const CLEAN: View =
    View { name: "clean", of_baselines: " --view clean", of_lists: " --convention standard" };
const SERVICE: View = View { name: "service", of_baselines: "", of_lists: "" };

/// The folder in which an `eval.json` lies.
pub(super) fn folder_of(eval: &str) -> String {
    let parent = Path::new(eval).parent().filter(|parent| !parent.as_os_str().is_empty());
    parent.map_or_else(|| ".".to_owned(), |parent| parent.display().to_string())
}

/// The options by which `eval` reads the very data of this run.
pub(super) fn data_options(eval: &EvalResult) -> String {
    let data = &eval.data;
    let mut text = format!(" --interactions {}", shell_word(data.interactions_path()));
    if let Some(items) = &data.items_file {
        let _ = write!(text, " --items {}", shell_word(&items.path));
    }
    text + &filter_options(eval)
}

fn filter_options(eval: &EvalResult) -> String {
    let mut text = String::new();
    if let Some(name) = &eval.data.event_type {
        let _ = write!(text, " --event-type {}", shell_word(name));
    }
    if let Some(least) = eval.data.event_value_threshold {
        let _ = write!(text, " --event-value-threshold {least}");
    }
    text
}

/// The protocol as it is typed; of the service's own cut nothing needs to be said.
fn protocol_options(protocol: Protocol) -> String {
    match protocol {
        Protocol::Personalize { .. } | Protocol::External { .. } => String::new(),
        Protocol::LeaveLastOne => " --protocol leave-last-one".to_owned(),
        Protocol::GlobalTime { cut_s } => {
            format!(" --protocol global-time --cut {}", to_iso(cut_s))
        }
        Protocol::PerUserRatio { held_out_share } => {
            format!(" --protocol per-user-ratio --held-out-share {held_out_share}")
        }
        Protocol::RandomRatio { held_out_share, seed } => {
            format!(" --protocol random-ratio --held-out-share {held_out_share} --seed {seed}")
        }
    }
}

impl Pairing<'_> {
    /// The steps to a comparison that no leak decides.
    pub(super) fn without_the_leak(&self) -> Vec<NextStep> {
        if matches!(self.eval.protocol.protocol, Protocol::External { .. }) {
            return vec![NextStep::sentence(
                "Make the cut anew without the leak: hold out only items that a user's history does not \
                 have. Only that decides between the two.",
            )];
        }
        self.steps(&CLEAN, "Cut without the leak, which alone decides between the two:")
    }

    /// The steps by which `model` can be told from the service; `noise` is what its means cannot tell.
    pub(super) fn of_the_service_view(&self, model: &str, noise: &str) -> Vec<NextStep> {
        if matches!(self.eval.protocol.protocol, Protocol::External { .. }) {
            return vec![NextStep::sentence(format!(
                "To tell {model} from Personalize, pair them user by user{noise}: a batch inference job \
                 on the test users of this very cut, `eval recommendations --per-user` on its answer, and \
                 `compare --lists`."
            ))];
        }
        let why =
            format!("To tell {model} from Personalize, pair them user by user{noise}. Cut anew:");
        self.steps(&SERVICE, &why)
    }

    fn steps(&self, view: &View, why: &str) -> Vec<NextStep> {
        let eval = self.eval;
        let place = format!("{}/split-{}", folder_of(self.eval_file), view.name);
        let file = |name: &str| shell_word(&format!("{place}/{name}"));
        let items = eval
            .data
            .items_file
            .as_ref()
            .map_or_else(String::new, |items| format!(" --items {}", shell_word(&items.path)));
        let (held_out, import) = (file("held-out.csv"), file("import.csv"));
        let lists = file("lists.parquet");
        let cut = format!(
            "rehearsal split {} --view {}{}{} --output {}",
            shell_word(eval.data.interactions_path()),
            view.name,
            protocol_options(eval.protocol.protocol),
            filter_options(eval),
            shell_word(&place)
        );
        let scored = format!(
            "rehearsal eval recommendations --recommendations {} --held-out {held_out} --train \
             {import}{items}{} --per-user {lists} --output {}",
            file("batch-input.jsonl.out"),
            view.of_lists,
            file("eval-recommendations.json")
        );
        let ours = format!(
            "rehearsal eval baselines --train {import} --held-out {held_out}{items}{} --run {} \
             --per-user {}",
            view.of_baselines,
            file("ours"),
            file("ours/per-user.parquet")
        );
        let compared = format!(
            "rehearsal compare --run {}{} --lists {lists}",
            file("ours"),
            self.typed.service
        );
        vec![
            NextStep::command(why, cut),
            NextStep::sentence(format!(
                "In AWS, import {place}/import.csv, train on it, run a batch inference job on \
                 {place}/batch-input.jsonl, and put its answer beside it."
            )),
            NextStep::command("Score its lists:", scored),
            NextStep::command("Score our models on the same cut:", ours),
            NextStep::command("Compare the two, user by user:", compared),
        ]
    }
}
