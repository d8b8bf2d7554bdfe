//! An S3 store in this process, in a folder of its own.

use std::path::PathBuf;
use std::pin::Pin;

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::dto::{PutObjectInput, PutObjectOutput};
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s::{S3, S3Request, S3Response, S3Result, s3_error};
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

    /// A store that has no bucket; `FileSystem` alone would make one at the first object.
    pub(super) fn without_buckets() -> Self {
        let folder = TempDir::new().expect("a temporary folder can be made");
        let files = FileSystem::new(folder.path()).expect("the folder is there");
        Self::serving(NoBuckets(files), folder)
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

/// Takes a request in whole, as S3 does, and then finds that there is no such bucket.
struct NoBuckets(FileSystem);

/// The return type that the trait's macro makes of an asynchronous method.
type Answer<'a, T> = Pin<Box<dyn Future<Output = S3Result<S3Response<T>>> + Send + 'a>>;

impl S3 for NoBuckets {
    fn put_object<'a, 'b>(
        &'a self,
        request: S3Request<PutObjectInput>,
    ) -> Answer<'b, PutObjectOutput>
    where
        'a: 'b,
        Self: 'b,
    {
        Box::pin(async move {
            self.0.put_object(request).await?;
            Err(s3_error!(NoSuchBucket))
        })
    }
}
