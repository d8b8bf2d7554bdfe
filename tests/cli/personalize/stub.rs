//! Personalize in this process: resources that are made, become active or fail, and are deleted, as the service's
//! model has them.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

/// A resource of the stub.
#[derive(Clone, Debug)]
pub(crate) struct Resource {
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) body: Value,
    /// The statuses that are still to be told; the last one stays.
    statuses: Vec<String>,
    reason: Option<String>,
}

#[derive(Default)]
pub(crate) struct State {
    /// The resources by their ARNs.
    pub(crate) resources: BTreeMap<String, Resource>,
    /// Every call with its body, in order.
    pub(crate) calls: Vec<(String, Value)>,
    /// Resources by kind that fail, with the service's reason.
    failing: BTreeMap<String, String>,
    /// Calls that are throttled so many times.
    throttled: BTreeMap<String, usize>,
    /// Calls after which the answer is lost.
    lost: Vec<String>,
    deleted: Vec<String>,
}

pub(crate) struct Stub {
    pub(crate) url: String,
    pub(crate) state: Arc<Mutex<State>>,
}

impl Stub {
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let state: Arc<Mutex<State>> = Arc::default();
        let served = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let served = Arc::clone(&served);
                std::thread::spawn(move || {
                    // A client that goes away is no concern of the service.
                    let _ = serve(stream, &served);
                });
            }
        });
        Self { url, state }
    }

    /// Has resources of a kind, such as `DatasetImportJob`, fail for this reason.
    pub(crate) fn failing(self, kind: &str, reason: &str) -> Self {
        self.state.lock().expect("whole").failing.insert(kind.to_owned(), reason.to_owned());
        self
    }

    /// Has a call throttled so many times.
    pub(crate) fn throttled(self, call: &str, times: usize) -> Self {
        self.state.lock().expect("whole").throttled.insert(call.to_owned(), times);
        self
    }

    /// Has the answer of a call lost, once.
    pub(crate) fn losing(self, call: &str) -> Self {
        self.state.lock().expect("whole").lost.push(call.to_owned());
        self
    }

    /// No resource fails any more.
    pub(crate) fn mended(&self) {
        self.state.lock().expect("whole").failing.clear();
    }

    /// The names of all calls, in order.
    pub(crate) fn calls(&self) -> Vec<String> {
        let state = self.state.lock().expect("whole");
        state.calls.iter().map(|(name, _)| name.clone()).collect()
    }

    /// The calls that make something, in order.
    pub(crate) fn made(&self) -> Vec<String> {
        self.calls().into_iter().filter(|name| name.starts_with("Create")).collect()
    }

    /// The resources that were deleted, in order.
    pub(crate) fn deleted(&self) -> Vec<String> {
        self.state.lock().expect("whole").deleted.clone()
    }

    pub(crate) fn n_resources(&self) -> usize {
        self.state.lock().expect("whole").resources.len()
    }

    /// Puts a resource there that somebody else made.
    pub(crate) fn with_others(self, kind: &str, name: &str) -> Self {
        let resource = Resource {
            kind: kind.to_owned(),
            name: name.to_owned(),
            body: if kind == "Filter" {
                json!({"name": name, "datasetGroupArn": arn("DatasetGroup", "films", &Value::Null)})
            } else {
                json!({"name": name})
            },
            statuses: vec!["ACTIVE".to_owned()],
            reason: None,
        };
        let arn = arn(kind, name, &Value::Null);
        self.state.lock().expect("whole").resources.insert(arn, resource);
        self
    }
}

