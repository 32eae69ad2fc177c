//! What the server knows of the machine: files, the user's settings, the clock.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use coreql_data::config;

/// Reads a file.
type Reader = Box<dyn Fn(&Path) -> io::Result<Vec<u8>>>;

/// What the server knows of the machine that it runs on.
///
/// ```
/// use std::io;
/// use std::path::Path;
///
/// use coreql_lsp::{Environment, Server};
///
/// // A server that sees no file, at a fixed time.
/// let no_files = |_: &Path| Err(io::Error::from(io::ErrorKind::NotFound));
/// let server = Server::new(Environment::new(no_files, || 1_717_200_000_000));
/// assert_eq!(server.exit_code(), None);
/// ```
pub struct Environment {
    read: Reader,
    user_config: Option<PathBuf>,
    has_config: bool,
    now: Box<dyn Fn() -> i64>,
}

impl Environment {
    /// An environment with these files and this clock, in milliseconds since 1970, and no settings of a user.
    pub fn new(
        read: impl Fn(&Path) -> io::Result<Vec<u8>> + 'static,
        now: impl Fn() -> i64 + 'static,
    ) -> Self {
        Self { read: Box::new(read), user_config: None, has_config: true, now: Box::new(now) }
    }

    /// The files and the clock of this machine, and the settings of its user.
    pub fn system() -> Self {
        let now = || match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
            Err(before) => -i64::try_from(before.duration().as_millis()).unwrap_or(i64::MAX),
        };
        Self { user_config: config::user_file(), ..Self::new(|path: &Path| fs::read(path), now) }
    }

    /// The same without any `coreql.toml`.
    #[must_use]
    pub fn without_config(self) -> Self {
        Self { has_config: false, ..self }
    }

    pub(crate) const fn has_config(&self) -> bool {
        self.has_config
    }

    pub(crate) fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        (self.read)(path)
    }

    pub(crate) fn user_config(&self) -> Option<&Path> {
        self.user_config.as_deref()
    }

    pub(crate) fn now(&self) -> i64 {
        (self.now)()
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environment").field("user_config", &self.user_config).finish_non_exhaustive()
    }
}
