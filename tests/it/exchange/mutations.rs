//! Whatever is done to the bytes of a scenario, reading it ends soon, without panic, the same way every time.

use convoke::exchange::files::MemoryFiles;
use convoke::exchange::profile::Profiles;
use convoke::exchange::scenario::read_from;
use proptest::prelude::*;
use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

const WHOLE: &str = include_str!("../../fixtures/scenarios/every-key.toml");

static PROFILES: LazyLock<Profiles> = LazyLock::new(Profiles::bundled);

/// One change of a text.
#[derive(Debug, Clone)]
enum Change {
    Byte(prop::sample::Index, u8),
    Insert(prop::sample::Index, String),
    Cut(prop::sample::Index, usize),
    DropLine(prop::sample::Index),
    RepeatLine(prop::sample::Index),
    SwapLines(prop::sample::Index, prop::sample::Index),
}

fn change() -> impl Strategy<Value = Change> {
    let place = any::<prop::sample::Index>;
    let piece = prop::sample::select(vec![
        "\"",
        "'",
        "[",
        "]",
        "[[",
        "{",
        "}",
        "=",
        "\n",
        "\r",
        "#",
        ",",
        "\\u",
        "\"\"\"",
        "-1",
        "0",
        "9e999",
        "\u{202E}",
        "\u{0}",
        "é",
        "会",
        "2026-02-30",
        "true",
        "nan",
        "[[meeting]]\n",
        "[scenario]\n",
        "include = [\"s.toml\"]\n",
    ]);
    prop_oneof![
        (place(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
        (place(), piece).prop_map(|(at, piece)| Change::Insert(at, piece.to_owned())),
        (place(), 1..400_usize).prop_map(|(at, count)| Change::Cut(at, count)),
        place().prop_map(Change::DropLine),
        place().prop_map(Change::RepeatLine),
        (place(), place()).prop_map(|(a, b)| Change::SwapLines(a, b)),
    ]
}

fn changed(bytes: Vec<u8>, change: &Change) -> Vec<u8> {
    let mut bytes = bytes;
    if bytes.is_empty() {
        return bytes;
    }
    let lines = |bytes: &[u8]| bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect::<Vec<_>>();
    match change {
        Change::Byte(at, byte) => {
            let at = at.index(bytes.len());
            bytes[at] = *byte;
            bytes
        }
        Change::Insert(at, piece) => {
            let at = at.index(bytes.len());
            bytes.splice(at..at, piece.bytes());
            bytes
        }
        Change::Cut(at, count) => {
            let at = at.index(bytes.len());
            bytes.drain(at..(at + count).min(bytes.len()));
            bytes
        }
        Change::DropLine(at) => {
            let mut all = lines(&bytes);
            all.remove(at.index(all.len()));
            all.concat()
        }
        Change::RepeatLine(at) => {
            let mut all = lines(&bytes);
            let at = at.index(all.len());
            all.insert(at, all[at].clone());
            all.concat()
        }
        Change::SwapLines(a, b) => {
            let mut all = lines(&bytes);
            let (a, b) = (a.index(all.len()), b.index(all.len()));
            all.swap(a, b);
            all.concat()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_scenario_is_read_or_refused_with_places(changes in prop::collection::vec(change(), 1..4)) {
        let bytes = changes.iter().fold(WHOLE.as_bytes().to_vec(), changed);
        let lines = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() + 1;
        let files = MemoryFiles::default().with("s.toml", bytes);
        let began = Instant::now();
        let one = read_from(&files, Path::new("s.toml"), &PROFILES);
        // Far above what it takes (a few milliseconds), so that a busy machine does not fail it.
        prop_assert!(began.elapsed() < Duration::from_secs(60));
        let other = read_from(&files, Path::new("s.toml"), &PROFILES);
        match (one, other) {
            (Ok(one), Ok(other)) => prop_assert_eq!(one.scenario, other.scenario),
            (Err(one), Err(other)) => {
                prop_assert_eq!(&one, &other);
                prop_assert!(!one.items.is_empty() && one.items.len() <= 50);
                for item in &one.items {
                    prop_assert!(item.place.line >= 1 && item.place.line <= lines && item.place.column >= 1, "{:?}", item);
                    prop_assert!(!item.help.is_empty() && !item.code.is_empty());
                }
                prop_assert!(!one.text().is_empty() && one.json().contains("\"code\""));
            }
            _ => prop_assert!(false, "read once, refused once"),
        }
    }
}
