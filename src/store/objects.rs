//! S3 as the store of [`crate::source::remote`].

use std::fs::File;
use std::io;
use std::sync::OnceLock;

use aws_sdk_s3::Client;
use tokio::runtime::Runtime;

use super::client::client;
use super::location::check_bucket;
use super::ranges::Object;
use super::refusal::StoreRefusal;
use crate::aws::{Access, runtime};
use crate::source::remote::Objects;

/// The most objects of a folder: more are no table.
const OBJECTS_MAX: usize = 100_000;

/// S3, reached the first time that an object is asked for.
#[derive(Debug, Default)]
pub struct S3Objects {
    access: Access,
    begun: OnceLock<Begun>,
}

#[derive(Debug)]
struct Begun {
    runtime: Runtime,
    client: Client,
}

impl S3Objects {
    /// S3 by `access`; nothing is asked yet.
    #[must_use]
    pub fn new(access: Access) -> Self {
        Self { access, begun: OnceLock::new() }
    }

    fn begun(&self) -> io::Result<&Begun> {
        if self.begun.get().is_none() {
            allow_many_files();
            let runtime = runtime()?;
            let client = runtime.block_on(client(&self.access));
            let _ = self.begun.set(Begun { runtime, client });
        }
        self.begun.get().ok_or_else(|| io::Error::other("no network runtime"))
    }
}

/// Raises the limit of open files to the most that the system allows, since each object that was read is one.
fn allow_many_files() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Resource, getrlimit, setrlimit};

        let mut limit = getrlimit(Resource::Nofile);
        limit.current = limit.maximum;
        // Where it is refused, a table of some hundred objects still fits.
        let _ = setrlimit(Resource::Nofile, limit);
    }
}

/// The bucket and the key of an object's name.
fn parts(url: &str) -> io::Result<(&str, &str)> {
    let wrong = |text: String| io::Error::new(io::ErrorKind::InvalidInput, text);
    let rest = url.strip_prefix("s3://").unwrap_or(url);
    let (bucket, key) = rest.split_once('/').unwrap_or((rest, ""));
    check_bucket(bucket).map_err(|error| wrong(error.to_string()))?;
    Ok((bucket, key))
}

impl Begun {
    fn object(&self, url: &str) -> io::Result<Option<Object>> {
        let (bucket, key) = parts(url)?;
        if key.is_empty() {
            return Ok(None);
        }
        let request = self.client.head_object().bucket(bucket).key(key);
        let head = match self.runtime.block_on(request.send()) {
            Ok(head) => head,
            Err(error) => {
                let refusal = StoreRefusal::of("GetObject", bucket, &error);
                return if refusal.is_missing() {
                    Ok(None)
                } else {
                    Err(io::Error::other(refusal.text))
                };
            }
        };
        Ok(Some(Object {
            client: self.client.clone(),
            bucket: bucket.to_owned(),
            key: key.to_owned(),
            bytes: head.content_length().and_then(|bytes| bytes.try_into().ok()).unwrap_or(0),
            tag: head.e_tag().map(str::to_owned),
        }))
    }

    async fn list(&self, bucket: &str, prefix: &str) -> io::Result<Vec<(String, u64)>> {
        let mut found = Vec::new();
        let request = self.client.list_objects_v2().bucket(bucket).prefix(prefix);
        let mut pages = request.into_paginator().send();
        while let Some(page) = pages.next().await {
            let refused =
                |error| io::Error::other(StoreRefusal::of("ListBucket", bucket, &error).text);
            for object in page.map_err(refused)?.contents() {
                let Some(key) = object.key() else { continue };
                let bytes = object.size().and_then(|bytes| bytes.try_into().ok()).unwrap_or(0);
                found.push((format!("s3://{bucket}/{key}"), bytes));
            }
            if found.len() > OBJECTS_MAX {
                let text = format!("it has more than {OBJECTS_MAX} objects, which is no table");
                return Err(io::Error::other(text));
            }
        }
        Ok(found)
    }
}

impl Objects for S3Objects {
    fn length(&self, url: &str) -> io::Result<Option<u64>> {
        Ok(self.begun()?.object(url)?.map(|object| object.bytes))
    }

    fn list(&self, folder: &str) -> io::Result<Vec<(String, u64)>> {
        let (bucket, prefix) = parts(folder)?;
        let begun = self.begun()?;
        begun.runtime.block_on(begun.list(bucket, prefix))
    }

    fn copy(&self, url: &str, file: &mut File) -> io::Result<()> {
        let begun = self.begun()?;
        let object = begun.object(url)?;
        let object = object
            .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no object has this name"))?;
        begun.runtime.block_on(object.copy(file))
    }
}
