//! What pages do: files from memory, a store, and the circumstances as arguments. The command line does the same from files
//! of the disk, and its tests are elsewhere.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use convoke::desk::calendar::Calendar;
use convoke::desk::letters::{self, Form};
use convoke::desk::origin::{Origin, Request};
use convoke::desk::telling::again::{Again, again};
use convoke::desk::telling::approval::{self, Approval, NotApproved, Review};
use convoke::desk::telling::{Aim, Telling};
use convoke::desk::{Circumstances, DeskError, Kind, Wrong};
use convoke::domain::time::{Instant, ZoneData};
use convoke::exchange::files::MemoryFiles;
use convoke::exchange::profile::Profiles;
use convoke::store::{Store, StoreError};

use crate::helpers::root;
use crate::store::run;

const SCENARIO: &str = "calendar/given.toml";

/// The files of an example, in memory, under another folder.
fn files() -> MemoryFiles {
    let folder = root().join("examples/jca-ml-2023");
    let names = ["given.toml", "facts.toml", "letter.toml"];
    names.iter().fold(MemoryFiles::default(), |files, name| {
        files.with(format!("calendar/{name}"), std::fs::read(folder.join(name)).expect("a file"))
    })
}

fn changed(from: &str, to: &str) -> MemoryFiles {
    let path = Path::new(SCENARIO);
    let given = files().all().find(|(name, _)| *name == path).map(|(_, bytes)| bytes.to_vec()).expect("a scenario");
    let given = String::from_utf8(given).expect("UTF-8");
    assert!(given.contains(from), "{from}");
    files().with(path, given.replacen(from, to, 1))
}

fn request() -> Request {
    Request { scenario: SCENARIO.into(), on: chrono::NaiveDate::from_ymd_opt(2022, 12, 1), ..Request::default() }
}

fn circumstances(zones: &ZoneData) -> Circumstances<'_> {
    let now = Instant::from_unix_seconds(1_700_000_000).expect("an instant");
    Circumstances { now, zones, random: &draw }
}

/// Dice that never fall the same way twice.
fn draw() -> Option<[u8; 32]> {
    static DRAWN: AtomicU64 = AtomicU64::new(1);
    let mut bits = [7; 32];
    bits[..8].copy_from_slice(&DRAWN.fetch_add(1, Ordering::SeqCst).to_le_bytes());
    Some(bits)
}

fn telling(files: MemoryFiles, zones: &ZoneData) -> Telling {
    Telling::read(&Origin::of(request(), files), zones).expect("files that can be used")
}

#[test]
fn a_calendar_is_read_from_memory_and_many_may_look_at_it() {
    fn shared<T: Send + Sync + 'static>(_: &T) {}
    let calendar = Calendar::read(&files(), &Profiles::bundled(), Path::new(SCENARIO), None).expect("a calendar");
    shared(&calendar);
    assert_eq!(calendar.scenario.name.as_str(), "jca-ml-2023");
    assert_eq!(calendar.checked.plan, calendar.scenario.plan_of_fixed());
    assert!(!calendar.checked.findings.is_empty() && !calendar.drafts.is_empty());
    assert!(calendar.view().placed(calendar.scenario.meetings().keys().next().expect("a meeting")).is_some());

    let plan = convoke::exchange::plan::write(&calendar.checked.plan);
    let with_plan = files().with("calendar/plan.toml", plan);
    let read = |files: &MemoryFiles, plan: &str| {
        Calendar::read(files, &Profiles::bundled(), Path::new(SCENARIO), Some(Path::new(plan)))
    };
    assert_eq!(read(&with_plan, "calendar/plan.toml").expect("a calendar").checked.plan, calendar.checked.plan);
    let unusable = read(&with_plan, "calendar/other.toml").expect_err("no plan");
    let Wrong::Files(report) = unusable.wrong else { panic!("findings of files") };
    assert_eq!(report.items.iter().map(|item| item.code.as_str()).collect::<Vec<_>>(), ["file.absent"]);
}

#[test]
fn what_cannot_be_used_is_a_value_with_every_finding() {
    let zones = ZoneData::bundled();
    let files = changed("half_day = true", "half_day = 3\nhalf_night = true");
    let unusable = Telling::read(&Origin::of(request(), files), &zones).expect_err("bad input");
    let Wrong::Files(report) = &unusable.wrong else { panic!("findings of files") };
    assert_eq!(report.items.len(), 2, "{}", report.text());
    assert_eq!(DeskError::from(unusable).kind(), Kind::Asked);

    let of = |meeting: &str| Request { meetings: vec![meeting.to_owned()], ..request() };
    for (asked, said) in
        [("no-such", "\"no-such\": the scenario has no such meeting"), ("", "\"\": an id must not be empty")]
    {
        let unusable = Telling::read(&Origin::of(of(asked), self::files()), &zones).expect_err("no meeting");
        let Wrong::Meeting(none) = unusable.wrong else { panic!("a meeting") };
        assert_eq!(none.to_string(), said);
    }
}

