//! `data fetch` and servers that are slow, endless, or lead elsewhere. All of them are on this machine.

use std::io::{BufRead, BufReader, Cursor, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::{sleep, spawn};
use std::time::{Duration, Instant};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::place::{Place, said};

const PATIENCE: Duration = Duration::from_secs(25);
const ZIP: &str = "/ml-1m.zip";

/// The requests that came, each with its head.
type Asked = Arc<Mutex<Vec<String>>>;

/// A server that answers as `answer` says, given the path that was asked for and the number of the request.
fn serve(answer: impl Fn(&mut TcpStream, &str, usize) + Send + Sync + 'static) -> (String, Asked) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let asked = Asked::default();
    let remembered = Arc::clone(&asked);
    let answer = Arc::new(answer);
    spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let (answer, remembered) = (Arc::clone(&answer), Arc::clone(&remembered));
            spawn(move || {
                let head = head(&stream);
                let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                let number = {
                    let mut asked = remembered.lock().expect("no test panics while asking");
                    asked.push(head);
                    asked.len()
                };
                answer(&mut stream, &path, number);
            });
        }
    });
    (url, asked)
}

fn head(stream: &TcpStream) -> String {
    let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
    let mut head = String::new();
    while reader.read_line(&mut head).is_ok_and(|read| read > 2) {}
    head
}

fn send(stream: &mut TcpStream, status: &str, more: &str, body: &[u8]) {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\n{more}Connection: close\r\n\r\n",
        body.len()
    );
    // Whoever asked may be gone.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
}

fn missing(stream: &mut TcpStream) {
    send(stream, "404 Not Found", "", b"");
}

fn release() -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("ml-1m/ratings.dat", SimpleFileOptions::default()).expect("room");
    archive.write_all(b"1::2::4::1000\n").expect("room");
    archive.finish().expect("room").into_inner()
}

/// A fetch that must fail within the time limits, with nothing left; gives what was said.
fn fails(url: &str, more: &[&str]) -> String {
    let place = Place::empty();
    let args = [&["data", "fetch", "1m", "--timeout", "1", "--base-url", url], more].concat();
    let started = Instant::now();
    let output = place.run(&args);
    let text = said(&output);
    assert!(started.elapsed() < PATIENCE, "{:?}: {text}", started.elapsed());
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert_eq!(place.contents().len(), 0, "{text}");
    text
}

#[test]
fn a_server_that_says_nothing_is_given_up() {
    let (url, _) = serve(|_, _, _| sleep(PATIENCE));
    assert!(fails(&url, &[]).contains("timeout"));
}

#[test]
fn a_server_that_sends_its_head_a_byte_at_a_time_is_given_up() {
    let (url, _) = serve(|stream, _, _| {
        for byte in b"HTTP/1.1 200 OK\r\nX: ".iter().chain([b'a'; 9000].iter()) {
            if stream.write_all(&[*byte]).is_err() {
                return;
            }
            sleep(Duration::from_millis(50));
        }
    });
    assert!(fails(&url, &[]).contains("timeout"));
}

#[test]
fn a_server_that_stops_or_sends_a_byte_at_a_time_is_given_up() {
    for pause in [50, 60_000] {
        let (url, asked) = serve(move |stream, path, _| {
            if path != ZIP {
                return missing(stream);
            }
            let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\nConnection: close\r\n\r\n";
            let _ = stream.write_all(head.as_bytes());
            while stream.write_all(b"a").is_ok() {
                sleep(Duration::from_millis(pause));
            }
        });
        let text = fails(&url, &[]);
        assert!(text.contains("broke off after"), "{text}");
        assert!(text.contains("4 times in a row"), "{text}");
        assert!(asked.lock().expect("no panic").len() <= 5, "not for ever");
    }
}

#[test]
fn a_checksum_that_comes_a_byte_at_a_time_is_given_up() {
    let (url, _) = serve(|stream, _, _| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n");
        while stream.write_all(b"a").is_ok() {
            sleep(Duration::from_millis(50));
        }
    });
    assert!(fails(&url, &[]).contains("bytes came in 1 seconds"));
}

