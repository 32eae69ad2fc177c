//! A connection as hyper reads it: what clients send, with percent-encoded targets.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};

use hyper::rt::{Read, ReadBufCursor, Write};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::framing::{Refusal, Rewriter};

/// The request of a connection that is refused by its head, by its number from 0.
pub(super) type RefusedRequest = Arc<OnceLock<(u64, Refusal)>>;

/// How much is read at a time, in bytes.
const PIECE: usize = 16 << 10;

/// How much is dropped at the end of a connection, in bytes.
const MAX_DROPPED: usize = 1 << 20;

pub(super) struct TargetStream<S> {
    inner: S,
    rewriter: Rewriter,
    refused: RefusedRequest,
    /// What hyper has not read yet, from `read` on.
    ready: Vec<u8>,
    read: usize,
    has_ended: bool,
}

impl<S> TargetStream<S> {
    pub(super) fn new(inner: S, refused: RefusedRequest) -> Self {
        Self { inner, rewriter: Rewriter::default(), refused, ready: Vec::new(), read: 0, has_ended: false }
    }
}

impl<S: AsyncRead + Unpin> Read for TargetStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        while this.read >= this.ready.len() && !this.has_ended {
            this.ready.clear();
            this.read = 0;
            let mut piece = [0; PIECE];
            let mut piece = ReadBuf::new(&mut piece);
            ready!(Pin::new(&mut this.inner).poll_read(context, &mut piece))?;
            if piece.filled().is_empty() {
                this.has_ended = true;
                this.rewriter.finish(&mut this.ready);
            } else {
                this.rewriter.push(piece.filled(), &mut this.ready);
            }
            if let Some(refused) = this.rewriter.refused() {
                this.refused.get_or_init(|| refused);
            }
        }
        let rest = this.ready.get(this.read..).unwrap_or_default();
        let length = rest.len().min(buffer.remaining());
        buffer.put_slice(rest.get(..length).unwrap_or_default());
        this.read += length;
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Write for TargetStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    /// Drops what has arrived and was not read: with it the system would reset the connection, and the client might
    /// not get the answer that says what is wrong.
    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        for _ in 0..MAX_DROPPED / PIECE {
            let mut piece = [0; PIECE];
            let mut piece = ReadBuf::new(&mut piece);
            let read = Pin::new(&mut self.inner).poll_read(context, &mut piece);
            if !matches!(read, Poll::Ready(Ok(()))) || piece.filled().is_empty() {
                break;
            }
        }
        Pin::new(&mut self.inner).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write_vectored(context, slices)
    }
}
