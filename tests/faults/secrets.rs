//! AWS: silent endpoints, and keys that appear in no output.

use std::io::Write;
use std::net::TcpListener;
use std::process::Output;
use std::thread::spawn;

use crate::place::{Place, said};

const KEY: &str = "AKIAPLANTEDPLANTED00";
const SECRET: &str = "planted/secret/of/the/environment+00";
const TOKEN: &str = "planted-session-token";

/// A server that answers every request in the same way.
fn serve(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.write_all(answer.as_bytes());
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

#[test]
fn keys_of_the_environment_appear_in_no_output() {
    let refused = serve("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let garbage = serve("nothing that is HTTP\r\n\r\n");
    let elsewhere = serve(
        "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    );
    let nobody = "http://127.0.0.1:1".to_owned();
    for url in [&refused, &garbage, &elsewhere, &nobody] {
        for more in [&["--verbose"][..], &["--format", "json"], &["--quiet"]] {
            let place = Place::filled();
            let upload = ["upload", "s3://bucket-of-ours", "--run", "run", "--endpoint-url", url];
            let output = with_keys(&place, &[&upload[..], more].concat());
            let text = said(&output);
            assert_eq!(output.status.code(), Some(2), "{text}");
            let all = [output.stdout.clone(), output.stderr.clone()].concat();
            let mut all = String::from_utf8_lossy(&all).into_owned();
            for bytes in place.contents().into_values() {
                all += &String::from_utf8_lossy(&bytes);
            }
            for secret in [KEY, SECRET, TOKEN, "X-Amz-Signature", "AWS4-HMAC"] {
                assert!(!all.contains(secret), "{secret}: {text}");
            }
        }
    }
}
