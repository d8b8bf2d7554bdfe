//! A session on a Spark Connect server.

use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Duration;

use spark_connect_core::{
    ChannelBuilder, RetryPolicy, RetryPolicyState, SparkConnectClient, SparkError as ClientError,
};
use spark_connect_proto as proto;
use tokio::runtime::Runtime;

use super::error::SparkError;
use super::halt::{begin, is_asked};
use super::progress::TaskProgress;
use super::rows::SparkRows;
use crate::prepare::sql::SETTINGS;

/// The time for which a server that does not answer is asked again.
const PATIENCE_MS: u64 = 20_000;
/// The user where the address names none.
const USER: &str = "rehearsal";
/// The time between two looks for an interrupt.
const TICK: Duration = Duration::from_millis(200);

/// The answers to a query that have come.
#[derive(Debug, Default)]
struct Answered {
    batches: Vec<Vec<u8>>,
    /// The server's name of the last answer.
    last: Option<String>,
    /// True if the server said that there is no more.
    is_complete: bool,
}

/// A session on a server. Its views and settings end with it.
pub struct Session {
    client: SparkConnectClient,
    runtime: Runtime,
    user: proto::UserContext,
    place: String,
    watch: RefCell<Box<dyn Fn(TaskProgress)>>,
}

impl Session {
    /// A session on the server at `sc://HOST:PORT`, with `/;use_ssl=true;token=…` behind it where the server asks for
    /// it.
    ///
    /// # Errors
    /// When the address is none, or no server answers there.
    pub fn connect(address: &str) -> Result<Self, SparkError> {
        let mut channel = ChannelBuilder::parse(address)
            .map_err(|_| SparkError::Address("it is no such address".to_owned()))?;
        if channel.host().contains('@') {
            let why = "a name or a password before `@` has no place there; `token=…` is for them";
            return Err(SparkError::Address(why.to_owned()));
        }
        if channel.get("user_agent").is_none() {
            channel.set("user_agent", "rehearsal");
        }
        if channel.user_id().is_none() {
            // A session is one user's: the client's own calls, such as settings and interrupts, must name the same one.
            channel.set("user_id", USER);
        }
        let place = channel.endpoint();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| unreachable(&place, &error))?;
        let mut client = runtime
            .block_on(SparkConnectClient::connect(&channel))
            .map_err(|error| SparkError::Address(error.message()))?;
        client.set_retry_policy(retry_policy());
        let user = proto::UserContext {
            user_id: channel.user_id().unwrap_or(USER).to_owned(),
            ..proto::UserContext::default()
        };
        let session = Self { client, runtime, user, place, watch: RefCell::new(Box::new(|_| {})) };
        session.expect_reached()?;
        for (key, value) in SETTINGS {
            session.set(key, value)?;
        }
        Ok(session)
    }

    /// Tells `watch` from now on how far a query is.
    pub fn watch(&self, watch: Box<dyn Fn(TaskProgress)>) {
        drop(self.watch.replace(watch));
    }

    /// Host and port.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }

    fn expect_reached(&self) -> Result<(), SparkError> {
        self.version().map(drop).map_err(|error| match error {
            SparkError::Query(why) => unreachable(&self.place, &why),
            other => other,
        })
    }

    /// The version of Spark that the server says it is.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn version(&self) -> Result<String, SparkError> {
        use proto::analyze_plan_request::{Analyze, SparkVersion};
        use proto::analyze_plan_response::Result as Found;

        let analyze = Analyze::SparkVersion(SparkVersion::default());
        match self.analyze(analyze)? {
            Some(Found::SparkVersion(version)) => Ok(version.version),
            _ => Err(SparkError::Answer("no version".to_owned())),
        }
    }

    /// The columns of a query or a table, with their types.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(super) fn schema(
        &self,
        relation: proto::Relation,
    ) -> Result<proto::data_type::Struct, SparkError> {
        use proto::analyze_plan_request::{Analyze, Schema};
        use proto::analyze_plan_response::Result as Found;
        use proto::data_type::Kind;

        let schema = Schema { plan: Some(plan_of(relation)) };
        let Some(Found::Schema(found)) = self.analyze(Analyze::Schema(schema))? else {
            return Err(SparkError::Answer("no schema".to_owned()));
        };
        match found.schema.and_then(|schema| schema.kind) {
            Some(Kind::Struct(columns)) => Ok(columns),
            _ => Err(SparkError::Answer("a schema that is none".to_owned())),
        }
    }

    fn analyze(
        &self,
        analyze: proto::analyze_plan_request::Analyze,
    ) -> Result<Option<proto::analyze_plan_response::Result>, SparkError> {
        let request = proto::AnalyzePlanRequest {
            session_id: self.client.session_id().to_owned(),
            user_context: Some(self.user.clone()),
            analyze: Some(analyze),
            ..proto::AnalyzePlanRequest::default()
        };
        let answer = self.runtime.block_on(self.client.analyze_plan(request));
        Ok(answer.map_err(|error| SparkError::of_query(&error))?.result)
    }

    /// Changes a setting of the session.
    ///
    /// # Errors
    /// When the server refuses.
    pub fn set(&self, key: &str, value: &str) -> Result<(), SparkError> {
        let set = self.runtime.block_on(self.client.set_config(key, value));
        set.map_err(|error| SparkError::of_query(&error))
    }

    /// Runs a statement that leaves no rows.
    ///
    /// # Errors
    /// When it fails.
    pub fn run(&self, statement: &str) -> Result<(), SparkError> {
        let command =
            proto::SqlCommand { input: Some(sql(statement)), ..proto::SqlCommand::default() };
        self.command(proto::command::CommandType::SqlCommand(command))
    }

    pub(super) fn command(&self, command: proto::command::CommandType) -> Result<(), SparkError> {
        let command = proto::Command { command_type: Some(command) };
        let plan = proto::Plan { op_type: Some(proto::plan::OpType::Command(command)) };
        self.execute(plan).map(drop)
    }

    /// The rows of a query, all of them in memory.
    ///
    /// # Errors
    /// When it fails, or its rows cannot be read.
    pub fn rows(&self, query: &str) -> Result<SparkRows, SparkError> {
        SparkRows::read(&self.execute(plan_of(sql(query)))?)
    }

    /// Runs a plan, and gives the batches of its rows.
    fn execute(&self, plan: proto::Plan) -> Result<Vec<Vec<u8>>, SparkError> {
        // The client makes names of sessions alone; they are as good for a query, which needs one that is new.
        let operation = self.client.with_new_session_id().session_id().to_owned();
        let request = proto::ExecutePlanRequest {
            operation_id: Some(operation.clone()),
            session_id: self.client.session_id().to_owned(),
            user_context: Some(self.user.clone()),
            plan: Some(plan),
            ..proto::ExecutePlanRequest::default()
        };
        let _ongoing = begin();
        self.runtime.block_on(async {
            let failed = |error| SparkError::of_query(&error);
            let mut answered = Answered::default();
            let mut first = self.client.execute_plan_reattachable(request).await.map_err(failed)?;
            self.read(async || first.message().await, &mut answered).await?;
            drop(first);
            self.read_on(&operation, &mut answered).await?;
            Ok(answered.batches)
        })
    }

    /// Reads on where a stream ended before the query did: a server ends each after a time, by default two minutes.
    async fn read_on(&self, operation: &str, answered: &mut Answered) -> Result<(), SparkError> {
        let policy = retry_policy();
        while !answered.is_complete {
            let request = proto::ReattachExecuteRequest {
                session_id: self.client.session_id().to_owned(),
                user_context: Some(self.user.clone()),
                operation_id: operation.to_owned(),
                last_response_id: answered.last.clone(),
                ..proto::ReattachExecuteRequest::default()
            };
            let again = self.client.reattach_execute(request).await;
            let mut again = again.map_err(|error| SparkError::of_query(&error))?;
            let mut tries = RetryPolicyState::new(policy.clone());
            let next = async || match again.message().await {
                Err(status) if policy.can_retry(&status) => match tries.next_attempt(None) {
                    Some(wait_ms) => {
                        tokio::time::sleep(Duration::from_millis(wait_ms)).await;
                        Ok(None)
                    }
                    None => Err(ClientError::from_grpc_status(status)),
                },
                answer => answer.map_err(ClientError::from_grpc_status),
            };
            self.read(next, answered).await?;
        }
        Ok(())
    }

    /// Reads a stream of answers to its end.
    async fn read(
        &self,
        mut next: impl AsyncFnMut() -> Result<Option<proto::ExecutePlanResponse>, ClientError>,
        answered: &mut Answered,
    ) -> Result<(), SparkError> {
        loop {
            match tokio::time::timeout(TICK, next()).await {
                Ok(Ok(Some(answer))) => self.take(answer, answered),
                Ok(Ok(None)) => return Ok(()),
                Ok(Err(error)) => return Err(SparkError::of_query(&error)),
                Err(_) if is_asked() => {
                    let _ = self.client.interrupt_all().await;
                    return Err(SparkError::Interrupted);
                }
                Err(_) => {}
            }
        }
    }

    fn take(&self, answer: proto::ExecutePlanResponse, answered: &mut Answered) {
        use proto::execute_plan_response::ResponseType;

        answered.last = Some(answer.response_id);
        match answer.response_type {
            Some(ResponseType::ArrowBatch(batch)) => answered.batches.push(batch.data.to_vec()),
            Some(ResponseType::ExecutionProgress(progress)) => {
                (self.watch.borrow())(TaskProgress::of(&progress));
            }
            Some(ResponseType::ResultComplete(_)) => answered.is_complete = true,
            _ => {}
        }
    }

    /// Reads files or a table under a name of the session.
    pub(super) fn view(&self, name: &str, relation: proto::Relation) -> Result<(), SparkError> {
        let view = proto::CreateDataFrameViewCommand {
            input: Some(relation),
            name: name.to_owned(),
            is_global: false,
            replace: true,
        };
        self.command(proto::command::CommandType::CreateDataframeView(view))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.runtime.block_on(async {
            tokio::time::timeout(Duration::from_secs(5), self.client.release_session()).await
        });
    }
}

