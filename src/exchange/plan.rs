//! Plan files.
