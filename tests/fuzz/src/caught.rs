//! What every run begins with: panics that become errors of a damaged file end no run, and a file of a few bytes
//! unpacks to a few, since code that counts its branches takes a minute for 64 MiB of empty rows.

/// The bytes that a file may unpack to, however small it is.
const UNPACKED_BYTES: u64 = 1 << 20;

/// Has the hook that ends the run pass over panics that the library catches, and bounds what files unpack to.
pub fn pass_over() {
    rehearsal::source::door::allow_unpacked(UNPACKED_BYTES);
    let ends = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !rehearsal::caught::is_caught() {
            ends(panic);
        }
    }));
}