fn retry_policy() -> RetryPolicy {
    RetryPolicy {
        max_retry_exception_elapsed_time_ms: Some(PATIENCE_MS),
        max_backoff_ms: Some(2_000),
        ..RetryPolicy::default()
    }
}

fn unreachable(place: &str, why: &dyn std::fmt::Display) -> SparkError {
    SparkError::Unreachable { place: place.to_owned(), why: why.to_string() }
}

fn plan_of(relation: proto::Relation) -> proto::Plan {
    proto::Plan { op_type: Some(proto::plan::OpType::Root(relation)) }
}

/// A query as a relation.
pub(super) fn sql(query: &str) -> proto::Relation {
    let sql = proto::Sql { query: query.to_owned(), ..proto::Sql::default() };
    relation(proto::relation::RelType::Sql(sql))
}

/// Files in a format of Spark's.
pub(super) fn files(
    format: &str,
    paths: &[String],
    options: &[(&'static str, String)],
) -> proto::Relation {
    use proto::read::{DataSource, ReadType};

    let options: HashMap<String, String> =
        options.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let source = DataSource {
        format: Some(format.to_owned()),
        options,
        paths: paths.to_vec(),
        ..DataSource::default()
    };
    let read = proto::Read { read_type: Some(ReadType::DataSource(source)), is_streaming: false };
    relation(proto::relation::RelType::Read(read))
}

/// A table of the catalogue.
pub(super) fn named_table(name: &str) -> proto::Relation {
    use proto::read::{NamedTable, ReadType};

    let table = NamedTable { unparsed_identifier: name.to_owned(), ..NamedTable::default() };
    let read = proto::Read { read_type: Some(ReadType::NamedTable(table)), is_streaming: false };
    relation(proto::relation::RelType::Read(read))
}

fn relation(kind: proto::relation::RelType) -> proto::Relation {
    proto::Relation { rel_type: Some(kind), ..proto::Relation::default() }
}
