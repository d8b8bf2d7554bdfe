//! A server before the store: it plays the faults of networks and of AWS, and has what the store lacks: bucket
//! policies, regions, access lists, the list of unfinished uploads.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The head of a request, as it came.
pub(crate) struct Asked {
    pub(crate) method: String,
    /// The path with its query.
    pub(crate) target: String,
    head: Vec<u8>,
    pub(crate) length: usize,
}

impl Asked {
    /// Tells whether the query has this word, alone or with a value.
    pub(crate) fn has(&self, word: &str) -> bool {
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        query.split('&').any(|one| one.split('=').next() == Some(word))
    }

    /// Tells whether it sends a part of an upload.
    pub(crate) fn is_part(&self) -> bool {
        self.method == "PUT" && self.has("partNumber")
    }
}

/// The way in which a request is answered.
pub(crate) enum Fault {
    /// The store answers.
    None,
    /// This status and this code of S3, without asking the store.
    Answer(u16, &'static str),
    /// A redirect to a bucket's region.
    Region(&'static str),
    /// The connection is cut after so many bytes of the body.
    Cut(usize),
    /// The body comes through slowly: a pause before each 256 KiB.
    Slow(Duration),
    /// The answer names another checksum than the store's.
    OtherChecksum,
    /// The store answers, the connection is cut before the answer is through.
    Unanswered,
    /// The same, within the answer's body.
    HalfAnswered,
}

type Judge = dyn Fn(&Asked, usize) -> Fault + Send + Sync;

/// The settings of the bucket, and all that was asked.
#[derive(Default)]
pub(crate) struct Bucket {
    pub(crate) policy: Option<String>,
    pub(crate) region: Option<&'static str>,
    pub(crate) is_public: bool,
    pub(crate) asked: Vec<String>,
    /// The uploads that were begun, by number, with their keys.
    uploads: BTreeMap<String, String>,
    /// The checksums and lengths of their parts, by upload and number.
    parts: BTreeMap<(String, u64), (String, usize)>,
    /// The policy is kept in another form, or not at all.
    pub(crate) keeps: Keeps,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keeps {
    #[default]
    AsPut,
    /// As S3 does: texts of one value instead of lists, other order.
    InOwnForm,
    Nothing,
}

pub(crate) struct Front {
    pub(crate) url: String,
    pub(crate) bucket: Arc<Mutex<Bucket>>,
}

impl Front {
    /// A server before `store`, which asks `judge` of each request, with how many like it came before.
    pub(crate) fn before(
        store: &str,
        judge: impl Fn(&Asked, usize) -> Fault + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let bucket: Arc<Mutex<Bucket>> = Arc::default();
        let (judge, store): (Arc<Judge>, _) =
            (Arc::new(judge), store.trim_start_matches("http://").to_owned());
        let (kept, counts) = (Arc::clone(&bucket), Arc::new(Mutex::new(BTreeMap::new())));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (judge, kept) = (Arc::clone(&judge), Arc::clone(&kept));
                let (counts, store) = (Arc::clone(&counts), store.clone());
                std::thread::spawn(move || {
                    // A client that goes away is no concern of the server.
                    let _ = serve(stream, &store, &*judge, &kept, &counts);
                });
            }
        });
        Self { url, bucket }
    }

    /// The requests whose method and query match, such as `PUT ?partNumber`.
    pub(crate) fn n_asked(&self, wanted: impl Fn(&str) -> bool) -> usize {
        self.bucket.lock().expect("whole").asked.iter().filter(|one| wanted(one)).count()
    }
}

fn read_head(stream: &mut BufReader<TcpStream>) -> std::io::Result<Option<Asked>> {
    let mut head = Vec::new();
    let mut length = 0;
    let mut first = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let name = line.to_ascii_lowercase();
        if let Some(value) = name.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        if name.starts_with("expect:") || name.starts_with("connection:") {
            continue;
        }
        if first.is_empty() {
            first.clone_from(&line);
        }
        if line == "\r\n" {
            break;
        }
        head.extend(line.as_bytes());
    }
    let mut words = first.split(' ');
    let method = words.next().unwrap_or("").to_owned();
    let target = words.next().unwrap_or("").to_owned();
    Ok(Some(Asked { method, target, head, length }))
}

