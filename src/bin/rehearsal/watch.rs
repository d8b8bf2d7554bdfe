//! Lines that say how far long work is, where no terminal shows a bar.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::readable::duration;

/// The longest time without a line.
const PAUSE: Duration = Duration::from_secs(10);

/// Work that is watched. Until it is dropped, a line at least every ten seconds says what is being done and
/// for how long.
#[derive(Debug)]
pub(crate) struct Watch {
    /// The thread that says the lines; none where nothing is to be said.
    thread: Option<(Sender<String>, JoinHandle<()>)>,
}

impl Watch {
    /// Says lines through `say`.
    pub(crate) fn new(say: impl Fn(&str) + Send + 'static) -> Self {
        let (sender, receiver) = channel();
        let thread = std::thread::Builder::new().spawn(move || tell(&receiver, PAUSE, &say));
        // Where no thread can be had, nothing is said, and the work goes on.
        Self { thread: thread.ok().map(|thread| (sender, thread)) }
    }

    /// Says nothing.
    pub(crate) const fn silent() -> Self {
        Self { thread: None }
    }

    /// Says that something else is being done now, such as `ease, fold 3`.
    pub(crate) fn now(&self, what: impl Into<String>) {
        if let Some((sender, _)) = &self.thread {
            // Nobody listens any more: then there is nothing to say.
            let _ = sender.send(what.into());
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.thread.take() {
            drop(sender);
            drop(thread.join());
        }
    }
}

/// Says a line each time that `pause` has passed, until the other end is gone.
fn tell(receiver: &Receiver<String>, pause: Duration, say: &dyn Fn(&str)) {
    let began = Instant::now();
    let mut next = began + pause;
    let mut current: Option<(String, Instant)> = None;
    loop {
        match receiver.recv_timeout(next.saturating_duration_since(Instant::now())) {
            Ok(what) => current = Some((what, Instant::now())),
            Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => {
                next += pause;
                if let Some((what, since)) = &current {
                    let seconds = |of: &Instant| duration(of.elapsed().as_secs_f64());
                    say(&format!("{what}: {} so far, {} in all", seconds(since), seconds(&began)));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[test]
    fn a_line_is_said_at_each_pause_with_what_is_being_done() {
        let said = Arc::new(Mutex::new(Vec::new()));
        let (sender, receiver) = channel();
        let lines = Arc::clone(&said);
        let thread = std::thread::spawn(move || {
            let say = |line: &str| lines.lock().expect("no panic").push(line.to_owned());
            tell(&receiver, Duration::from_millis(20), &say);
        });
        sender.send("ease, fold 3".to_owned()).expect("it listens");
        while said.lock().expect("no panic").len() < 2 {
            std::thread::sleep(Duration::from_millis(5));
        }
        drop(sender);
        thread.join().expect("no panic");
        let said = said.lock().expect("no panic");
        assert!(said.iter().all(|line| line == "ease, fold 3: 0 s so far, 0 s in all"), "{said:?}");
    }

    #[test]
    fn what_is_quiet_says_nothing() {
        let watch = Watch::silent();
        watch.now("ease");
        assert!(watch.thread.is_none());
    }
}
