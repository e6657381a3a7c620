//! What a child writes to its standard output: frames of a kind (one byte), a length (eight bytes, the smallest first), and
//! so many bytes. An answer that was cut off is thereby never taken for a whole one.

use std::io::{self, Read, Write};

/// What a frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// News on the way.
    News,
    /// The answer; nothing follows.
    Answer,
    /// Why there is none; nothing follows.
    Refusal,
}

impl Kind {
    const ALL: [(Kind, u8); 3] = [(Kind::News, b'n'), (Kind::Answer, b'a'), (Kind::Refusal, b'r')];
}

/// What is read of a pipe.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// A whole frame.
    Whole(Kind, Vec<u8>),
    /// One that is longer than it may be.
    TooLong,
    /// The pipe ended, or what came is no frame.
    End,
}

/// Writes a frame.
///
/// # Errors
/// When nobody reads any more.
pub(super) fn write(out: &mut dyn Write, kind: Kind, bytes: &[u8]) -> io::Result<()> {
    let byte = Kind::ALL.iter().find(|(known, _)| *known == kind).map_or(0, |(_, byte)| *byte);
    out.write_all(&[byte])?;
    out.write_all(&(bytes.len() as u64).to_le_bytes())?;
    out.write_all(bytes)?;
    out.flush()
}

/// Writes what a child is to work on: its length and the bytes. The pipe may stay open behind it.
///
/// # Errors
/// When nobody reads any more.
pub(super) fn write_input(out: &mut dyn Write, bytes: &[u8]) -> io::Result<()> {
    out.write_all(&(bytes.len() as u64).to_le_bytes())?;
    out.write_all(bytes)?;
    out.flush()
}

/// Reads what a child is to work on. Memory is taken as bytes come, not as the length promises.
///
/// # Errors
/// When the pipe ends before.
pub(super) fn read_input(from: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut length = [0; 8];
    from.read_exact(&mut length)?;
    let length = u64::from_le_bytes(length);
    let mut bytes = Vec::new();
    from.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == length { Ok(bytes) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// Reads the next frame, of at most so many bytes. Memory is taken as bytes come, not as the length promises.
pub(super) fn read(from: &mut dyn Read, most: u64) -> Frame {
    let mut head = [0; 9];
    if from.read_exact(&mut head).is_err() {
        return Frame::End;
    }
    let [byte, length @ ..] = head;
    let length = u64::from_le_bytes(length);
    let Some((kind, _)) = Kind::ALL.iter().find(|(_, known)| *known == byte) else { return Frame::End };
    if length > most {
        return Frame::TooLong;
    }
    let mut bytes = Vec::new();
    match from.take(length).read_to_end(&mut bytes) {
        Ok(_) if bytes.len() as u64 == length => Frame::Whole(*kind, bytes),
        _ => Frame::End,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_back_whole_or_not_at_all() {
        let mut pipe = Vec::new();
        write(&mut pipe, Kind::News, b"half").unwrap();
        write(&mut pipe, Kind::Answer, b"").unwrap();
        let mut from = pipe.as_slice();
        assert_eq!(read(&mut from, 4), Frame::Whole(Kind::News, b"half".to_vec()));
        assert_eq!(read(&mut from, 4), Frame::Whole(Kind::Answer, Vec::new()));
        assert_eq!(read(&mut from, 4), Frame::End);
        for length in 0..pipe.len() - 9 {
            assert_eq!(read(&mut &pipe[..length], 4), Frame::End, "{length}");
        }
        assert_eq!(read(&mut pipe.as_slice(), 3), Frame::TooLong);
        assert_eq!(read(&mut b"xxxxxxxxxxxxxxxxxxx".as_slice(), 3), Frame::End);
    }
}
