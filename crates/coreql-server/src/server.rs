//! The server as a program uses it: made, then started or run.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use coreql_data::Device;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

use crate::details::{Details, FileError};
use crate::http;
use crate::labels::Labels;
use crate::language::Language;
use crate::state::State;

/// Core's API over a fleet in memory.
///
/// ```
/// use std::io::{Read, Write};
/// use std::net::TcpStream;
///
/// use coreql_data::Fleet;
/// use coreql_server::{Language, Server};
///
/// let server = Server::new(Fleet::new(1).take(100), Language::default());
/// let running = server.start("127.0.0.1:0".parse()?)?;
///
/// let mut stream = TcpStream::connect(running.address())?;
/// stream.write_all(b"GET /api/v2/devices/count?adminDeviceSpaceId=1&query= HTTP/1.0\r\n\r\n")?;
/// let mut answer = String::new();
/// stream.read_to_string(&mut answer)?;
/// assert!(answer.ends_with(r#"{"totalCount":100}"#));
/// running.stop()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Server {
    state: State,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("devices", &self.state.fleet.len()).finish_non_exhaustive()
    }
}

/// Why a server does not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum ServeError {
    /// The address is not a loopback address. Others need TLS and users, which the server does not have yet.
    NotLoopback(SocketAddr),
    /// The address is taken, or the system allows no listening there.
    Listen(SocketAddr, io::Error),
    /// No thread, or no handler of signals, can be made.
    Runtime(io::Error),
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotLoopback(address) => write!(
                f,
                "{address} is not a loopback address such as 127.0.0.1: others need TLS and users, which the server \
                 does not have yet"
            ),
            Self::Listen(address, error) => write!(f, "cannot listen on {address}: {error}"),
            Self::Runtime(error) => write!(f, "the server cannot start: {error}"),
        }
    }
}

impl std::error::Error for ServeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NotLoopback(_) => None,
            Self::Listen(_, error) | Self::Runtime(error) => Some(error),
        }
    }
}

impl Server {
    /// A server of devices, whose order is that of its answers, with the built-in labels and the limits of the guide.
    pub fn new(devices: impl IntoIterator<Item = Device>, language: Language) -> Self {
        Self { state: State::new(devices.into_iter().collect(), language) }
    }

    /// Sets the labels.
    ///
    /// # Errors
    /// A label whose query is invalid.
    pub fn with_labels(mut self, labels: Labels) -> Result<Self, FileError> {
        self.state.set_labels(labels)?;
        Ok(self)
    }

    /// Sets what is known of devices beyond their fields.
    #[must_use]
    pub fn with_details(mut self, details: Details) -> Self {
        self.state.details = details;
        self
    }

    /// Sets whether requests beyond the guide's limits, or without the space that they are about, are answered; the log
    /// has a note for each.
    #[must_use]
    pub const fn with_lenient_limits(mut self, is_lenient: bool) -> Self {
        self.state.is_lenient = is_lenient;
        self
    }

    /// Sets whether `search_fields` is an array, as in the guide, without the envelope that clients read.
    #[must_use]
    pub const fn with_bare_arrays(mut self, is_bare: bool) -> Self {
        self.state.has_bare_arrays = is_bare;
        self
    }

    /// Sets what takes the log: a line of JSON for each request, without its credentials.
    #[must_use]
    pub fn with_log(mut self, log: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.state.log = Arc::new(log);
        self
    }

    /// How many devices it has.
    pub fn devices(&self) -> usize {
        self.state.fleet.len()
    }

    /// The UUIDs in the details that no device has.
    pub fn unknown_details(&self) -> impl Iterator<Item = &str> {
        self.state.details.uuids().filter(|uuid| self.state.fleet.place_of(uuid).is_none())
    }

    /// Starts serving on threads of its own. Port 0 is any free one.
    ///
    /// # Errors
    /// An address that is not a loopback address, or that is taken.
    pub fn start(self, address: SocketAddr) -> Result<Running, ServeError> {
        let runtime = runtime()?;
        let listener = runtime.block_on(listen(address))?;
        let address = listener.local_addr().map_err(|error| ServeError::Listen(address, error))?;
        let (stop, stopped) = oneshot::channel::<()>();
        let state = Arc::new(self.state);
        let serving = move || {
            runtime.block_on(http::serve(state, listener, async {
                let _ = stopped.await;
            }));
        };
        let thread = thread::Builder::new()
            .name("coreql-server".to_owned())
            .spawn(serving)
            .map_err(ServeError::Runtime)?;
        Ok(Running { address, stop: Some(stop), thread: Some(thread) })
    }

    /// Serves until the process gets a signal to end: SIGINT, or SIGTERM on Unix. `ready` gets the address as soon as
    /// clients can connect. Requests that have begun are answered, for at most ten seconds.
    ///
    /// # Errors
    /// Those of [`start`](Self::start), or what `ready` fails with.
    pub fn run<E: From<ServeError>>(
        self,
        address: SocketAddr,
        ready: impl FnOnce(SocketAddr) -> Result<(), E>,
    ) -> Result<(), E> {
        let runtime = runtime()?;
        let state = Arc::new(self.state);
        runtime.block_on(async {
            let signal = signal().map_err(ServeError::Runtime)?;
            let listener = listen(address).await?;
            ready(listener.local_addr().map_err(|error| ServeError::Listen(address, error))?)?;
            http::serve(state, listener, signal).await;
            Ok(())
        })
    }
}

/// A server that is serving. It stops when this is dropped.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops it, and waits until the requests are answered that have begun.
    ///
    /// # Errors
    /// A thread of the server panicked.
    pub fn stop(mut self) -> io::Result<()> {
        self.end()
    }

    fn end(&mut self) -> io::Result<()> {
        drop(self.stop.take());
        self.thread
            .take()
            .map_or(Ok(()), JoinHandle::join)
            .map_err(|_| io::Error::other("the server panicked"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.end();
    }
}

/// Connections are served by two threads, and queries evaluated by as many as there are processors.
fn runtime() -> Result<Runtime, ServeError> {
    let processors = thread::available_parallelism().map_or(1, usize::from);
    Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(processors.max(2))
        .enable_all()
        .build()
        .map_err(ServeError::Runtime)
}

async fn listen(address: SocketAddr) -> Result<TcpListener, ServeError> {
    if !address.ip().is_loopback() {
        return Err(ServeError::NotLoopback(address));
    }
    TcpListener::bind(address).await.map_err(|error| ServeError::Listen(address, error))
}

/// Ready when the process is to end.
#[cfg(unix)]
fn signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