#[test]
fn a_body_larger_than_any_release_is_refused_before_it_comes() {
    let (url, _) = serve(|stream, path, _| {
        if path != ZIP {
            return missing(stream);
        }
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\n");
        sleep(PATIENCE);
    });
    assert!(fails(&url, &[]).contains("which no release is"));
}

#[test]
fn a_head_without_end_is_refused() {
    let (url, _) = serve(|stream, _, _| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n");
        while stream.write_all(&[b"X-Many: ", &[b'a'; 1000][..], b"\r\n"].concat()).is_ok() {}
    });
    fails(&url, &[]);
}

#[test]
fn a_busy_server_is_asked_again() {
    let (url, asked) = serve(|stream, path, number| match (path, number) {
        (ZIP, 2 | 3) => send(stream, "503 Service Unavailable", "", b""),
        (ZIP, _) => send(stream, "200 OK", "", &release()),
        _ => missing(stream),
    });
    let place = Place::empty();
    place.done(&["data", "fetch", "1m", "--base-url", &url]);
    assert_eq!(asked.lock().expect("no panic").len(), 4);
    let (url, _) =
        serve(
            |stream, path, _| {
                if path == ZIP { send(stream, "503 Busy", "", b"") } else { missing(stream) }
            },
        );
    assert!(fails(&url, &[]).contains("the server says 503"));
}

#[test]
fn redirects_are_followed_within_the_scheme_only_and_without_end_never() {
    let (other, seen) = serve(|stream, path, _| match path {
        ZIP => send(stream, "200 OK", "", &release()),
        _ => missing(stream),
    });
    let target = other.clone();
    let (url, _) = serve(move |stream, path, _| {
        let path = path.split('?').next().unwrap_or_default();
        send(stream, "302 Found", &format!("Location: {target}{path}\r\n"), b"");
    });
    let place = Place::empty();
    let with_key = format!("{url}?key=SECRET-KEY");
    place.done(&["data", "fetch", "1m", "--base-url", &with_key]);
    let seen = seen.lock().expect("no panic").join("\n");
    assert!(seen.contains(ZIP), "{seen}");
    for secret in ["SECRET-KEY", "uthorization", "eferer"] {
        assert!(!seen.contains(secret), "{seen}");
    }
    for (location, told) in [
        ("https://127.0.0.1:1/ml-1m.zip", "which is another scheme"),
        ("file:///etc/passwd", "which is another scheme"),
        ("http://me:word@127.0.0.1/x", "which cannot be followed"),
        ("/round", "leads on more than 5 times"),
    ] {
        let (url, _) = serve(move |stream, _, _| {
            send(stream, "301 Moved", &format!("Location: {location}\r\n"), b"");
        });
        let text = fails(&url, &[]);
        assert!(text.contains(told) && !text.contains("word"), "{location}: {text}");
    }
}

#[test]
fn what_is_secret_in_an_address_is_never_shown() {
    let (url, _) = serve(|stream, path, _| match path.split('?').next() {
        Some(ZIP) => send(stream, "200 OK", "", &release()),
        _ => missing(stream),
    });
    let good = format!("{url}?X-Amz-Signature=PLANTED&token=PLANTED");
    let named = url.replace("://", "://me:PLANTED@");
    let nowhere = "http://127.0.0.1:1/?X-Amz-Signature=PLANTED".to_owned();
    let wrong = "http://[a?X=PLANTED".to_owned();
    for (base_url, code) in [(good, 0), (named, 2), (nowhere, 2), (wrong, 2)] {
        for more in [&["--verbose"][..], &["--quiet"], &["--format", "json"]] {
            let place = Place::empty();
            let args = [&["data", "fetch", "1m", "--timeout", "2", "--base-url", &base_url], more]
                .concat();
            let output = place.run(&args);
            assert_eq!(output.status.code(), Some(code), "{}", said(&output));
            let mut all = [output.stdout, output.stderr].concat();
            all.extend(place.contents().into_values().flatten());
            let all = String::from_utf8_lossy(&all).into_owned();
            assert!(!all.contains("PLANTED"), "{all}");
        }
    }
}
