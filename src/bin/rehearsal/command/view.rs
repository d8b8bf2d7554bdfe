//! The view that a command makes: what is said by options, and what the view says where they are silent.

use anyhow::bail;
use rehearsal::experiment::{Experiment, View};
use rehearsal::metric::Convention;
use rehearsal::split::{Cut, HoldOut, RowOrder, Seen};

use crate::args::{CutArgs, ListSeenName, ViewName};

/// The options that make a view; what they do not say is as the base has it.
#[derive(Debug, Clone)]
pub(super) struct Said {
    /// The view that was named.
    view: Option<ViewName>,
    hold_out: Option<HoldOut>,
    target: Vec<String>,
    seen: Option<Seen>,
    convention: Option<Convention>,
    /// True if the cut was made elsewhere.
    is_external: bool,
    seed: u64,
}

impl Said {
    /// Takes these options, which must go together.
    pub(super) fn new(args: &CutArgs, seen: Option<Seen>) -> anyhow::Result<Self> {
        let has_target = !args.target.is_empty();
        if args.hold_out == Some(HoldOut::NewTargetItems) && !has_target {
            bail!("`--hold-out new-target-items` goes with `--target`, which names event types");
        }
        if seen == Some(Seen::ExcludeTarget) && !has_target {
            bail!("`--seen exclude-target` goes with `--target`, which names event types");
        }
        let said = Self {
            view: args.view,
            hold_out: args.hold_out,
            target: args.target.clone(),
            seen,
            convention: None,
            is_external: false,
            seed: args.seed,
        };
        said.expect_one()?;
        Ok(said)
    }

    /// Marks the cut as made elsewhere.
    pub(super) fn made_elsewhere(self) -> anyhow::Result<Self> {
        let said = Self { is_external: true, ..self };
        said.expect_one()?;
        Ok(said)
    }

    pub(super) fn convention(self, convention: Option<Convention>) -> Self {
        Self { convention, ..self }
    }

    fn expect_one(&self) -> anyhow::Result<()> {
        if self.view == Some(ViewName::Both) && self.is_custom() {
            bail!(
                "`--view both` goes without `--hold-out`, `--seen`, `--target` and `--train`, which make \
                 one view; name `clean` or `service` for what they do not say"
            );
        }
        Ok(())
    }

    /// Tells whether any option makes this a view of its own.
    pub(super) fn is_custom(&self) -> bool {
        self.hold_out.is_some()
            || self.seen.is_some()
            || !self.target.is_empty()
            || self.is_external
    }

    /// The views of a command that gives both where nothing is said, each from `base`, which has
    /// protocol, scoring and models. The view that can be compared with the service comes first.
    pub(super) fn views(&self, base: &Experiment) -> Vec<(View, Experiment)> {
        let service = (self.service_name(), self.on_service(base));
        let clean = (View::Clean, self.on_clean(base));
        match self.view {
            _ if self.is_custom() => vec![(self.name(), self.one(base, ViewName::Service))],
            None | Some(ViewName::Both) => vec![service, clean],
            Some(ViewName::Service) => vec![service],
            Some(ViewName::Clean) => vec![clean],
        }
    }

    /// The name of the view. A cut made elsewhere that is said to be clean is the clean view, with nothing else said.
    fn name(&self) -> View {
        let says_more = self.hold_out.is_some() || self.seen.is_some() || !self.target.is_empty();
        match self.view {
            Some(ViewName::Clean) if self.is_external && !says_more => View::Clean,
            _ => View::Custom,
        }
    }

    /// The one view of a command that has no other; `default` is its own where nothing is said.
    pub(super) fn one(&self, base: &Experiment, default: ViewName) -> Experiment {
        match self.view.unwrap_or(default) {
            ViewName::Clean => self.on_clean(base),
            ViewName::Service | ViewName::Both => self.on_service(base),
        }
    }

    /// The name of the view that the service has: figures of another convention are not those of the service.
    fn service_name(&self) -> View {
        match self.convention {
            None | Some(Convention::Service) => View::Service,
            Some(_) => View::Custom,
        }
    }

    fn on_service(&self, base: &Experiment) -> Experiment {
        let mut one = base.clone();
        one.scoring.convention = self.convention.unwrap_or(Convention::Service);
        self.apply(one)
    }

    fn on_clean(&self, base: &Experiment) -> Experiment {
        let mut one = self.apply(base.clone().clean(self.seed));
        // Beside the service view, a convention that is named is that one's.
        if self.view == Some(ViewName::Clean) {
            one.scoring.convention = self.convention.unwrap_or(Convention::Standard);
        }
        one
    }

    fn apply(&self, mut one: Experiment) -> Experiment {
        one.cut.hold_out = self.hold_out.unwrap_or(one.cut.hold_out);
        one.seen = self.seen.unwrap_or(one.seen);
        one.cut.target.clone_from(&self.target);
        one
    }

    /// The one cut of a command that scores nothing.
    pub(super) fn cut(&self, default: ViewName) -> Cut {
        let order = match self.view.unwrap_or(default) {
            ViewName::Clean => RowOrder::Drawn(self.seed),
            _ => RowOrder::File,
        };
        let hold_out = match order {
            RowOrder::Drawn(_) => HoldOut::NewItems,
            RowOrder::File => HoldOut::Rows,
        };
        let hold_out = self.hold_out.unwrap_or(hold_out);
        Cut { hold_out, target: self.target.clone(), order, sample: None }
    }
}

impl From<ListSeenName> for Seen {
    fn from(name: ListSeenName) -> Self {
        match name {
            ListSeenName::Include => Self::Include,
            ListSeenName::Exclude => Self::Exclude,
        }
    }
}
