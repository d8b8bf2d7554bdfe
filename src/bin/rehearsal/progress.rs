//! Long work and how far it is: a bar on a terminal, lines where there is none, or objects for a program.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::event::{Event, Unit, seconds_since};
use crate::watch::Watch;

/// The shortest time between two objects of one stage.
const PAUSE: Duration = Duration::from_millis(500);

/// The words for a part of the work.
pub(crate) struct Stage {
    /// For programs.
    pub(crate) name: String,
    /// Beside a bar.
    pub(crate) bar: String,
    /// In a line.
    pub(crate) line: String,
}

impl From<String> for Stage {
    fn from(name: String) -> Self {
        Self { bar: name.clone(), line: name.clone(), name }
    }
}

/// The place where the progress of a work is shown.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
    watch: Watch,
    objects: Option<Mutex<Objects>>,
}

impl Progress {
    /// Shows nothing but what `watch` says.
    pub(crate) fn lines(watch: Watch) -> Self {
        Self { bar: ProgressBar::hidden(), watch, objects: None }
    }

    /// A bar of `total` steps.
    pub(crate) fn bar(total: u64) -> Self {
        let style = ProgressStyle::with_template("{msg:32} {bar:30} {pos}/{len} {elapsed} {eta}");
        let bar = ProgressBar::new(total)
            .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        // So that it moves while one long step is made.
        bar.enable_steady_tick(Duration::from_secs(1));
        Self { bar, watch: Watch::silent(), objects: None }
    }

    /// Objects of the work of a command that began at `began`.
    pub(crate) fn objects(total: u64, unit: Unit, began: Instant) -> Self {
        let objects =
            Objects { stage: String::new(), done: 0, total, unit, began, next: began, left: false };
        Self {
            bar: ProgressBar::hidden(),
            watch: Watch::silent(),
            objects: Some(Mutex::new(objects)),
        }
    }

    /// Says what is being done now.
    pub(crate) fn stage(&self, stage: impl Into<Stage>) {
        let Stage { name, bar, line } = stage.into();
        self.bar.set_message(bar);
        self.watch.now(line);
        self.change(|objects| objects.stage = name);
    }

    /// Sets the number of steps.
    pub(crate) fn of(&self, total: u64) {
        self.bar.set_length(total);
        self.change(|objects| objects.total = total);
    }

    /// Sets the number of steps that are made.
    pub(crate) fn at(&self, done: u64) {
        self.bar.set_position(done);
        self.change(|objects| objects.done = done);
    }

    /// Adds steps that are made.
    pub(crate) fn add(&self, steps: u64) {
        self.bar.inc(steps);
        self.change(|objects| objects.done += steps);
    }

    fn change(&self, change: impl FnOnce(&mut Objects)) {
        if let Some(objects) = &self.objects {
            let mut objects = objects.lock().unwrap_or_else(PoisonError::into_inner);
            change(&mut objects);
            objects.left = true;
            if Instant::now() >= objects.next && !objects.stage.is_empty() {
                objects.say();
            }
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
        if let Some(objects) = &self.objects {
            let mut objects = objects.lock().unwrap_or_else(PoisonError::into_inner);
            if objects.left {
                objects.say();
            }
        }
    }
}

/// The state of a work, said as objects.
#[derive(Debug)]
struct Objects {
    stage: String,
    done: u64,
    /// 0 where it is not known.
    total: u64,
    unit: Unit,
    began: Instant,
    /// The earliest time of the next object.
    next: Instant,
    /// True if something changed since the last one.
    left: bool,
}

impl Objects {
    fn say(&mut self) {
        let total = (self.total > 0).then_some(self.total);
        let seconds = seconds_since(self.began);
        Event::Progress { stage: &self.stage, done: self.done, total, unit: self.unit, seconds }
            .say();
        self.next = Instant::now() + PAUSE;
        self.left = false;
    }
}
