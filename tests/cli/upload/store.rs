//! An S3 store in this process, in a folder of its own.

use std::path::PathBuf;

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::S3;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

pub(super) const ACCESS_KEY: &str = "REHEARSALTESTKEY";
pub(super) const SECRET_KEY: &str = "the-secret-of-the-test";

/// A running store; it stops when dropped.
pub(super) struct Store {
    folder: TempDir,
    url: String,
    /// Serves on threads of its own.
    _runtime: Runtime,
}

impl Store {
    pub(super) fn with_bucket(bucket: &str) -> Self {
        let folder = TempDir::new().expect("a temporary folder can be made");
        std::fs::create_dir(folder.path().join(bucket)).expect("a bucket can be made");
        let files = FileSystem::new(folder.path()).expect("the folder is there");
        Self::serving(files, folder)
    }

    fn serving(backend: impl S3, folder: TempDir) -> Self {
        let mut builder = S3ServiceBuilder::new(backend);
        builder.set_auth(SimpleAuth::from_single(ACCESS_KEY, SECRET_KEY));
        let service = builder.build();
        let runtime = Runtime::new().expect("a runtime starts");
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a port is free");
        let address = listener.local_addr().expect("it is bound");
        runtime.spawn(accept(listener, service));
        Self { folder, url: format!("http://{address}"), _runtime: runtime }
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// The bytes of an object.
    pub(super) fn object(&self, bucket: &str, key: &str) -> Vec<u8> {
        let path = self.bucket(bucket).join(key);
        std::fs::read(path).unwrap_or_else(|error| panic!("`{key}`: {error}"))
    }

    /// Stores an object as others would.
    pub(super) fn put(&self, bucket: &str, key: &str, bytes: &[u8]) {
        let path = self.bucket(bucket).join(key);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        std::fs::write(path, bytes).expect("it can be written");
    }

    /// The keys of all objects of a bucket, sorted.
    pub(super) fn objects(&self, bucket: &str) -> Vec<String> {
        let top = self.bucket(bucket);
        let (mut folders, mut keys) = (vec![top.clone()], Vec::new());
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let key = path.strip_prefix(&top).expect("inside");
                    keys.push(key.display().to_string());
                }
            }
        }
        keys.sort();
        keys
    }

    /// The number of uploads that were begun and neither finished nor aborted, and of their parts.
    pub(super) fn n_unfinished(&self) -> usize {
        let entries = std::fs::read_dir(self.folder.path()).expect("the store's folder");
        let names = entries.map(|entry| entry.expect("an entry").file_name());
        names.filter(|name| name.to_string_lossy().starts_with(".upload")).count()
    }

    pub(super) fn is_empty(&self, bucket: &str) -> bool {
        let mut objects = std::fs::read_dir(self.bucket(bucket)).expect("the bucket is there");
        objects.next().is_none()
    }

    fn bucket(&self, bucket: &str) -> PathBuf {
        self.folder.path().join(bucket)
    }
}

async fn accept(listener: TcpListener, service: S3Service) {
    while let Ok((stream, _)) = listener.accept().await {
        let service = service.clone();
        tokio::spawn(async move {
            let http = Builder::new(TokioExecutor::new());
            // A client that goes away is no concern of the store.
            let _ = http.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}
