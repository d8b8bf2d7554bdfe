//! Downloads bytes over HTTP, from where the last try ended.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use ureq::http::Response;
use ureq::{Agent, Body};

use super::address::{public, redirected};
use super::error::FetchError;

/// Tries in a row that bring nothing before the download is given up, and the pause before each.
const TRIES: u32 = 4;
const PAUSE: Duration = Duration::from_millis(300);
/// The longest wait for a connection: a longer one brings none.
const CONNECT_MAX: Duration = Duration::from_secs(30);
/// The least bytes a second: a slower connection, over the time of [`super::FetchRequest::timeout`], is taken to have
/// broken off.
const BYTES_PER_SECOND_MIN: u64 = 1 << 10;
/// The bytes that a try must bring so that the ones before it are forgotten: a server that sends a few bytes each
/// time would keep us for ever.
const PROGRESS_BYTES: u64 = 1 << 16;
const REDIRECTS_MAX: u32 = 5;
/// The most bytes of a download: eight times the largest release.
const BYTES_MAX: u64 = 8 << 30;
const TEXT_BYTES_MAX: u64 = 1 << 12;

pub(super) struct Client {
    agent: Agent,
    timeout: Duration,
}

/// The end of one try.
enum Try {
    Whole,
    Broken(String),
}

/// The beginning of one try: an answer whose bytes go after so many that are there, or the end without any.
type Beginning = ControlFlow<Try, (Response<Body>, u64)>;

