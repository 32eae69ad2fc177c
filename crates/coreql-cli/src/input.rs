//! Standard input, which can be read once.

use std::io::{self, StdinLock};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::failure::Failure;

/// Standard input. What is named `-` first has it; whatever else asked for it would find nothing, and is refused.
pub(crate) fn standard() -> Result<StdinLock<'static>, Failure> {
    static TAKEN: AtomicBool = AtomicBool::new(false);
    if TAKEN.swap(true, Ordering::Relaxed) {
        return Err(Failure::Usage("standard input can be read once only, and is named twice".to_owned()));
    }
    Ok(io::stdin().lock())
}
