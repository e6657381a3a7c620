//! The ZIP around the parts: in memory, with one fixed time, so that the same parts give the same bytes.

use std::io::{Cursor, Write as _};
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// A part: its name in the package, and its bytes.
pub(super) type Part = (&'static str, Vec<u8>);

/// Packs the parts in their order; the content types come first, as readers expect.
pub(super) fn pack(parts: &[Part]) -> ZipResult<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (name, bytes) in parts {
        writer.start_file(*name, options)?;
        writer.write_all(bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}
