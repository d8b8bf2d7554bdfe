//! A thing that threads have one after another, in the order of their blocks.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// A thing that threads have one after another, in the order of the blocks that they work on.
#[derive(Debug)]
pub struct Turns<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
}

/// The fate of a turn after the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterTurn {
    /// The block keeps the turn, for it has more work.
    Keep,
    /// The next block has the turn.
    PassOn,
}

#[derive(Debug)]
struct State<T> {
    next: usize,
    stopped: bool,
    what: T,
}

impl<T> Turns<T> {
    /// The turn of block 0.
    pub const fn new(what: T) -> Self {
        Self { state: Mutex::new(State { next: 0, stopped: false, what }), changed: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the turn of block `index`.
    fn wait(&self, index: usize) -> Option<MutexGuard<'_, State<T>>> {
        let waiting = |state: &mut State<T>| state.next != index && !state.stopped;
        let waited = self.changed.wait_while(self.lock(), waiting);
        let state = waited.unwrap_or_else(PoisonError::into_inner);
        (!state.stopped).then_some(state)
    }

    /// Waits for the turn of block `index`, does the work, and keeps the turn or passes it on; `None`
    /// when the turns were stopped.
    pub fn take<R>(
        &self,
        index: usize,
        after: AfterTurn,
        work: impl FnOnce(&mut T) -> R,
    ) -> Option<R> {
        let mut state = self.wait(index)?;
        let result = work(&mut state.what);
        state.next += usize::from(after == AfterTurn::PassOn);
        drop(state);
        self.changed.notify_all();
        Some(result)
    }

    /// Like [`Self::take`] for the whole of a block; where the work fails, no later block has a turn.
    pub fn try_take<R, E>(
        &self,
        index: usize,
        work: impl FnOnce(&mut T) -> Result<R, E>,
    ) -> Option<Result<R, E>> {
        let mut state = self.wait(index)?;
        let result = work(&mut state.what);
        state.next += 1;
        state.stopped |= result.is_err();
        drop(state);
        self.changed.notify_all();
        Some(result)
    }

    /// Ends the turns: a waiting thread gets none.
    pub fn stop(&self) {
        self.lock().stopped = true;
        self.changed.notify_all();
    }

    /// The thing again.
    pub fn into_inner(self) -> T {
        self.state.into_inner().unwrap_or_else(PoisonError::into_inner).what
    }
}