#[test]
fn what_is_prepared_from_memory_is_approved_as_it_was_seen_and_made_again() {
    run(async {
        let folder = tempfile::tempdir().expect("a folder");
        let address = folder.path().join("convoke.db").display().to_string();
        let store = Store::open(&address, true).await.expect("a store");
        let zones = ZoneData::bundled();
        let by = circumstances(&zones);
        let telling = telling(files(), &zones);

        let nothing = telling.review(&store, &by).await.expect("a review");
        assert!(matches!(nothing, Review::Not(NotApproved::NothingPrepared)));
        let looked = telling.prepare(None, Aim::Look, &by).await.expect("messages");
        assert!(telling.shown(&looked, false, &by).expect("messages").len() == looked.dispatches.len());
        let prepared = telling.prepare(Some(&store), Aim::Keep, &by).await.expect("messages");
        let kept = telling.keep(&store, &prepared, "Ana", &by).await.expect("kept");
        assert_eq!(usize::try_from(kept.messages).expect("a count"), prepared.dispatches.len());
        assert!(kept.messages > 0 && looked.dispatches.len() == prepared.dispatches.len());

        // Other files than those that were prepared approve nothing.
        let other = self::telling(changed("JCA-ML, second meeting", "JCA-ML, next meeting"), &zones);
        let review = other.review(&store, &by).await.expect("a review");
        assert!(matches!(review, Review::Not(NotApproved::Changed { by }) if by == "Ana"));

        let Review::Same(reviewed) = telling.review(&store, &by).await.expect("a review") else { panic!("the same") };
        assert_eq!(reviewed.kept().digest, kept.digest);
        let approve = async |by, seen| reviewed.approve(&store, by, seen).await.expect("an answer");
        assert_eq!(approve("ana", None).await, Approval::Not(NotApproved::SamePerson { by: "Ana".to_owned() }));
        let found = kept.digest.clone();
        assert_eq!(approve("Bo", Some("0000")).await, Approval::Not(NotApproved::OtherDigest { found }));
        let queued = u64::try_from(kept.messages).expect("a count");
        assert_eq!(approve("Bo", Some(&kept.digest)).await, Approval::Approved { queued, overtaken: 0 });
        assert_eq!(approve("Bo", None).await, Approval::Not(NotApproved::Already { by: "Bo".to_owned() }));
        let nothing = approval::as_kept(&store, "Bo", &kept.digest).await.expect("an answer");
        assert_eq!(nothing, Approval::Not(NotApproved::NothingPrepared));

        // The store alone says the same, to the byte.
        let all = store.announcements().await.expect("a list");
        let made = again(&store, &all[0], &by).await.expect("made again");
        assert!(made.is_same(), "{made}");
        assert!(matches!(made, Again::Made { messages, .. } if messages == prepared.dispatches.len()));
        store.close().await;
    });
}

#[test]
fn what_passes_by_itself_is_told_from_what_stays() {
    let kind = |error: StoreError| DeskError::from(error).kind();
    assert_eq!(kind(StoreError::Busy("a store".to_owned())), Kind::Retryable);
    assert_eq!(kind(StoreError::Damaged("a store".to_owned())), Kind::Permanent);
    assert!(DeskError::from(StoreError::Busy("a store".to_owned())).is_retryable());
    assert_eq!(DeskError::NothingKept.kind(), Kind::Asked);
}

#[test]
fn work_of_the_desk_may_go_from_thread_to_thread() {
    // A server hands work to whichever thread is free: this is checked when it is compiled.
    fn movable<T: Send>(work: T) -> T {
        work
    }
    run(async {
        let folder = tempfile::tempdir().expect("a folder");
        let address = folder.path().join("convoke.db").display().to_string();
        let store = Store::open(&address, true).await.expect("a store");
        let zones = ZoneData::bundled();
        let by = circumstances(&zones);
        let mut telling = telling(files(), &zones);
        movable(telling.register_from(&store)).await.expect("no list");
        let prepared = movable(telling.prepare(Some(&store), Aim::Keep, &by)).await.expect("messages");
        movable(telling.keep(&store, &prepared, "Ana", &by)).await.expect("kept");
        movable(telling.review(&store, &by)).await.expect("a review");
        let (origin, kept) = movable(Origin::kept(&store, None)).await.expect("an origin");
        assert_eq!(origin.request.scenario, Path::new(SCENARIO));
        movable(again(&store, &kept, &by)).await.expect("made again");
        movable(approval::as_kept(&store, "Bo", &kept.digest)).await.expect("an answer");
        store.close().await;
    });
}

#[test]
fn the_name_of_a_file_tells_the_form_of_a_letter() {
    for (name, form) in [("a.docx", Form::Docx), ("A.PDF", Form::Pdf), ("a.html", Form::Html), ("a", Form::Html)] {
        assert_eq!(Form::of_name(Path::new(name)), form);
    }
    let calendar = Calendar::read(&files(), &Profiles::bundled(), Path::new(SCENARIO), None).expect("a calendar");
    let letter =
        convoke::announce::letter::timetable(&calendar.view(), None, convoke::domain::language::Language::English);
    let made = calendar.checked.plan.as_of;
    assert!(letters::bytes(&letter, Form::Html, &[], made).expect("a page").starts_with(b"<!DOCTYPE html>"));
    assert!(letters::bytes(&letter, Form::Docx, &[], made).expect("a document").starts_with(b"PK"));
    // Folders that are named are the only ones looked into.
    let empty = tempfile::tempdir().expect("a folder");
    let error = letters::bytes(&letter, Form::Pdf, &[empty.path().to_owned()], made).expect_err("no fonts");
    assert!(matches!(error, DeskError::Typeset(_)), "{error}");
}
