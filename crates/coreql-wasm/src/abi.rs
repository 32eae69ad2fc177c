//! The exported functions.
//!
//! The host writes only within the buffer that `coreql_input` returned, of the length that it gave, before it calls
//! anything else; and it reads only what `coreql_output` and the length of the answer describe, likewise. Whatever it
//! writes is bytes, and any bytes are a request or an error.

use std::cell::RefCell;

use crate::answer::answer;
use crate::settings::State;

#[derive(Default)]
struct Instance {
    input: Vec<u8>,
    output: String,
    state: State,
}

thread_local! {
    static INSTANCE: RefCell<Instance> = RefCell::default();
}

/// The buffer for a request of this length in bytes. Traps if there is no memory for it.
#[unsafe(no_mangle)]
extern "C" fn coreql_input(length: usize) -> *mut u8 {
    INSTANCE.with_borrow_mut(|instance| {
        instance.input.clear();
        instance.input.resize(length, 0);
        instance.input.as_mut_ptr()
    })
}

/// Answers the request in the buffer: the length of the answer in bytes.
#[unsafe(no_mangle)]
extern "C" fn coreql_call() -> usize {
    INSTANCE.with_borrow_mut(|instance| {
        instance.output = answer(&instance.input, &mut instance.state);
        // A long text is not kept twice.
        instance.input = Vec::new();
        instance.output.len()
    })
}

/// The answer, valid until the next call of any function.
#[unsafe(no_mangle)]
extern "C" fn coreql_output() -> *const u8 {
    INSTANCE.with_borrow(|instance| instance.output.as_ptr())
}