fn serve(
    stream: TcpStream,
    store: &str,
    judge: &Judge,
    bucket: &Mutex<Bucket>,
    counts: &Mutex<BTreeMap<String, usize>>,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut writer = stream;
    let Some(asked) = read_head(&mut reader)? else { return Ok(()) };
    let before = {
        let mut counts = counts.lock().expect("whole");
        let count = counts.entry(format!("{} {}", asked.method, asked.target)).or_insert(0);
        *count += 1;
        *count - 1
    };
    let said = format!("{} {}", asked.method, asked.target);
    bucket.lock().expect("whole").asked.push(said);
    let fault = judge(&asked, before);
    if let Fault::Cut(bytes) = fault {
        let mut some = vec![0; bytes.min(asked.length)];
        reader.read_exact(&mut some)?;
        return Ok(());
    }
    // Who waits for leave to send is given it.
    writer.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    let mut body = vec![0; asked.length];
    if let Fault::Slow(pause) = fault {
        for piece in body.chunks_mut(256 << 10) {
            std::thread::sleep(pause);
            reader.read_exact(piece)?;
        }
    } else {
        reader.read_exact(&mut body)?;
    }
    let answer = match fault {
        Fault::Answer(status, code) => answer(status, code, &[]),
        Fault::Region(region) => {
            answer(301, "PermanentRedirect", &[("x-amz-bucket-region", region)])
        }
        _ => answered(store, &asked, &body, bucket)?,
    };
    if matches!(fault, Fault::Unanswered) {
        return writer.write_all(&answer[..answer.len().min(20)]);
    }
    if matches!(fault, Fault::HalfAnswered) {
        return writer.write_all(&answer[..answer.len() - 100]);
    }
    if matches!(fault, Fault::OtherChecksum) {
        let text = String::from_utf8_lossy(&answer).into_owned();
        let other = "\r\nx-amz-checksum-sha256: 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\r\n";
        return writer.write_all(text.replacen("\r\n", other, 1).as_bytes());
    }
    writer.write_all(&answer)
}

fn forward(store: &str, asked: &Asked, body: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(store)?;
    stream.write_all(&asked.head)?;
    stream.write_all(b"Connection: close\r\n\r\n")?;
    stream.write_all(body)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    // The store in this process has folders, of which S3 knows nothing.
    let is_folder = asked.method == "HEAD" && answer.starts_with(b"HTTP/1.1 500");
    Ok(if is_folder { crate::upload::front::answer(404, "", &[]) } else { answer })
}

/// The answer of this server, or else of the store.
fn answered(
    store: &str,
    asked: &Asked,
    body: &[u8],
    bucket: &Mutex<Bucket>,
) -> std::io::Result<Vec<u8>> {
    if let Some(answer) = settings(asked, body, bucket) {
        return Ok(answer);
    }
    let answer = forward(store, asked, body)?;
    note(asked, &answer, bucket);
    Ok(answer)
}

/// The value of a word of the query.
fn value(asked: &Asked, word: &str) -> Option<String> {
    let (_, query) = asked.target.split_once('?')?;
    let pair =
        |one: &str| one.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
    query.split('&').filter_map(pair).find(|(name, _)| name == word).map(|(_, value)| value)
}

/// Takes note of uploads that begin and end, and of their parts: the store in this process does not tell of them.
fn note(asked: &Asked, answer: &[u8], bucket: &Mutex<Bucket>) {
    let mut bucket = bucket.lock().expect("whole");
    let text = String::from_utf8_lossy(answer);
    let key = asked.target.split('?').next().unwrap_or("").splitn(3, '/').nth(2).unwrap_or("");
    if asked.method == "POST" && asked.has("uploads") {
        let id = text.split("<UploadId>").nth(1).and_then(|rest| rest.split('<').next());
        bucket.uploads.insert(id.unwrap_or("").to_owned(), key.to_owned());
    }
    let Some(id) = value(asked, "uploadId") else { return };
    if asked.is_part() && text.starts_with("HTTP/1.1 200") {
        let head = String::from_utf8_lossy(&asked.head).into_owned();
        let sum = head.lines().find_map(|line| line.strip_prefix("x-amz-checksum-sha256: "));
        let number = value(asked, "partNumber").and_then(|number| number.parse().ok()).unwrap_or(0);
        bucket.parts.insert((id, number), (sum.unwrap_or("").to_owned(), asked.length));
    } else if asked.method != "GET" && !asked.is_part() {
        bucket.uploads.remove(&id);
    }
}

