//! The server with its input and output.

use std::io::{self, BufRead, BufReader, Write};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use crate::environment::Environment;
use crate::server::Server;
use crate::transport::{Incoming, read};

/// Serves one client on standard input and output until it ends the conversation. The code of the process.
///
/// # Errors
///
/// Those of standard input and output.
pub fn stdio(environment: Environment) -> io::Result<u8> {
    serve(BufReader::new(io::stdin()), io::stdout().lock(), environment)
}

/// Serves one client until it sends `exit`, or until its messages end. The code of the process: 0 if the client sent
/// `shutdown` and then `exit`, otherwise 1.
///
/// Messages are read by a thread of their own, so that those that wait can be cancelled; they are handled in order by
/// the calling one. The reading thread ends with its input.
///
/// # Errors
///
/// Those of the writer. A reader that fails ends the messages.
pub fn serve(
    mut reader: impl BufRead + Send + 'static,
    mut writer: impl Write,
    environment: Environment,
) -> io::Result<u8> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        while let Ok(Some(incoming)) = read(&mut reader) {
            if sender.send(incoming).is_err() {
                break;
            }
        }
    });
    let mut server = Server::new(environment);
    loop {
        take(&receiver, &mut server);
        let was_busy = server.step();
        for outgoing in server.take_output() {
            outgoing.write(&mut writer)?;
        }
        if let Some(code) = server.exit_code() {
            return Ok(code);
        }
        if !was_busy {
            match receiver.recv() {
                Ok(incoming) => server.push(incoming),
                // The client has gone without a word.
                Err(_) => return Ok(1),
            }
        }
    }
}

/// Takes every message that is there.
fn take(receiver: &Receiver<Incoming>, server: &mut Server) {
    while let Ok(incoming) = receiver.try_recv() {
        server.push(incoming);
    }
}