fn serve(stream: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut writer = stream;
    let (mut target, mut length, mut first) = (String::new(), 0, String::new());
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line == "\r\n" {
            break;
        }
        if first.is_empty() {
            first.clone_from(&line);
        }
        let (name, value) = line.trim().split_once(": ").unwrap_or_default();
        match &*name.to_ascii_lowercase() {
            "x-amz-target" => value.rsplit('.').next().unwrap_or("").clone_into(&mut target),
            "content-length" => length = value.parse().unwrap_or(0),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    if first.starts_with("POST /recommendations") {
        "GetRecommendations".clone_into(&mut target);
    }
    let mut state = state.lock().expect("whole");
    let answered = state.answer(&target, &body);
    let is_lost = state.lost.iter().position(|call| *call == target);
    if let Some(at) = is_lost {
        state.lost.remove(at);
        // The resource is there, and the connection is cut before its ARN is told.
        return Ok(());
    }
    let (status, answer) = match answered {
        Ok(answer) => (200, answer),
        Err(code) => (400, json!({"__type": code, "message": "so says the stub"})),
    };
    let text = answer.to_string();
    let head = format!(
        "HTTP/1.1 {status} X\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        text.len()
    );
    writer.write_all(head.as_bytes())?;
    writer.write_all(text.as_bytes())
}

/// The words of a kind in the ARN, such as `dataset-import-job`.
fn kebab(kind: &str) -> String {
    let mut out = String::new();
    for (at, sign) in kind.chars().enumerate() {
        if sign.is_ascii_uppercase() && at > 0 {
            out.push('-');
        }
        out.push(sign.to_ascii_lowercase());
    }
    out
}

/// A kind with a small letter, as members are named.
fn camel(kind: &str) -> String {
    kind[..1].to_ascii_lowercase() + &kind[1..]
}

fn arn(kind: &str, name: &str, body: &Value) -> String {
    let path = match kind {
        "Dataset" => {
            let group = body["datasetGroupArn"].as_str().unwrap_or("").rsplit('/').next();
            let kind = body["datasetType"].as_str().unwrap_or("").to_uppercase();
            format!("dataset/{}/{kind}", group.unwrap_or(""))
        }
        "SolutionVersion" => {
            let solution = body["solutionArn"].as_str().unwrap_or("").rsplit('/').next();
            let id = name.rsplit('-').next().unwrap_or("");
            format!("solution/{}/{id}", solution.unwrap_or(""))
        }
        _ => format!("{}/{name}", kebab(kind)),
    };
    format!("arn:aws:personalize:eu-west-1:123456789012:{path}")
}

impl State {
    fn answer(&mut self, call: &str, body: &Value) -> Result<Value, &'static str> {
        self.calls.push((call.to_owned(), body.clone()));
        if let Some(left) = self.throttled.get_mut(call).filter(|left| **left > 0) {
            *left -= 1;
            return Err("ThrottlingException");
        }
        if let Some(kind) = call.strip_prefix("Create") {
            return self.create(kind, body);
        }
        if let Some(kind) = call.strip_prefix("Describe") {
            return self.describe(kind, body);
        }
        if let Some(kind) = call.strip_prefix("Delete") {
            let arn = body[format!("{}Arn", camel(kind))].as_str().unwrap_or("").to_owned();
            let uses = |other: &Resource| other.body["datasetGroupArn"] == arn.as_str();
            if self.resources.values().any(uses) {
                return Err("ResourceInUseException");
            }
            let gone = self.resources.remove(&arn).ok_or("ResourceNotFoundException")?;
            self.deleted.push(format!("{} {}", gone.kind, gone.name));
            return Ok(json!({}));
        }
        if let Some(kinds) = call.strip_prefix("List") {
            return Ok(self.list(kinds.trim_end_matches('s'), body));
        }
        match call {
            "UpdateCampaign" => {
                let arn = body["campaignArn"].as_str().unwrap_or("");
                let found = self.resources.get_mut(arn).ok_or("ResourceNotFoundException")?;
                found.body = body.clone();
                Ok(json!({"campaignArn": arn}))
            }
            "GetSolutionMetrics" => Ok(json!({
                "solutionVersionArn": body["solutionVersionArn"],
                "metrics": {"coverage": 0.27, "mean_reciprocal_rank_at_25": 0.0379,
                    "normalized_discounted_cumulative_gain_at_5": 0.0277, "precision_at_5": 0.0074},
            })),
            "GetRecommendations" => Ok(json!({
                "itemList": [{"itemId": "1", "score": 0.25}, {"itemId": "2", "score": 0.125, "reason": ["Exploration"]}],
                "recommendationId": "RID-1",
            })),
            _ => Err("UnknownOperationException"),
        }
    }

    fn create(&mut self, kind: &str, body: &Value) -> Result<Value, &'static str> {
        let name = body["name"].as_str().or(body["jobName"].as_str()).unwrap_or("").to_owned();
        let arn = arn(kind, &name, body);
        if self.resources.contains_key(&arn) {
            return Err("ResourceAlreadyExistsException");
        }
        let (last, reason) = match self.failing.get(kind) {
            Some(reason) => ("CREATE FAILED", Some(reason.clone())),
            None => ("ACTIVE", None),
        };
        let statuses = ["CREATE PENDING", "CREATE IN_PROGRESS", last].map(str::to_owned).to_vec();
        let kind = kind.to_owned();
        let answer = json!({ format!("{}Arn", camel(&kind)): arn });
        let resource = Resource { kind, name, body: body.clone(), statuses, reason };
        self.resources.insert(arn, resource);
        Ok(answer)
    }

    fn describe(&mut self, kind: &str, body: &Value) -> Result<Value, &'static str> {
        let arn = body[format!("{}Arn", camel(kind))].as_str().unwrap_or("");
        let found = self.resources.get_mut(arn).ok_or("ResourceNotFoundException")?;
        let status = if found.statuses.len() > 1 {
            found.statuses.remove(0)
        } else {
            found.statuses[0].clone()
        };
        let reason = found.reason.clone().filter(|_| status == "CREATE FAILED");
        Ok(json!({ camel(kind): {"status": status, "failureReason": reason, "name": found.name} }))
    }

    fn list(&self, kind: &str, body: &Value) -> Value {
        let wanted: Vec<&str> = body
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(_, value)| value.as_str())
            .collect();
        let fits = |resource: &&(&String, &Resource)| {
            let of = resource.1.body.as_object().into_iter().flatten();
            let has: Vec<&str> = of.filter_map(|(_, value)| value.as_str()).collect();
            resource.1.kind == kind
                && wanted.iter().all(|one| {
                    has.iter().any(|has| has == one || has.starts_with(&format!("{one}/")))
                })
        };
        let all: Vec<(&String, &Resource)> = self.resources.iter().collect();
        let all: Vec<Value> = all
            .iter()
            .filter(fits)
            .map(|(arn, resource)| {
                let name = if kind.ends_with("Job") { "jobName" } else { "name" };
                json!({ format!("{}Arn", camel(kind)): arn, name: resource.name })
            })
            .collect();
        json!({ format!("{}s", camel(kind)): all })
    }
}
