//! The server as a state machine: messages in, messages out, one at a time and in order.

mod capabilities;
mod dispatch;
mod lifecycle;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};

use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response, ResponseError};
use serde_json::{Value as Json, json};

use crate::client::Client;
use crate::document::Document;
use crate::environment::Environment;
use crate::settings::SettingsStore;
use crate::transport::{Incoming, Outgoing};

/// A language server without its input and output.
///
/// Messages are put in a queue by [`push`](Self::push) and handled one by one, in order, by [`step`](Self::step). A
/// request that waits in the queue can be cancelled. Each request is answered exactly once.
///
/// ```
/// use coreql_lsp::{Environment, Incoming, Server};
/// use lsp_server::{Message, Request};
/// use serde_json::json;
///
/// let mut server = Server::new(Environment::system());
/// let initialize = Request::new(1.into(), "initialize".to_owned(), json!({"capabilities": {}}));
/// server.push(Incoming::Message(Message::Request(initialize)));
/// while server.step() {}
/// let [answer] = &server.take_output()[..] else { panic!("one answer") };
/// assert_eq!(answer.to_json()?["result"]["serverInfo"]["name"], "coreql");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug)]
pub struct Server {
    environment: Environment,
    queue: VecDeque<Incoming>,
    output: Vec<Outgoing>,
    stage: Stage,
    client: Client,
    settings: SettingsStore,
    documents: BTreeMap<String, Document>,
    /// The documents whose diagnostics are to be sent.
    unpublished: BTreeSet<String>,
    /// The requests of the server that are not answered.
    asked: BTreeMap<RequestId, Asked>,
    next_id: i32,
    /// The files that the client was asked to watch.
    watched: BTreeSet<String>,
}

/// How far the conversation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Before `initialize`.
    New,
    Running,
    /// After `shutdown`.
    ShutDown,
    /// After `exit`, with the code of the process.
    Ended(u8),
}

/// A request of the server.
#[derive(Clone, Copy, Debug)]
enum Asked {
    Configuration,
    /// One whose answer changes nothing.
    Other,
}

/// The answer to a request.
type Answer = Result<Json, ResponseError>;

fn failure(code: ErrorCode, message: impl Into<String>) -> ResponseError {
    #[expect(clippy::as_conversions, reason = "the enum has explicit discriminants")]
    let code = code as i32;
    ResponseError { code, message: message.into(), data: None }
}

impl Server {
    /// A server to which nobody has spoken.
    pub fn new(environment: Environment) -> Self {
        Self {
            environment,
            queue: VecDeque::new(),
            output: Vec::new(),
            stage: Stage::New,
            client: Client::default(),
            settings: SettingsStore::new(None),
            documents: BTreeMap::new(),
            unpublished: BTreeSet::new(),
            asked: BTreeMap::new(),
            next_id: 1,
            watched: BTreeSet::new(),
        }
    }

    /// Puts a message in the queue. One that cancels a waiting request removes that and answers it at once.
    pub fn push(&mut self, incoming: Incoming) {
        if let Incoming::Message(Message::Notification(notification)) = &incoming
            && notification.method == "$/cancelRequest"
        {
            let id = notification.params.get("id").cloned();
            let id: Option<RequestId> = id.and_then(|id| serde_json::from_value(id).ok());
            let is_cancelled = |waiting: &Incoming| match waiting {
                Incoming::Message(Message::Request(request)) => Some(&request.id) == id.as_ref(),
                Incoming::Message(_) | Incoming::Invalid { .. } => false,
            };
            if let Some(at) = self.queue.iter().position(is_cancelled)
                && let Some(Incoming::Message(Message::Request(request))) = self.queue.remove(at)
            {
                self.answer(request.id, Err(failure(ErrorCode::RequestCanceled, "cancelled by the client")));
            }
            return;
        }
        self.queue.push_back(incoming);
    }

    /// Handles the next message, or, if none waits, sends diagnostics that are due. Whether there was anything to do.
    pub fn step(&mut self) -> bool {
        if matches!(self.stage, Stage::Ended(_)) {
            return false;
        }
        match self.queue.pop_front() {
            Some(Incoming::Message(Message::Request(request))) => self.request(request),
            Some(Incoming::Message(Message::Notification(notification))) => self.notification(notification),
            Some(Incoming::Message(Message::Response(response))) => self.response(response),
            Some(Incoming::Invalid { id: Some(id), code, message }) => {
                self.answer(id, Err(ResponseError { code, message, data: None }));
            }
            Some(Incoming::Invalid { id: None, code, message }) => {
                self.output.push(Outgoing::Error { code, message });
            }
            None => return self.publish_next(),
        }
        true
    }

    /// What the server has to send, in order.
    pub fn take_output(&mut self) -> Vec<Outgoing> {
        std::mem::take(&mut self.output)
    }

