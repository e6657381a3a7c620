//! How large a spreadsheet may be. Beyond these a file is refused before, or while, it is read.

/// Most bytes of all parts, unpacked.
pub(super) const UNPACKED: u64 = 100_000_000;
/// Most times larger that a part may get: text rarely packs to less than a fiftieth.
pub(super) const RATIO: u64 = 100;
/// Parts up to this size may pack as well as they like: they harm nobody.
pub(super) const SMALL: u64 = 1_000_000;
/// Most parts of a file.
pub(super) const PARTS: usize = 1_000;
/// Longest tag, or text between tags, that is waited for.
pub(super) const STRETCH: u64 = 1 << 20;
/// Longest tag.
pub(super) const TAG: usize = 64 << 10;
/// Most elements inside one another.
pub(super) const DEPTH: usize = 100;
/// The last row that is read: a table of meetings, sessions or people is not longer.
pub(super) const ROWS: u32 = 100_000;
/// The last column that is read.
pub(super) const COLUMNS: u32 = 256;
/// Most cells of the sheets that are read.
pub(super) const CELLS: usize = 300_000;
/// Most bytes of text in them.
pub(super) const TEXT: usize = 16_000_000;
/// Cells outside the table that are told one by one.
pub(super) const TOLD: usize = 3;
