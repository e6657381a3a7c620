//! Where the programs are that read our output back.

use std::path::PathBuf;

/// Their folder.
pub(crate) fn tools() -> PathBuf {
    let folder = std::env::var_os("CONVOKE_TEST_TOOLS")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/test-tools"), PathBuf::from);
    let installed = folder.join("installed").exists();
    assert!(installed, "the programs that read mails and calendars are not installed: run `./x test`");
    folder
}
