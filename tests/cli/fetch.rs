//! `data fetch` from a server on this machine that serves what a server may serve.
#![cfg(feature = "fetch")]

use std::io::{BufRead, BufReader, Cursor, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use insta::assert_snapshot;
use md5::{Digest, Md5};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::place::Place;

const README: &str =
    "Summary\n=======\n\nUsage License\n=============\n\n* Research only.\n\nCitation\n========\n";
const RATINGS: &str = "userId,movieId,rating,timestamp\n1,2,4.0,1000\n";

/// What is served at one address.
#[derive(Clone, Default)]
struct Served {
    bytes: Vec<u8>,
    /// After how many bytes each of the first connections breaks off.
    breaks: Vec<usize>,
    /// Whether a range that is asked for is given.
    ranges: bool,
}

/// A server that remembers what it was asked.
struct Server {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Serves until the test ends with its process; every path that is not there is a 404.
    fn begin(served: Vec<(&'static str, Served)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let remembered = Arc::clone(&asked);
        let served = Arc::new(Mutex::new(served));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (served, remembered) = (Arc::clone(&served), Arc::clone(&remembered));
                std::thread::spawn(move || answer(stream, &served, &remembered));
            }
        });
        Self { url, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no test panics while asking").clone()
    }
}

fn answer(
    mut stream: TcpStream,
    served: &Mutex<Vec<(&'static str, Served)>>,
    asked: &Mutex<Vec<String>>,
) {
    let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 || line == "\r\n" {
            break;
        }
        lines.push(line.trim_end().to_owned());
    }
    let Some(path) = lines.first().and_then(|line| line.split(' ').nth(1)) else { return };
    let range = lines.iter().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        let from = value.strip_prefix("bytes=")?.strip_suffix('-')?;
        name.eq_ignore_ascii_case("range").then(|| from.parse::<usize>().ok())?
    });
    asked.lock().expect("no test panics").push(match range {
        Some(from) => format!("{path} from {from}"),
        None => path.to_owned(),
    });
    let found = {
        let mut served = served.lock().expect("no test panics");
        served.iter_mut().find(|(name, _)| *name == path).map(|(_, served)| {
            let breaks = (!served.breaks.is_empty()).then(|| served.breaks.remove(0));
            (served.clone(), breaks)
        })
    };
    let Some((served, breaks)) = found else {
        let _ = stream
            .write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        return;
    };
    let from = range.filter(|_| served.ranges).unwrap_or(0);
    let body = &served.bytes[from.min(served.bytes.len())..];
    let head = if from > 0 {
        let total = served.bytes.len();
        format!("206 Partial Content\r\nContent-Range: bytes {from}-{}/{total}", total - 1)
    } else {
        "200 OK".to_owned()
    };
    let length = body.len();
    let head = format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(&body[..breaks.unwrap_or(length).min(length)]);
    let _ = stream.flush();
    let _ = stream.shutdown(std::net::Shutdown::Write);
    let _ = reader.read_to_end(&mut Vec::new());
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(*name, SimpleFileOptions::default()).expect("room");
        archive.write_all(bytes).expect("room");
    }
    archive.finish().expect("room").into_inner()
}

fn release() -> Vec<u8> {
    zipped(&[
        ("ml-latest-small/README.txt", README.as_bytes()),
        ("ml-latest-small/ratings.csv", RATINGS.as_bytes()),
        ("ml-latest-small/movies.csv", b"movieId,title,genres\n2,A (1999),Drama\n"),
    ])
}

fn md5(bytes: &[u8]) -> String {
    rehearsal::export::digest::hex(&Md5::digest(bytes))
}

fn plain(bytes: Vec<u8>) -> Served {
    Served { bytes, ranges: true, ..Served::default() }
}

/// A server with `bytes` as ml-latest-small and its true checksum.
fn serving(bytes: &[u8], breaks: &[usize], ranges: bool) -> Server {
    let sum = format!("MD5 (ml-latest-small.zip) = {}\n", md5(bytes)).into_bytes();
    let served = Served { bytes: bytes.to_vec(), breaks: breaks.to_vec(), ranges };
    Server::begin(vec![("/ml-latest-small.zip", served), ("/ml-latest-small.zip.md5", plain(sum))])
}

