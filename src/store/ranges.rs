//! An object read in ranges, several at a time.

use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::time::Duration;

use aws_sdk_s3::Client;
use tokio::task::JoinSet;

use super::refusal::StoreRefusal;

/// The bytes of a range.
const RANGE_BYTES: u64 = 8 << 20;
/// Ranges that are read at a time: all that is held in memory.
const AT_A_TIME: usize = 4;

/// The tries of a range whose body breaks off, and the first pause between two.
const TRIES: u32 = 4;
const PAUSE: Duration = Duration::from_millis(200);

/// Tells whether a body broke off.
fn is_broken(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::UnexpectedEof
}

/// An object as it is now.
#[derive(Debug, Clone)]
pub(super) struct Object {
    pub(super) client: Client,
    pub(super) bucket: String,
    pub(super) key: String,
    pub(super) bytes: u64,
    /// The tag that another content would not have.
    pub(super) tag: Option<String>,
}

impl Object {
    /// Writes the object into `file`, each range at its place.
    pub(super) async fn copy(&self, file: &mut File) -> io::Result<()> {
        let mut starts = (0..self.bytes).step_by(usize::try_from(RANGE_BYTES).unwrap_or(1 << 23));
        let mut reading = JoinSet::new();
        loop {
            while reading.len() < AT_A_TIME {
                let Some(start) = starts.next() else { break };
                reading.spawn(self.clone().range_again(start));
            }
            let Some(read) = reading.join_next().await else { return Ok(()) };
            let (start, bytes) = read.map_err(io::Error::other)??;
            file.seek(SeekFrom::Start(start))?;
            file.write_all(&bytes)?;
        }
    }

    /// A range, asked for again where it breaks off: the SDK itself tries again only until an answer begins.
    async fn range_again(self, start: u64) -> io::Result<(u64, Vec<u8>)> {
        let mut pause = PAUSE;
        for _ in 1..TRIES {
            match self.clone().range(start).await {
                Err(error) if is_broken(&error) => tokio::time::sleep(pause).await,
                done => return done,
            }
            pause *= 2;
        }
        self.range(start).await
    }

    async fn range(self, start: u64) -> io::Result<(u64, Vec<u8>)> {
        let end = self.bytes.min(start + RANGE_BYTES);
        let request = self.client.get_object().bucket(&self.bucket).key(&self.key);
        let request = request.range(format!("bytes={start}-{}", end - 1)).set_if_match(self.tag);
        let answer = request.send().await;
        let answer = answer.map_err(|error| {
            let refusal = StoreRefusal::of("GetObject", &self.bucket, &error);
            let text = if refusal.status == 412 {
                "the object changed while it was read; try again".to_owned()
            } else {
                refusal.text
            };
            io::Error::other(text)
        })?;
        let broken = |error| io::Error::new(io::ErrorKind::UnexpectedEof, error);
        let bytes = answer.body.collect().await.map_err(broken)?.to_vec();
        if bytes.len() as u64 == end - start {
            Ok((start, bytes))
        } else {
            let text = format!("the store gave {} of {} bytes", bytes.len(), end - start);
            Err(io::Error::new(io::ErrorKind::UnexpectedEof, text))
        }
    }
}