/// An answer with a code and a message of S3.
fn answer(status: u16, code: &str, headers: &[(&str, &str)]) -> Vec<u8> {
    let body = match status {
        200 | 204 => code.to_owned(),
        _ => format!(
            "<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>so says the test</Message></Error>"
        ),
    };
    let headers = headers.iter().fold(String::new(), |mut all, (name, value)| {
        let _ = write!(all, "{name}: {value}\r\n");
        all
    });
    let head = format!(
        "HTTP/1.1 {status} X\r\n{headers}Content-Type: application/xml\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body.as_bytes()].concat()
}

/// What the store in this process does not know.
fn settings(asked: &Asked, body: &[u8], bucket: &Mutex<Bucket>) -> Option<Vec<u8>> {
    let mut bucket = bucket.lock().expect("whole");
    let is_bucket = !asked.target.split('?').next().unwrap_or("").trim_matches('/').contains('/');
    if asked.method == "HEAD" && is_bucket {
        let region = bucket.region.unwrap_or("us-east-1");
        let head = format!(
            "HTTP/1.1 200 OK\r\nx-amz-bucket-region: {region}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
        return Some(head.into_bytes());
    }
    if asked.has("policyStatus") {
        let is_public = bucket.is_public;
        return Some(match bucket.policy {
            Some(_) => answer(
                200,
                &format!("<PolicyStatus><IsPublic>{is_public}</IsPublic></PolicyStatus>"),
                &[],
            ),
            None => answer(404, "NoSuchBucketPolicy", &[]),
        });
    }
    if asked.has("policy") {
        if asked.method == "PUT" {
            let text = String::from_utf8_lossy(body).into_owned();
            match bucket.keeps {
                Keeps::AsPut => bucket.policy = Some(text),
                Keeps::InOwnForm => {
                    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
                    bucket.policy = Some(value.to_string());
                }
                Keeps::Nothing => {}
            }
            return Some(answer(204, "", &[]));
        }
        return Some(match &bucket.policy {
            Some(text) => answer(200, text, &[]),
            None => answer(404, "NoSuchBucketPolicy", &[]),
        });
    }
    if asked.method == "GET" && asked.has("uploads") {
        let all = bucket.uploads.iter().fold(String::new(), |mut all, (id, key)| {
            let _ = write!(all, "<Upload><Key>{key}</Key><UploadId>{id}</UploadId><Initiated>2026-01-01T00:00:00.000Z</Initiated></Upload>");
            all
        });
        return Some(answer(
            200,
            &format!("<ListMultipartUploadsResult>{all}</ListMultipartUploadsResult>"),
            &[],
        ));
    }
    if asked.method == "GET" && asked.has("uploadId") {
        let id = value(asked, "uploadId").unwrap_or_default();
        let of_it = bucket.parts.iter().filter(|((other, _), _)| *other == id);
        let all = of_it.fold(String::new(), |mut all, ((_, number), (sum, length))| {
            let _ = write!(all, "<Part><PartNumber>{number}</PartNumber><ETag>\"1\"</ETag><Size>{length}</Size><ChecksumSHA256>{sum}</ChecksumSHA256></Part>");
            all
        });
        return Some(answer(200, &format!("<ListPartsResult>{all}</ListPartsResult>"), &[]));
    }
    if asked.has("acl") {
        return Some(answer(
            200,
            "<AccessControlPolicy><AccessControlList/></AccessControlPolicy>",
            &[],
        ));
    }
    None
}
