//! Work that several threads share: blocks of one source, results in the order of the blocks, memory for one
//! block a thread, and errors and panics that end every thread.

mod first;
mod turns;

use std::sync::{Mutex, PoisonError};

pub use first::First;
pub use turns::{AfterTurn, Turns};

/// Runs `work` in `n_threads` threads at once and gives what each returns, in the order of their numbers.
/// Fewer threads do all the work where the system gives no more; where it gives none, the caller's does.
/// When one fails, [`First::is_set`] tells the others; when one fails or panics, `stop` is called, so that
/// no thread waits for it.
///
/// # Errors
/// The first error of any of them.
pub fn in_threads<R: Send, E: Send>(
    n_threads: usize,
    stop: impl Fn() + Sync,
    work: impl Fn(&First<E>) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E> {
    let first = First::default();
    let run = || {
        let _guard = StopOnPanic(&stop);
        match work(&first) {
            Ok(result) => Some(result),
            Err(error) => {
                first.set(error);
                stop();
                None
            }
        }
    };
    let results: Vec<Option<R>> = std::thread::scope(|scope| {
        let begin = |_| std::thread::Builder::new().spawn_scoped(scope, run).ok();
        let threads: Vec<_> = (0..n_threads.max(1)).map_while(begin).collect();
        if threads.is_empty() {
            return vec![run()];
        }
        let join = |thread: std::thread::ScopedJoinHandle<'_, Option<R>>| {
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        threads.into_iter().map(join).collect()
    });
    first.into_result()?;
    Ok(results.into_iter().flatten().collect())
}

/// Calls the function when its thread panics.
struct StopOnPanic<'f, F: Fn()>(&'f F);

impl<F: Fn()> Drop for StopOnPanic<'_, F> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            (self.0)();
        }
    }
}

/// Takes blocks from `next`, makes something of each on whichever thread is free, and hands it to `take` in
/// the order of the blocks. There is a thread for each of the `states`, which it keeps from block to block.
///
/// At most one block a thread is in the making at a time, so that memory does not grow with the source. An
/// error of `next` or `make` is met in the order of the blocks too: `take` has had all blocks before it, and
/// none behind it.
///
/// # Errors
/// The first error, in the order of the blocks.
pub fn in_order<B, S: Send, R, E: Send>(
    states: Vec<S>,
    next: impl FnMut() -> Result<Option<B>, E> + Send,
    make: impl Fn(&mut S, B) -> Result<R, E> + Sync,
    take: impl FnMut(R) -> Result<(), E> + Send,
) -> Result<(), E> {
    let source = Mutex::new((0, next));
    let turns = Turns::new(take);
    let n_threads = states.len();
    let states = Mutex::new(states.into_iter());
    in_threads(
        n_threads,
        || turns.stop(),
        |_| {
            let own = states.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some(mut state) = own else { return Ok(()) };
            loop {
                let mut locked = source.lock().unwrap_or_else(PoisonError::into_inner);
                let (index, block) = (locked.0, (locked.1)());
                locked.0 += 1;
                drop(locked);
                let made = match block {
                    Ok(None) => return Ok(()),
                    Ok(Some(block)) => make(&mut state, block),
                    Err(error) => Err(error),
                };
                // An error waits for its turn, so that it is the first one in the order of the blocks.
                match turns.try_take(index, |take| made.and_then(take)) {
                    Some(taken) => taken?,
                    None => return Ok(()),
                }
            }
        },
    )
    .map(drop)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use proptest::prelude::*;

    use super::*;

    fn squares(n: u32, n_threads: usize, bad: Option<u32>) -> (Vec<u32>, Result<(), u32>, usize) {
        let (mut at, mut taken) = (0, Vec::new());
        let next = || {
            at += 1;
            Ok((at <= n).then_some(at))
        };
        let (making, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let make = |(): &mut (), block: u32| {
            most.fetch_max(making.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            if bad.is_some_and(|bad| block >= bad) { Err(block) } else { Ok(block * block) }
        };
        let take = |square| {
            making.fetch_sub(1, Ordering::SeqCst);
            taken.push(square);
            Ok(())
        };
        let result = in_order(vec![(); n_threads], next, make, take);
        (taken, result, most.into_inner())
    }

    proptest! {
        #[test]
        fn results_come_in_order_and_the_first_error_ends_them(
            n in 0_u32..200,
            n_threads in 1_usize..5,
            bad in prop::option::of(1_u32..250),
        ) {
            let (taken, result, most) = squares(n, n_threads, bad);
            prop_assert!(most <= n_threads, "{most} blocks in the making");
            let good = bad.map_or(n, |bad| n.min(bad - 1));
            prop_assert_eq!(taken, (1..=good).map(|block| block * block).collect::<Vec<_>>());
            prop_assert_eq!(result, bad.filter(|&bad| bad <= n).map_or(Ok(()), Err));
        }
    }

    #[test]
    fn a_panic_ends_all_threads_and_is_passed_on() {
        let run = || {
            let mut at = 0;
            let next = || {
                at += 1;
                Ok::<_, ()>(Some(at))
            };
            let make = |(): &mut (), block: u32| {
                assert!(block != 7, "the seventh block");
                Ok(block)
            };
            in_order(vec![(); 3], next, make, |_| Ok(()))
        };
        assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).is_err());
    }
}