impl Client {
    pub(super) fn new(timeout: Duration) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .user_agent(concat!("rehearsal/", env!("CARGO_PKG_VERSION")))
            // Followed by us, who look where they lead.
            .max_redirects(0)
            .timeout_resolve(Some(timeout.min(CONNECT_MAX)))
            .timeout_connect(Some(timeout.min(CONNECT_MAX)))
            .timeout_send_request(Some(timeout))
            .timeout_recv_response(Some(timeout))
            .timeout_per_read(Some(timeout))
            .build();
        Self { agent: config.new_agent(), timeout }
    }

    /// The text at `url`, which is short; `None` where the server has none.
    pub(super) fn small_text(&self, url: &str) -> Result<Option<String>, FetchError> {
        let response = self.get(url, 0)?;
        match response.status().as_u16() {
            200 => {}
            403 | 404 | 410 => return Ok(None),
            status => return Err(server(url, format!("the server says {status}"))),
        }
        let mut text = Vec::new();
        let mut body = response.into_body().into_reader().take(TEXT_BYTES_MAX);
        let begun = Instant::now();
        let mut chunk = [0; 256];
        loop {
            match body.read(&mut chunk) {
                Ok(0) => break,
                Ok(read) => text.extend_from_slice(&chunk[..read]),
                Err(error) => return Err(server(url, error.to_string())),
            }
            if begun.elapsed() > self.timeout {
                return Err(server(url, slow(text.len() as u64, self.timeout)));
            }
        }
        Ok(Some(String::from_utf8_lossy(&text).into_owned()))
    }

    /// Downloads `url` into `file`, after what is there already.
    pub(super) fn download(
        &self,
        url: &str,
        file: &mut File,
        progress: &dyn Fn(u64, u64),
    ) -> Result<(), FetchError> {
        let mut tries = 0;
        let mut best =
            file.seek(SeekFrom::End(0)).map_err(|error| server(url, error.to_string()))?;
        loop {
            let ended = self.one_try(url, file, progress)?;
            let now = file.seek(SeekFrom::End(0)).map_err(|e| server(url, e.to_string()))?;
            let Try::Broken(what) = ended else { return Ok(()) };
            // Only what was never reached before is progress: a server without ranges begins anew.
            tries = if now >= best + PROGRESS_BYTES { 1 } else { tries + 1 };
            best = best.max(now);
            if tries == TRIES {
                let (url, bytes) = (public(url), now);
                return Err(FetchError::BrokeOff { url, bytes, tries, what });
            }
            std::thread::sleep((PAUSE * tries).mul_f64(jitter()));
        }
    }

    fn get(&self, url: &str, from: u64) -> Result<Response<Body>, FetchError> {
        let mut place = url.to_owned();
        for _ in 0..=REDIRECTS_MAX {
            let mut request = self.agent.get(&place);
            if from > 0 {
                request = request.header("Range", format!("bytes={from}-"));
            }
            // What the client says of an address may hold all of it.
            let said = |error: ureq::Error| error.to_string().replace(&place, &public(&place));
            let response = request.call().map_err(|error| server(&place, said(error)))?;
            if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
                return Ok(response);
            }
            let location = response.headers().get("Location").and_then(|to| to.to_str().ok());
            let location = location.ok_or_else(|| server(&place, "it leads nowhere".to_owned()))?;
            place = redirected(&place, location)?;
        }
        Err(server(url, format!("it leads on more than {REDIRECTS_MAX} times")))
    }

    /// Asks for what is not there yet. Where the server begins anew, `file` is emptied.
    fn ask(&self, url: &str, file: &mut File) -> Result<Beginning, FetchError> {
        let local = |error: io::Error| unwritable(url, &error);
        let there = file.seek(SeekFrom::End(0)).map_err(local)?;
        let response = match self.get(url, there) {
            Ok(response) => response,
            // Once something has come, a server that is away for a moment may come back.
            Err(FetchError::Server { what, .. }) if there > 0 => {
                return Ok(ControlFlow::Break(Try::Broken(what)));
            }
            Err(error) => return Err(error),
        };
        match response.status().as_u16() {
            206 if continues_at(&response, there) => Ok(ControlFlow::Continue((response, there))),
            200 => {
                file.set_len(0).map_err(local)?;
                file.seek(SeekFrom::Start(0)).map_err(local)?;
                Ok(ControlFlow::Continue((response, 0)))
            }
            // All that there is has come already; the checksum has the last word.
            416 if there > 0 => Ok(ControlFlow::Break(Try::Whole)),
            // Busy for a moment.
            status @ (408 | 429 | 500 | 502..=504) => {
                Ok(ControlFlow::Break(Try::Broken(format!("the server says {status}"))))
            }
            404 => Err(server(url, "the server has no such file".to_owned())),
            status => Err(server(url, format!("the server says {status}"))),
        }
    }

    fn one_try(
        &self,
        url: &str,
        file: &mut File,
        progress: &dyn Fn(u64, u64),
    ) -> Result<Try, FetchError> {
        let (response, mut there) = match self.ask(url, file)? {
            ControlFlow::Continue(begun) => begun,
            ControlFlow::Break(end) => return Ok(end),
        };
        let total = response.body().content_length().map(|rest| there + rest);
        if total.is_some_and(|total| total > BYTES_MAX) {
            return Err(FetchError::TooLarge { url: public(url), limit: BYTES_MAX });
        }
        let mut body = response.into_body().into_reader();
        let mut chunk = vec![0; 1 << 16];
        let mut since = (Instant::now(), there);
        loop {
            let read = match body.read(&mut chunk) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) => return Ok(Try::Broken(error.to_string())),
            };
            file.write_all(&chunk[..read]).map_err(|error| unwritable(url, &error))?;
            there += read as u64;
            progress(there, total.unwrap_or(0));
            if since.0.elapsed() >= self.timeout {
                let came = there - since.1;
                if came < self.timeout.as_secs() * BYTES_PER_SECOND_MIN {
                    return Ok(Try::Broken(slow(came, self.timeout)));
                }
                since = (Instant::now(), there);
            }
            if there > BYTES_MAX {
                return Err(FetchError::TooLarge { url: public(url), limit: BYTES_MAX });
            }
        }
        match total {
            Some(total) if there < total => {
                Ok(Try::Broken(format!("{there} of {total} bytes came")))
            }
            _ => Ok(Try::Whole),
        }
    }
}

/// The sentence on a server that is too slow.
fn slow(bytes: u64, time: Duration) -> String {
    format!("only {bytes} bytes came in {} seconds", time.as_secs())
}

/// A random factor from a half to one and a half, so that many who broke off at once do not come back at once.
fn jitter() -> f64 {
    use std::hash::{BuildHasher, Hasher};

    let bits = std::collections::hash_map::RandomState::new().build_hasher().finish();
    0.5 + f64::from(u32::try_from(bits >> 32).unwrap_or(0)) / f64::from(u32::MAX)
}

fn unwritable(url: &str, error: &io::Error) -> FetchError {
    server(url, format!("it cannot be written: {error}"))
}

fn server(url: &str, what: String) -> FetchError {
    FetchError::Server { url: public(url), what }
}

/// Tells whether a partial answer begins at the byte that was asked for.
fn continues_at(response: &Response<Body>, from: u64) -> bool {
    let range = response.headers().get("Content-Range").and_then(|value| value.to_str().ok());
    range.is_some_and(|range| range.starts_with(&format!("bytes {from}-")))
}
