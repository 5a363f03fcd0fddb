//! Numbers and texts in few bytes, for records that are kept for years: LEB128, a text as its length and its bytes, a
//! list as its length and its items. Reading believes nothing: whatever is not there is `None`.

/// Appends a number.
pub fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Appends a text.
pub fn put_text(out: &mut Vec<u8>, text: &str) {
    put(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

/// Takes a number off the front.
///
/// ```
/// use router_core::packed::{put, take};
/// let mut bytes = Vec::new();
/// put(&mut bytes, 300);
/// assert_eq!(take(&mut &bytes[..]), Some(300));
/// assert_eq!(take(&mut &bytes[..1]), None);
/// ```
pub fn take(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let [byte] = take_bytes(rest, 1)? else { return None };
        let bits = u64::from(byte & 0x7f);
        number |= bits.checked_shl(shift).filter(|shifted| shifted >> shift == bits)?;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

/// Takes so many bytes off the front.
pub fn take_bytes<'a>(rest: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (taken, left) = rest.split_at_checked(count)?;
    *rest = left;
    Some(taken)
}

/// Takes a text off the front.
pub fn take_text<'a>(rest: &mut &'a [u8]) -> Option<&'a str> {
    let length = usize::try_from(take(rest)?).ok()?;
    std::str::from_utf8(take_bytes(rest, length)?).ok()
}

/// Takes a list off the front; its length is not believed before its items are there.
pub fn take_list<'a, T>(rest: &mut &'a [u8], mut item: impl FnMut(&mut &'a [u8]) -> Option<T>) -> Option<Vec<T>> {
    (0..take(rest)?).map(|_| item(rest)).collect()
}
