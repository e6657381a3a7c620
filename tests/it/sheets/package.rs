//! Packages byte by byte: whatever a directory may claim, true or not.

use flate2::{Compress, Compression, FlushCompress};

/// A part as its two headers describe it.
#[derive(Debug, Clone)]
pub struct Entry {
    pub name: String,
    pub method: u16,
    pub flags: u16,
    pub attributes: u32,
    pub packed: Vec<u8>,
    pub size: u32,
    pub crc: u32,
}

/// A part as it is.
pub fn stored(name: &str, bytes: impl AsRef<[u8]>) -> Entry {
    let bytes = bytes.as_ref();
    let mut sum = flate2::Crc::new();
    sum.update(bytes);
    let size = u32::try_from(bytes.len()).unwrap();
    Entry { name: name.to_owned(), method: 0, flags: 0, attributes: 0, packed: bytes.to_vec(), size, crc: sum.sum() }
}

/// A part, packed.
pub fn packed(name: &str, bytes: impl AsRef<[u8]>) -> Entry {
    let bytes = bytes.as_ref();
    let mut out = Vec::with_capacity(bytes.len() + 1_000);
    Compress::new(Compression::best(), false).compress_vec(bytes, &mut out, FlushCompress::Finish).unwrap();
    Entry { method: 8, packed: out, ..stored(name, bytes) }
}

/// `head`, so many times `block`, `tail`: packed without ever being held.
pub fn repeated(name: &str, head: &str, block: &[u8], times: usize, tail: &str) -> Entry {
    let flushed = |bytes: &[u8], flush| {
        let mut out = Vec::with_capacity(bytes.len() + 1_000);
        Compress::new(Compression::best(), false).compress_vec(bytes, &mut out, flush).unwrap();
        out
    };
    let mut packed = flushed(head.as_bytes(), FlushCompress::Full);
    let one = flushed(block, FlushCompress::Full);
    for _ in 0..times {
        packed.extend_from_slice(&one);
    }
    packed.extend(flushed(tail.as_bytes(), FlushCompress::Finish));
    let mut sum = flate2::Crc::new();
    sum.update(head.as_bytes());
    for _ in 0..times {
        sum.update(block);
    }
    sum.update(tail.as_bytes());
    let size = u32::try_from(head.len() + block.len() * times + tail.len()).unwrap();
    Entry { name: name.to_owned(), method: 8, flags: 0, attributes: 0, packed, size, crc: sum.sum() }
}

/// The entries as a ZIP file.
pub fn package(entries: &[Entry]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        let offset = u32::try_from(out.len()).unwrap();
        let common = |bytes: &mut Vec<u8>| {
            for field in [20, entry.flags, entry.method, 0, 0x21] {
                bytes.extend_from_slice(&field.to_le_bytes());
            }
            for field in [entry.crc, u32::try_from(entry.packed.len()).unwrap(), entry.size] {
                bytes.extend_from_slice(&field.to_le_bytes());
            }
            bytes.extend_from_slice(&u16::try_from(entry.name.len()).unwrap().to_le_bytes());
            bytes.extend_from_slice(&0_u16.to_le_bytes());
        };
        out.extend_from_slice(b"PK\x03\x04");
        common(&mut out);
        out.extend_from_slice(entry.name.as_bytes());
        out.extend_from_slice(&entry.packed);
        directory.extend_from_slice(b"PK\x01\x02");
        // Made by a system with links, so that attributes can say what is one.
        directory.extend_from_slice(&(3_u16 << 8 | 20).to_le_bytes());
        common(&mut directory);
        directory.extend_from_slice(&[0; 6]);
        directory.extend_from_slice(&entry.attributes.to_le_bytes());
        directory.extend_from_slice(&offset.to_le_bytes());
        directory.extend_from_slice(entry.name.as_bytes());
    }
    let start = u32::try_from(out.len()).unwrap();
    out.extend_from_slice(&directory);
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    // Where there are more than fit into the field, readers look at the directory itself.
    let count = u16::try_from(entries.len()).unwrap_or(u16::MAX);
    out.extend_from_slice(&count.to_le_bytes());
    out.extend_from_slice(&count.to_le_bytes());
    out.extend_from_slice(&u32::try_from(directory.len()).unwrap().to_le_bytes());
    out.extend_from_slice(&start.to_le_bytes());
    out.extend_from_slice(&0_u16.to_le_bytes());
    out
}
