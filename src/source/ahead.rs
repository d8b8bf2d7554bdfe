//! Bytes that a thread of its own reads ahead: unpacking and converting beside the thread that
//! takes them.

use std::fs::File;
use std::io::{self, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use zip::ZipArchive;

use crate::caught::caught;

/// Bytes handed over at a time, and how many such blocks may wait.
const BLOCK_BYTES: usize = 1 << 18;
const BLOCKS_WAITING: usize = 4;

type Handed = io::Result<Vec<u8>>;

/// A reader of bytes that another thread reads ahead; that thread ends with this reader.
#[derive(Debug)]
pub(super) struct ReadAhead {
    blocks: Receiver<Handed>,
    block: Vec<u8>,
    at: usize,
    ended: bool,
}

impl ReadAhead {
    /// Reads `input` ahead.
    pub(super) fn of(mut input: impl Read + Send + 'static) -> Self {
        Self::begin(move |blocks| hand_over(&mut input, blocks))
    }

    /// Reads the entry of this name ahead.
    pub(super) fn of_entry(mut archive: ZipArchive<File>, entry: String) -> Self {
        Self::begin(move |blocks| {
            let read = || match archive.by_name(&entry) {
                Ok(mut file) => {
                    hand_over(&mut file, blocks);
                    Ok(())
                }
                Err(error) => Err(io::Error::from(error)),
            };
            if let Err(error) = caught("zip", read) {
                // Whoever dropped the receiver does not want to know.
                drop(blocks.send(Err(error)));
            }
        })
    }

    fn begin(work: impl FnOnce(&SyncSender<Handed>) + Send + 'static) -> Self {
        let (sender, blocks) = sync_channel(BLOCKS_WAITING);
        let told = sender.clone();
        let begun = std::thread::Builder::new().spawn(move || work(&sender));
        if let Err(error) = begun {
            let what = format!("no thread could be started to read ahead: {error}");
            // There is room for one message.
            let _ = told.send(Err(io::Error::new(error.kind(), what)));
        }
        Self { blocks, block: Vec::new(), at: 0, ended: false }
    }
}

fn hand_over(input: &mut dyn Read, blocks: &SyncSender<Handed>) {
    loop {
        let mut block = Vec::with_capacity(BLOCK_BYTES);
        let read = input.take(BLOCK_BYTES as u64).read_to_end(&mut block);
        if read.is_err()
            && !block.is_empty()
            && blocks.send(Ok(std::mem::take(&mut block))).is_err()
        {
            return;
        }
        let last = !matches!(read, Ok(1..));
        if blocks.send(read.map(|_| block)).is_err() || last {
            return;
        }
    }
}

impl Read for ReadAhead {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.block.len() {
            if self.ended {
                return Ok(0);
            }
            // The last block is empty; a sender that is gone before it has failed.
            let block = self.blocks.recv().map_err(|_| io::ErrorKind::UnexpectedEof)?;
            self.block = block?;
            self.ended = self.block.is_empty();
            self.at = 0;
        }
        let length = buffer.len().min(self.block.len() - self.at);
        buffer[..length].copy_from_slice(&self.block[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}
