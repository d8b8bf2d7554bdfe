//! AWS: silent endpoints, and keys that appear in no output.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Output;
use std::thread::spawn;

use crate::place::{Place, said};

const KEY: &str = "AKIAPLANTEDPLANTED00";
const SECRET: &str = "planted/secret/of/the/environment+00";
const TOKEN: &str = "planted-session-token";

/// A server that answers every request in the same way.
fn serve(answer: &'static str) -> String {
    serve_by(move |mut stream, _| {
        let _ = stream.write_all(answer.as_bytes());
    })
}

/// A server that hands each connection to `answer`, with the request as far as it has come.
fn serve_by(answer: impl Fn(TcpStream, &str) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut asked = [0; 1 << 14];
            let n = stream.read(&mut asked).unwrap_or(0);
            answer(stream, &String::from_utf8_lossy(&asked[..n]));
        }
    });
    url
}

fn with_keys(place: &Place, args: &[&str]) -> Output {
    let mut command = place.command(args);
    command.env("AWS_ACCESS_KEY_ID", KEY).env("AWS_SECRET_ACCESS_KEY", SECRET);
    command.env("AWS_SESSION_TOKEN", TOKEN).env("AWS_MAX_ATTEMPTS", "1");
    command.env("RUST_LOG", "trace").output().expect("the binary starts")
}

/// Asserts that no stream and no file has anything secret of [`with_keys`], or what was made of it.
#[track_caller]
fn expect_no_secret(output: &Output, place: &Place) {
    let all = [output.stdout.clone(), output.stderr.clone()].concat();
    let mut all = String::from_utf8_lossy(&all).into_owned();
    for bytes in place.contents().into_values() {
        all += &String::from_utf8_lossy(&bytes);
    }
    for secret in [KEY, SECRET, TOKEN, "X-Amz-Signature", "AWS4-HMAC"] {
        assert!(!all.contains(secret), "{secret}: {}", said(output));
    }
}

#[test]
fn keys_of_the_environment_appear_in_no_output() {
    let refused = serve("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let garbage = serve("nothing that is HTTP\r\n\r\n");
    let elsewhere = serve(
        "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    );
    let nobody = "http://127.0.0.1:1".to_owned();
    for url in [&refused, &garbage, &elsewhere, &nobody] {
        for more in [&["-vvv"][..], &["--format", "json"], &["--quiet"], &["--grant", "--yes"]] {
            let place = Place::filled();
            let upload =
                ["upload", "run", "s3://bucket-of-ours", "--ignore", "Q", "--endpoint-url", url];
            let output = with_keys(&place, &[&upload[..], more].concat());
            assert_eq!(output.status.code(), Some(2), "{}", said(&output));
            assert!(!said(&output).contains("has errors by the rules"), "nothing was asked");
            expect_no_secret(&output, &place);
        }
        let place = Place::filled();
        let mut command = place.command(&["-vvv", "stats", "s3://bucket-of-ours/rows.csv"]);
        command.env("AWS_ACCESS_KEY_ID", KEY).env("AWS_SECRET_ACCESS_KEY", SECRET);
        command.env("AWS_SESSION_TOKEN", TOKEN).env("AWS_MAX_ATTEMPTS", "1");
        command.env("AWS_ENDPOINT_URL_S3", url).env("AWS_REGION", "eu-west-1");
        let output = command.output().expect("the binary starts");
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        expect_no_secret(&output, &place);
    }
}

#[cfg(feature = "aws")]
#[test]
fn keys_of_the_environment_appear_in_no_output_of_a_workflow() {
    let refused = serve(
        "HTTP/1.1 400 Bad Request\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: 77\r\n\
         Connection: close\r\n\r\n\
         {\"__type\":\"AccessDeniedException\",\"message\":\"no right to the metrics at all\"}\n\n",
    );
    let role = "arn:aws:iam::123456789012:role/P";
    for url in [&*refused, "http://127.0.0.1:1"] {
        for more in [&["-vvv"][..], &["--format", "json"]] {
            let place = Place::filled();
            let apply = [
                "personalize",
                "apply",
                "run",
                "--location",
                "s3://bucket-of-ours",
                "--role-arn",
                role,
                "--recipe",
                "aws-user-personalization",
                "--yes",
                "--endpoint-url",
                url,
                "--region",
                "eu-west-1",
            ];
            let output = with_keys(&place, &[&apply[..], more].concat());
            assert_eq!(output.status.code(), Some(2), "{}", said(&output));
            expect_no_secret(&output, &place);
        }
    }
}

/// Metrics asked of the service at `url`.
#[cfg(feature = "aws")]
fn live<'a>(url: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let arn = "arn:aws:personalize:eu-west-1:123456789012:solution/films/1a2b";
    let live = ["compare", "--solution-version-arn", arn, "--run", "run", "--endpoint-url", url];
    [&live[..], more].concat()
}

#[cfg(feature = "aws")]
#[test]
fn keys_of_the_environment_appear_in_no_output_of_live_metrics() {
    let refused = serve(
        "HTTP/1.1 400 Bad Request\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: 77\r\n\
         Connection: close\r\n\r\n\
         {\"__type\":\"AccessDeniedException\",\"message\":\"no right to the metrics at all\"}\n\n",
    );
    let metrics = "{\"metrics\":{\"coverage\":0.27,\"mean_reciprocal_rank_at_25\":0.0379}}";
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{metrics}",
        metrics.len()
    );
    let answered = serve_by(move |mut stream, asked| {
        // The key is in what is signed, the secret in nothing.
        assert!(asked.contains(KEY) && asked.contains(TOKEN) && !asked.contains(SECRET), "{asked}");
        let _ = stream.write_all(answer.as_bytes());
    });
    let garbage = serve("nothing that is HTTP\r\n\r\n");
    let nobody = "http://127.0.0.1:1".to_owned();
    for url in [&refused, &answered, &garbage, &nobody] {
        for more in [&["--verbose", "--partial"][..], &["--format", "json"], &["--quiet"]] {
            let place = Place::filled();
            let output = with_keys(&place, &live(url, more));
            let is_done = url == &answered && more.contains(&"--partial");
            let expected = if is_done { Some(0) } else { Some(2) };
            assert_eq!(output.status.code(), expected, "{}", said(&output));
            expect_no_secret(&output, &place);
        }
    }
}

#[cfg(feature = "aws")]
#[test]
fn metrics_without_end_are_given_up() {
    let endless = serve_by(|mut stream, _| {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
        let chunk = format!("100000\r\n{}\r\n", "{".repeat(1 << 20));
        let mut sent = stream.write_all(head.as_bytes());
        while sent.is_ok() {
            sent = stream.write_all(chunk.as_bytes());
        }
    });
    let place = Place::filled();
    let before = place.contents();
    let output = with_keys(&place, &live(&endless, &[]));
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("at most 16 MiB"), "{}", said(&output));
    assert!(place.contents() == before, "something was written");
}
