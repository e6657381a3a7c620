//! Bytes of messages, packed: pages and base64 shrink to a quarter.

use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;

use super::StoreError;

/// No message of ours is larger, in bytes; what unpacks to more is damaged.
const LARGEST: u64 = 32 << 20;

pub(super) fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::fast());
    // Writing to memory cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

pub(super) fn unpack(packed: &[u8]) -> Result<Vec<u8>, StoreError> {
    let mut bytes = Vec::with_capacity(packed.len() * 4);
    let read = ZlibDecoder::new(packed).take(LARGEST).read_to_end(&mut bytes);
    read.map_err(|error| StoreError::Row(format!("the bytes of a message: {error}")))?;
    Ok(bytes)
}
