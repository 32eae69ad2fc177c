//! Accepting connections, and ending them.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioTimer;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::framing::MAX_HEAD;
use super::respond::respond;
use super::stream::{RefusedRequest, TargetStream};
use crate::state::State;

/// More connections wait until one ends.
const MAX_CONNECTIONS: usize = 1024;

/// How long a head may take, and a connection may be idle.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);

/// How long requests may take that are being answered when the server ends.
const GRACE: Duration = Duration::from_secs(10);

/// A target has at most three times its bytes when it is encoded.
const MAX_BUFFER: usize = 4 * MAX_HEAD;

/// Serves connections until `stop` is ready and those requests are answered that had begun.
pub(crate) async fn serve(state: Arc<State>, listener: TcpListener, stop: impl Future<Output = ()>) {
    let (closing, is_closing) = watch::channel(false);
    let permits = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let mut connections = JoinSet::new();
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            Some((stream, permit)) = accept(&listener, &permits) => {
                connections.spawn(connection(Arc::clone(&state), stream, is_closing.clone(), permit));
            }
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    drop(is_closing);
    let _ = closing.send(true);
    let _ = timeout(GRACE, async { while connections.join_next().await.is_some() {} }).await;
    connections.shutdown().await;
}

/// The next connection, when there may be one more.
async fn accept(
    listener: &TcpListener,
    permits: &Arc<Semaphore>,
) -> Option<(TcpStream, OwnedSemaphorePermit)> {
    let permit = Arc::clone(permits).acquire_owned().await.ok()?;
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return Some((stream, permit)),
            // A connection that was given up, or too many open files.
            Err(_) => sleep(Duration::from_millis(20)).await,
        }
    }
}

async fn connection(
    state: Arc<State>,
    stream: TcpStream,
    mut is_closing: watch::Receiver<bool>,
    _permit: OwnedSemaphorePermit,
) {
    // It is only slower without.
    let _ = stream.set_nodelay(true);
    let refused = RefusedRequest::default();
    let stream = TargetStream::new(stream, Arc::clone(&refused));
    let requests = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&requests);
    let service = service_fn(move |request| {
        let number = counter.fetch_add(1, Ordering::Relaxed);
        let refusal = refused.get().filter(|(refused, _)| *refused == number).map(|(_, refusal)| *refusal);
        let state = Arc::clone(&state);
        async move { Ok::<_, Infallible>(respond(state, request, refusal).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(MAX_BUFFER)
        .half_close(true)
        .serve_connection(stream, service);
    tokio::pin!(connection);
    // How a connection ends is its client's affair.
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = is_closing.wait_for(|is_closing| *is_closing) => {}
    }
    // hyper would wait for the first request.
    if requests.load(Ordering::Relaxed) > 0 {
        connection.as_mut().graceful_shutdown();
        let _ = connection.await;
    }
}
