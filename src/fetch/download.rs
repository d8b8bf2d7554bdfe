//! Bytes over HTTP, from where the last try ended.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::time::Duration;

use ureq::http::Response;
use ureq::{Agent, Body};

use super::FetchError;

/// Tries in a row that bring nothing before the download is given up, and the pause before each.
const TRIES: u32 = 4;
const PAUSE: Duration = Duration::from_millis(300);
const CONNECT: Duration = Duration::from_secs(30);
/// A server that sends nothing for so long has broken off.
const SILENCE: Duration = Duration::from_mins(1);
/// Eight times the largest release.
const BYTES_MAX: u64 = 8 << 30;
const TEXT_BYTES_MAX: u64 = 1 << 12;

pub(super) struct Client {
    agent: Agent,
}

/// How one try ended.
enum Try {
    Whole,
    Broken(String),
}

impl Client {
    pub(super) fn new() -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .user_agent(concat!("rehearsal/", env!("CARGO_PKG_VERSION")))
            .timeout_connect(Some(CONNECT))
            .timeout_per_read(Some(SILENCE))
            .build();
        Self { agent: config.new_agent() }
    }

    /// A short text; `None` where the server has none.
    pub(super) fn small_text(&self, url: &str) -> Result<Option<String>, FetchError> {
        let response = self.get(url, 0)?;
        match response.status().as_u16() {
            200 => {}
            403 | 404 | 410 => return Ok(None),
            status => return Err(server(url, format!("the server says {status}"))),
        }
        let mut text = Vec::new();
        let body = response.into_body().into_reader();
        body.take(TEXT_BYTES_MAX)
            .read_to_end(&mut text)
            .map_err(|error| server(url, error.to_string()))?;
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
            tries = if now > best { 1 } else { tries + 1 };
            best = best.max(now);
            if tries == TRIES {
                let (url, bytes) = (url.to_owned(), now);
                return Err(FetchError::BrokeOff { url, bytes, tries, what });
            }
            std::thread::sleep(PAUSE * tries);
        }
    }

    fn get(&self, url: &str, from: u64) -> Result<Response<Body>, FetchError> {
        let mut request = self.agent.get(url);
        if from > 0 {
            request = request.header("Range", format!("bytes={from}-"));
        }
        request.call().map_err(|error| server(url, error.to_string()))
    }

    fn one_try(
        &self,
        url: &str,
        file: &mut File,
        progress: &dyn Fn(u64, u64),
    ) -> Result<Try, FetchError> {
        let local = |error: io::Error| server(url, format!("it cannot be written: {error}"));
        let mut there = file.seek(SeekFrom::End(0)).map_err(local)?;
        let response = match self.get(url, there) {
            Ok(response) => response,
            // Once something has come, a server that is away for a moment may come back.
            Err(FetchError::Server { what, .. }) if there > 0 => return Ok(Try::Broken(what)),
            Err(error) => return Err(error),
        };
        match response.status().as_u16() {
            206 if continues_at(&response, there) => {}
            // The server begins anew, and so must we.
            200 => {
                file.set_len(0).map_err(local)?;
                file.seek(SeekFrom::Start(0)).map_err(local)?;
                there = 0;
            }
            // All that there is has come already; the checksum has the last word.
            416 if there > 0 => return Ok(Try::Whole),
            404 => return Err(server(url, "the server has no such file".to_owned())),
            status => return Err(server(url, format!("the server says {status}"))),
        }
        let total = response.body().content_length().map(|rest| there + rest);
        if total.is_some_and(|total| total > BYTES_MAX) {
            return Err(FetchError::TooLarge { url: url.to_owned(), limit: BYTES_MAX });
        }
        let mut body = response.into_body().into_reader();
        let mut chunk = vec![0; 1 << 16];
        loop {
            let read = match body.read(&mut chunk) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) => return Ok(Try::Broken(error.to_string())),
            };
            file.write_all(&chunk[..read]).map_err(local)?;
            there += read as u64;
            progress(there, total.unwrap_or(0));
            if there > BYTES_MAX {
                return Err(FetchError::TooLarge { url: url.to_owned(), limit: BYTES_MAX });
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

fn server(url: &str, what: String) -> FetchError {
    FetchError::Server { url: url.to_owned(), what }
}

/// Whether a partial answer begins at the byte that was asked for.
fn continues_at(response: &Response<Body>, from: u64) -> bool {
    let range = response.headers().get("Content-Range").and_then(|value| value.to_str().ok());
    range.is_some_and(|range| range.starts_with(&format!("bytes {from}-")))
}