    /// The code with which the process ends, after `exit`: 0 if `shutdown` came before it, otherwise 1.
    pub const fn exit_code(&self) -> Option<u8> {
        match self.stage {
            Stage::Ended(code) => Some(code),
            Stage::New | Stage::Running | Stage::ShutDown => None,
        }
    }

    fn request(&mut self, request: Request) {
        let Request { id, method, params } = request;
        let answer = match (self.stage, method.as_str()) {
            (Stage::New, "initialize") => self.initialize(&params),
            (Stage::New, _) => {
                Err(failure(ErrorCode::ServerNotInitialized, format!("`{method}` before `initialize`")))
            }
            (Stage::Running, "initialize") => {
                Err(failure(ErrorCode::InvalidRequest, "the server is initialized"))
            }
            (Stage::Running, "shutdown") => {
                self.stage = Stage::ShutDown;
                Ok(Json::Null)
            }
            (Stage::Running, _) => {
                let handled = catch_unwind(AssertUnwindSafe(|| self.dispatch(&method, params)));
                handled.unwrap_or_else(|_| {
                    Err(failure(
                        ErrorCode::InternalError,
                        format!("`{method}` failed; this is a bug of coreql"),
                    ))
                })
            }
            (Stage::ShutDown | Stage::Ended(_), _) => {
                Err(failure(ErrorCode::InvalidRequest, format!("`{method}` after `shutdown`")))
            }
        };
        self.answer(id, answer);
        self.show_problems();
        self.watch_catalogs();
    }

    fn notification(&mut self, notification: Notification) {
        let Notification { method, params } = notification;
        match (self.stage, method.as_str()) {
            (Stage::ShutDown, "exit") => self.stage = Stage::Ended(0),
            (_, "exit") => self.stage = Stage::Ended(1),
            (Stage::Running, _) => {
                let handled = catch_unwind(AssertUnwindSafe(|| self.notice(&method, params)));
                match handled {
                    Ok(Ok(())) => {}
                    Ok(Err(reason)) => self.log(&format!("`{method}`: {reason}")),
                    Err(_) => self.log(&format!("`{method}` failed; this is a bug of coreql")),
                }
                self.show_problems();
                self.watch_catalogs();
            }
            // Out of order, and nobody waits for an answer.
            (Stage::New | Stage::ShutDown | Stage::Ended(_), _) => {}
        }
    }

    fn response(&mut self, response: Response) {
        let asked = self.asked.remove(&response.id);
        if let (Some(Asked::Configuration), Ok(result)) = (asked, response.response_result)
            && self.stage == Stage::Running
        {
            // One item was asked for, so the result has one. Null is no answer: Helix has its settings without a section,
            // and has sent them already.
            if let Some(settings) = result.get(0).filter(|settings| !settings.is_null()) {
                self.set_client_settings(settings);
            }
            self.show_problems();
        }
    }

    /// Sends the diagnostics of one document that are due. Whether there was one: while the client is asked for its
    /// settings, they wait, for those of other settings would only flash up.
    fn publish_next(&mut self) -> bool {
        if self.asked.values().any(|asked| matches!(asked, Asked::Configuration)) {
            return false;
        }
        let Some(uri) = self.unpublished.pop_first() else { return false };
        let published = catch_unwind(AssertUnwindSafe(|| self.published(&uri)));
        match published {
            Ok(Some(params)) => self.notify("textDocument/publishDiagnostics", params),
            Ok(None) => {}
            Err(_) => self.log("diagnostics failed; this is a bug of coreql"),
        }
        self.show_problems();
        self.watch_catalogs();
        true
    }

    fn answer(&mut self, id: RequestId, answer: Answer) {
        self.output.push(Outgoing::Message(Message::Response(Response { id, response_result: answer })));
    }

    fn notify(&mut self, method: &str, params: Json) {
        let notification = Notification { method: method.to_owned(), params };
        self.output.push(Outgoing::Message(Message::Notification(notification)));
    }

    fn ask(&mut self, method: &str, params: Json, asked: Asked) {
        let id = RequestId::from(format!("coreql-{}", self.next_id));
        self.next_id = self.next_id.wrapping_add(1);
        self.asked.insert(id.clone(), asked);
        let request = Request { id, method: method.to_owned(), params };
        self.output.push(Outgoing::Message(Message::Request(request)));
    }

    fn log(&mut self, message: &str) {
        self.notify("window/logMessage", json!({"type": 1, "message": message}));
    }

    /// Shows what is wrong with settings and catalogues.
    fn show_problems(&mut self) {
        for problem in self.settings.take_problems() {
            self.notify("window/showMessage", json!({"type": 2, "message": format!("coreql: {problem}")}));
        }
    }
}
