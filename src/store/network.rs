//! Disks that are elsewhere. SQLite keeps its log in memory that all who write share, and locks files: over a network neither
//! can be relied on, and a store is damaged without anybody noticing (sqlite.org/wal.html, sqlite.org/howtocorrupt.html 2.1).

use std::path::Path;

use super::StoreError;

/// What the system calls filesystems that are elsewhere, or that some program stands behind (`statfs(2)`, linux/magic.h).
const ELSEWHERE: [(u32, &str); 12] = [
    (0x6969, "NFS"),
    (0x517B, "SMB"),
    (0xFF53_4D42, "CIFS"),
    (0xFE53_4D42, "SMB2"),
    (0x6573_5546, "FUSE"),
    (0x564C, "NCP"),
    (0x5346_414F, "AFS"),
    (0x6B41_4653, "AFS"),
    (0x7375_7245, "Coda"),
    (0x0102_1997, "9P"),
    (0x00C3_6400, "Ceph"),
    (0x0BD0_0BD0, "Lustre"),
];

/// Refuses a store on a disk that is elsewhere, before anything is opened there.
#[cfg(target_os = "linux")]
pub(super) fn refuse(path: &Path) -> Result<(), StoreError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let on = if path.exists() { path } else { folder };
    // What cannot be looked at SQLite tells.
    let Ok(disk) = rustix::fs::statfs(on) else { return Ok(()) };
    let found = i128::from(disk.f_type) & 0xFFFF_FFFF;
    match ELSEWHERE.iter().find(|(number, _)| i128::from(*number) == found) {
        Some((_, kind)) => Err(StoreError::Network { path: path.to_owned(), kind }),
        None => Ok(()),
    }
}

/// Elsewhere nobody knows how to ask.
#[cfg(not(target_os = "linux"))]
pub(super) fn refuse(_path: &Path) -> Result<(), StoreError> {
    Ok(())
}
