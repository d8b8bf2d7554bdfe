//! `compare --solution-version-arn`: against an endpoint in this process that answers as Personalize.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Output;
use std::sync::mpsc::{Receiver, channel};

use crate::place::Place;
use crate::shown::{shown, unwrapped};

const ARN: &str = "arn:aws:personalize:eu-west-1:123456789012:solution/films/1a2b";
const SECRET_KEY: &str = "the-secret-of-the-test";

/// A request as it came.
struct Asked {
    headers: Vec<(String, String)>,
    body: String,
}

impl Asked {
    fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }
}

/// Answers one request after another, each with a status and a body; the last one again and again.
fn serving(answers: Vec<(u16, String)>) -> (String, Receiver<Asked>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            let Ok(stream) = stream else { return };
            let (status, body) = &answers[number.min(answers.len() - 1)];
            let Some(asked) = answer(stream, *status, body) else { continue };
            if sender.send(asked).is_err() {
                return;
            }
        }
    });
    (url, receiver)
}

fn answer(stream: TcpStream, status: u16, body: &str) -> Option<Asked> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|&n| n > 0)?;
    let mut headers = Vec::new();
    loop {
        line.clear();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.push((name.to_owned(), value.to_owned()));
    }
    let mut asked = Asked { headers, body: String::new() };
    let length: u64 = asked.header("content-length").parse().unwrap_or(0);
    let mut reader = reader.take(length);
    reader.read_to_string(&mut asked.body).ok()?;
    let mut stream = reader.into_inner().into_inner();
    let head = format!(
        "HTTP/1.1 {status} x\r\ncontent-type: application/x-amz-json-1.1\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())).ok()?;
    Some(asked)
}

fn metrics() -> String {
    format!(
        r#"{{"solutionVersionArn":"{ARN}","metrics":{{"coverage":0.27,"mean_reciprocal_rank_at_25":0.0379,
        "normalized_discounted_cumulative_gain_at_5":0.0405,
        "normalized_discounted_cumulative_gain_at_10":0.0513,
        "normalized_discounted_cumulative_gain_at_25":0.0828,
        "precision_at_5":0.0136,"precision_at_10":0.0102,"precision_at_25":0.0091}}}}"#
    )
}

fn error(kind: &str, message: &str) -> String {
    format!(r#"{{"__type":"{kind}","message":"{message}"}}"#)
}

fn evaluated() -> Place {
    let place = Place::prepared();
    place.done(&["eval", "baselines", "--folds", "2", "--models", "random,item-knn"]);
    place
}

fn compare(place: &Place, url: &str, arn: &str) -> Output {
    let args = ["compare", "--solution-version-arn", arn, "--endpoint-url", url];
    let mut command = place.command(&args);
    command.env("AWS_ACCESS_KEY_ID", "REHEARSALTESTKEY").env("AWS_SECRET_ACCESS_KEY", SECRET_KEY);
    command.output().expect("the binary starts")
}

/// The one line that a failure says.
fn refused(place: &Place, url: &str) -> String {
    let text = shown(&compare(place, url, ARN), place.folder());
    let said = text.strip_prefix("exit code: 2\n--- stdout\n--- stderr\nerror: ");
    let said = said.unwrap_or_else(|| panic!("{text}"));
    assert!(!said.contains(SECRET_KEY) && said.len() < 500, "{said}");
    said.trim_end().to_owned()
}

#[test]
fn metrics_are_fetched_from_the_region_of_the_arn() {
    let place = evaluated();
    let (url, asked) = serving(vec![(200, metrics())]);
    let output = compare(&place, &url, ARN);
    let text = shown(&output, place.folder());
    let named = format!("Personalize: {ARN} (GetSolutionMetrics)");
    assert!(unwrapped(&text).contains(&named), "{text}");
    assert!(text.contains("mrr@25") && text.contains("0.0379"), "{text}");
    let asked = asked.recv().expect("a request came");
    assert_eq!(asked.header("x-amz-target"), "AmazonPersonalize.GetSolutionMetrics");
    assert_eq!(asked.header("content-type"), "application/x-amz-json-1.1");
    assert!(asked.header("authorization").contains("/eu-west-1/personalize/aws4_request"));
    assert_eq!(asked.body, format!(r#"{{"solutionVersionArn":"{ARN}"}}"#));
}

#[test]
fn a_throttled_request_is_made_again_and_at_last_given_up() {
    let place = evaluated();
    let throttled = (400, error("ThrottlingException", "Rate exceeded"));
    let (url, asked) = serving(vec![throttled.clone(), throttled.clone(), (200, metrics())]);
    assert!(compare(&place, &url, ARN).status.success());
    assert_eq!(asked.try_iter().count(), 3);
    let (url, asked) = serving(vec![throttled]);
    assert_eq!(
        refused(&place, &url),
        format!(
            "cannot get the metrics of `{ARN}`: ThrottlingException: Rate exceeded; asked three times, \
             try again later"
        )
    );
    assert_eq!(asked.try_iter().count(), 3);
}

#[test]
fn what_the_service_refuses_is_said_with_what_can_be_done() {
    let place = evaluated();
    for (kind, said) in [
        (
            "ResourceNotFoundException",
            "; is the ARN whole, and of the account and region of the credentials?",
        ),
        ("ResourceInUseException", "; the solution version is still being trained"),
        ("InvalidInputException", ""),
        ("AccessDeniedException", "; the credentials need personalize:GetSolutionMetrics"),
    ] {
        let (url, asked) = serving(vec![(400, error(kind, "no such thing"))]);
        assert_eq!(
            refused(&place, &url),
            format!("cannot get the metrics of `{ARN}`: {kind}: no such thing{said}")
        );
        assert_eq!(asked.try_iter().count(), 1, "{kind}");
    }
}

#[test]
fn answers_that_are_no_metrics_are_refused() {
    let place = evaluated();
    let (url, _asked) = serving(vec![(200, format!(r#"{{"solutionVersionArn":"{ARN}"}}"#))]);
    assert_eq!(
        refused(&place, &url),
        format!("the metrics of `{ARN}`: no metric that we know: found none")
    );
    let wrong = metrics().replace("0.0136", "1.36");
    let (url, _asked) = serving(vec![(200, wrong)]);
    assert!(refused(&place, &url).contains("`precision_at_5`: expected a share between 0 and 1"));
    let (url, _asked) = serving(vec![(200, "<html>".to_owned())]);
    assert!(refused(&place, &url).starts_with("cannot get the metrics of"));
}

#[test]
fn what_is_no_solution_version_is_not_asked_for() {
    let place = evaluated();
    let (url, asked) = serving(vec![(200, metrics())]);
    let output = compare(&place, &url, "arn:aws:personalize:eu-west-1:123456789012:campaign/films");
    let text = shown(&output, place.folder());
    assert!(text.contains("is no solution version: expected arn:aws:personalize:REGION"), "{text}");
    assert_eq!(asked.try_iter().count(), 0);
}

#[test]
fn without_credentials_or_a_service_it_says_so() {
    let place = evaluated();
    let args = ["compare", "--solution-version-arn", ARN, "--endpoint-url", "http://127.0.0.1:1"];
    let mut command = place.command(&args);
    command.env("AWS_EC2_METADATA_DISABLED", "true");
    let text = shown(&command.output().expect("the binary starts"), place.folder());
    assert!(text.starts_with("exit code: 2\n"), "{text}");
    assert!(text.contains("credential"), "{text}");
    let refused = refused(&place, "http://127.0.0.1:1");
    assert!(refused.contains("dispatch failure") || refused.contains("connect"), "{refused}");
}
