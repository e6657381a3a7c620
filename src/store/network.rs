//! What a store lies on, and disks that are elsewhere. SQLite keeps its log in memory that all who write share, and locks files:
//! over a network neither can be relied on, and a store is damaged without anybody noticing (sqlite.org/wal.html,
//! sqlite.org/howtocorrupt.html 2.1).

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

/// Those that are here, as far as stores are usually kept on them.
const HERE: [(u32, &str); 10] = [
    (0xEF53, "ext2, ext3 or ext4"),
    (0x5846_5342, "XFS"),
    (0x9123_683E, "Btrfs"),
    (0xF2F5_2010, "F2FS"),
    (0x2FC1_2FC1, "ZFS"),
    (0xCA45_1A4E, "bcachefs"),
    (0x3153_464A, "JFS"),
    (0x7461_636F, "OCFS2"),
    (0x2011_BAB0, "exFAT"),
    (0x4D44, "FAT"),
];

/// Those that forget: in memory, or the uppermost layer of a container.
const PASSING: [(u32, &str); 3] = [(0x0102_1994, "tmpfs"), (0x8584_58F6, "ramfs"), (0x794C_7630, "overlayfs")];

/// What a store lies on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Disk {
    /// A filesystem of this kind.
    Kept(&'static str),
    /// One that is empty when the machine, or the container, is started anew.
    Passing(&'static str),
    /// One that has a number only, where it has even that.
    Unknown(Option<u32>),
}

/// The number of the filesystem on which something lies, or would.
#[cfg(target_os = "linux")]
fn number(path: &Path) -> Option<u32> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let on = if path.exists() { path } else { folder };
    let kind = i128::from(rustix::fs::statfs(on).ok()?.f_type) & 0xFFFF_FFFF;
    u32::try_from(kind).ok()
}

/// Elsewhere nobody knows how to ask.
#[cfg(not(target_os = "linux"))]
fn number(_path: &Path) -> Option<u32> {
    None
}

/// On which kind of filesystem something lies.
pub(super) fn disk(path: &Path) -> Disk {
    let found = number(path);
    let named =
        |list: &[(u32, &'static str)]| list.iter().find(|(number, _)| Some(*number) == found).map(|(_, name)| *name);
    match (named(&HERE), named(&PASSING)) {
        (Some(name), _) => Disk::Kept(name),
        (None, Some(name)) => Disk::Passing(name),
        (None, None) => Disk::Unknown(found),
    }
}

/// Refuses a store on a disk that is elsewhere, before anything is opened there. What cannot be looked at SQLite tells.
pub(super) fn refuse(path: &Path) -> Result<(), StoreError> {
    let found = number(path);
    match ELSEWHERE.iter().find(|(number, _)| Some(*number) == found) {
        Some((_, kind)) => Err(StoreError::Network { path: path.to_owned(), kind }),
        None => Ok(()),
    }
}