fn fetch<'a>(server: &'a Server, more: &[&'a str]) -> Vec<&'a str> {
    [&["data", "fetch", "latest-small", "--base-url", &server.url], more].concat()
}

/// What was said, without the port.
fn said(text: &str, server: &Server) -> String {
    text.replace(&server.url, "http://[SERVER]")
}

#[test]
fn a_release_is_downloaded_checked_unpacked_and_prepared() {
    let server = serving(&release(), &[], true);
    let place = Place::empty();
    let text = said(&place.run(&fetch(&server, &[])), &server).replace(&md5(&release()), "[MD5]");
    assert_snapshot!(text, @"
    exit code: 0
    --- stdout
    ./ml-latest-small: README.txt, movies.csv, ratings.csv
      http://[SERVER]/ml-latest-small.zip, 555 bytes, MD5 [MD5] as published

    Usage License
    =============

    * Research only.
    --- stderr
    ");
    assert_eq!(place.text("ml-latest-small/ratings.csv"), RATINGS);
    assert_snapshot!(place.files(), @r"
    .rehearsal.json
    ml-latest-small/
    ml-latest-small/README.txt
    ml-latest-small/movies.csv
    ml-latest-small/ratings.csv
    ");
    place.done(&["prep", "interactions"]);
    let again = place.run(&fetch(&server, &[]));
    assert!(again.ends_with("--- stderr\nreplaced: ./ml-latest-small\n"), "{again}");
    place.write("ml-latest-small/ratings.csv", "mine");
    assert_snapshot!(said(&place.refused(&fetch(&server, &[])), &server), @"
    exit code: 2
    --- stdout
    --- stderr
    error: `./ml-latest-small/ratings.csv` was changed since `rehearsal data fetch` wrote it; `--force` replaces it
    ");
    place.done(&fetch(&server, &["--force"]));
    place.write("ml-latest-small/thesis.docx", "mine");
    place.refused(&fetch(&server, &["--force"]));
}

#[test]
fn a_checksum_in_the_other_form_or_none_will_do() {
    let bytes = release();
    let sum = format!("{}  ml-100k.zip\n", md5(&bytes).to_uppercase()).into_bytes();
    let server = Server::begin(vec![
        ("/ml-100k.zip", plain(bytes.clone())),
        ("/ml-100k.zip.md5", plain(sum)),
        ("/ml-1m.zip", plain(bytes)),
    ]);
    let place = Place::empty();
    let get = |name| place.done(&["data", "fetch", name, "--base-url", &server.url]);
    assert!(String::from_utf8_lossy(&get("ml-100k")).contains("as published"));
    let without = String::from_utf8_lossy(&get("1m")).into_owned();
    assert!(without.contains("no checksum is published beside it, SHA-256 "), "{without}");
    assert_eq!(place.text("ml-1m/ratings.csv"), RATINGS);
}

#[test]
fn a_connection_that_breaks_off_goes_on_where_it_ended() {
    let bytes = release();
    let server = serving(&bytes, &[100, 0, 50], true);
    let place = Place::empty();
    place.done(&fetch(&server, &[]));
    assert_eq!(place.text("ml-latest-small/ratings.csv"), RATINGS);
    let zip = "/ml-latest-small.zip";
    assert_eq!(
        server.asked(),
        [
            format!("{zip}.md5"),
            zip.to_owned(),
            format!("{zip} from 100"),
            format!("{zip} from 100"),
            format!("{zip} from 150"),
        ]
    );
}

#[test]
fn a_server_without_ranges_is_asked_for_all_again() {
    let server = serving(&release(), &[100], false);
    let place = Place::empty();
    place.done(&fetch(&server, &[]));
    assert_eq!(place.text("ml-latest-small/ratings.csv"), RATINGS);
}

#[test]
fn a_connection_that_always_breaks_off_leaves_nothing_or_what_is_to_be_resumed() {
    let bytes = release();
    let place = Place::empty();
    let server = serving(&bytes, &[120, 0, 0, 0, 0], true);
    assert_snapshot!(said(&place.refused(&fetch(&server, &[])), &server), @"
    exit code: 2
    --- stdout
    --- stderr
    error: http://[SERVER]/ml-latest-small.zip broke off after 120 bytes, 4 times in a row: Peer disconnected; `--resume` keeps what came and goes on from there
    ");
    let server = serving(&bytes, &[120, 0, 0, 0, 0], true);
    place.run(&fetch(&server, &["--resume"]));
    assert_eq!(place.files(), ".ml-latest-small.zip.part");
    assert_eq!(place.read(".ml-latest-small.zip.part"), bytes[..120]);
    let server = serving(&bytes, &[], true);
    place.done(&fetch(&server, &["--resume"]));
    assert!(server.asked().contains(&"/ml-latest-small.zip from 120".to_owned()));
    assert!(!place.path(".ml-latest-small.zip.part").exists());
    assert_eq!(place.text("ml-latest-small/ratings.csv"), RATINGS);
}

#[test]
fn a_wrong_checksum_is_refused_and_nothing_is_left() {
    let server = Server::begin(vec![
        ("/ml-latest-small.zip", plain(release())),
        (
            "/ml-latest-small.zip.md5",
            plain(b"MD5 (x.zip) = 00000000000000000000000000000000".into()),
        ),
    ]);
    let place = Place::empty();
    let text = place.refused(&fetch(&server, &[])).replace(&md5(&release()), "[MD5]");
    assert_snapshot!(said(&text, &server), @"
    exit code: 2
    --- stdout
    --- stderr
    error: http://[SERVER]/ml-latest-small.zip: the MD5 checksum is [MD5], and 00000000000000000000000000000000 was published: the file was damaged on its way, or is not the one; nothing of it was kept
    ");
    let server = Server::begin(vec![
        ("/ml-latest-small.zip", plain(release())),
        ("/ml-latest-small.zip.md5", plain(b"<html>moved</html>".into())),
    ]);
    assert_snapshot!(said(&place.refused(&fetch(&server, &["--resume"])), &server), @r"
    exit code: 2
    --- stdout
    --- stderr
    error: http://[SERVER]/ml-latest-small.zip.md5 holds no MD5 checksum
    ");
}

#[test]
fn an_entry_that_climbs_out_is_refused_and_nothing_is_left() {
    let ratings: (&str, &[u8]) = ("ml-latest-small/ratings.csv", RATINGS.as_bytes());
    for name in ["ml-latest-small/../../evil.csv", "/evil.csv", "..\\evil.csv", "../evil.csv"] {
        let server = serving(&zipped(&[ratings, (name, b"evil")]), &[], true);
        let place = Place::empty();
        let text = place.refused(&fetch(&server, &[]));
        assert!(text.contains("would be written outside its folder"), "{text}");
        assert_eq!(place.files(), "");
    }
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive
        .add_symlink("ml-latest-small/ratings.csv", "/etc/passwd", SimpleFileOptions::default())
        .expect("room");
    let server = serving(&archive.finish().expect("room").into_inner(), &[], true);
    let place = Place::empty();
    let text = place.refused(&fetch(&server, &[]));
    assert_snapshot!(said(&text, &server), @"
    exit code: 2
    --- stdout
    --- stderr
    error: http://[SERVER]/ml-latest-small.zip: the entry `ml-latest-small/ratings.csv` is a link, so that nothing of the archive was unpacked
    ");
}

#[test]
fn a_zip_bomb_is_refused_and_nothing_is_left() {
    let zeros = vec![0; 64 << 20];
    let bomb = zipped(&[("ml-latest-small/ratings.csv", &zeros)]);
    let server = serving(&bomb, &[], true);
    let place = Place::empty();
    let text = said(&place.refused(&fetch(&server, &[])), &server);
    let size = bomb.len().to_string();
    assert!(text.contains(&size), "{text}");
    assert_snapshot!(text.replace(&size, "[SIZE]").replace(&(bomb.len() * 50).to_string(), "[LIMIT]"), @"
    exit code: 2
    --- stdout
    --- stderr
    error: http://[SERVER]/ml-latest-small.zip unpacks to more than [LIMIT] bytes from [SIZE]: a zip bomb, or no release; nothing of it was kept
    ");
    // The same with a size that lies: the directory at the end says four bytes.
    let mut liar = bomb;
    let declared = u32::try_from(zeros.len()).expect("64 MiB").to_le_bytes();
    let places: Vec<usize> =
        (0..liar.len() - 4).filter(|&at| liar[at..at + 4] == declared).collect();
    assert!(!places.is_empty(), "the size stands in the archive");
    for at in places {
        liar[at..at + 4].copy_from_slice(&4_u32.to_le_bytes());
    }
    let server = serving(&liar, &[], true);
    place.refused(&fetch(&server, &[]));
    assert_eq!(place.files(), "");
}

#[test]
fn what_is_no_release_is_refused() {
    let place = Place::empty();
    let server = serving(b"no archive", &[], true);
    assert_snapshot!(said(&place.refused(&fetch(&server, &[])), &server), @"
    exit code: 2
    --- stdout
    --- stderr
    error: http://[SERVER]/ml-latest-small.zip is no zip archive that can be read: invalid Zip archive: Could not find EOCD
    ");
    let server = serving(&zipped(&[]), &[], true);
    assert_snapshot!(said(&place.refused(&fetch(&server, &[])), &server), @"
    exit code: 2
    --- stdout
    --- stderr
    error: http://[SERVER]/ml-latest-small.zip is no zip archive that can be read: it holds no files
    ");
    let server = Server::begin(Vec::new());
    assert_snapshot!(said(&place.refused(&fetch(&server, &[])), &server), @"
    exit code: 2
    --- stdout
    --- stderr
    error: cannot get http://[SERVER]/ml-latest-small.zip: the server has no such file
    ");
    assert_snapshot!(place.refused(&["data", "fetch", "latest-smal"]), @"
    exit code: 2
    --- stdout
    --- stderr
    error: unknown release `latest-smal` (did you mean `latest-small`?); expected one of latest-small, latest, 100k, 1m, 10m, 20m, 25m, 32m
    ");
    // Port 1 is never a server's here.
    let args = ["data", "fetch", "1m", "--base-url", "http://127.0.0.1:1"];
    let text = place.refused(&args);
    assert!(text.contains("cannot get http://127.0.0.1:1/ml-1m.zip.md5: "), "{text}");
    place.refused(&["data", "fetch", "1m", "--base-url", "no url"]);
}
