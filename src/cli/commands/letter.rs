//! `convoke letter`: a letter about one meeting, or the timetable of all, as a page, a document or a PDF. What is missing and
//! which words nobody has checked is said on standard error; the letter itself shows what has to be filled in.

use crate::announce::letter::{self, Gap, Letter, Occasion, Source};
use crate::cli::commands::announce::{is_store, runtime};
use crate::cli::values::{FontArguments, language};
use crate::cli::zones::zones;
use crate::cli::{Exit, console, files, inputs};
use crate::desk::calendar::Calendar;
use crate::desk::letters::{self, Form};
use crate::desk::origin::{Origin, Request};
use crate::domain::draft::Draft;
use crate::domain::ids::MeetingId;
use crate::domain::language::Language;
use crate::domain::plan::Plan;
use crate::domain::scenario::Scenario;
use crate::domain::view::View;
use crate::store::Store;
use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

/// Texts without a translation that are named; of the others there is a count.
const UNTRANSLATED_SHOWN: usize = 5;

/// What letter to write, and how.
#[derive(Args, Debug)]
pub(in crate::cli) struct LetterArguments {
    /// Scenario file, or a store: then what its last announcement was made from.
    pub(in crate::cli) scenario: PathBuf,
    /// The meeting; may be left out where only one has a letter.
    pub(in crate::cli) meeting: Option<String>,
    /// Language of the letter: ar, zh, en, fr, ru or es.
    #[arg(long, value_parser = language, default_value = "en")]
    pub(in crate::cli) language: Language,
    /// Form of the letter; without it, the one that the name of the file tells, else a page.
    #[arg(long, value_enum)]
    pub(in crate::cli) format: Option<LetterForm>,
    /// File to write.
    #[arg(long)]
    pub(in crate::cli) out: PathBuf,
    /// Plan file; without it the dates fixed in the scenario are announced.
    #[arg(long)]
    pub(in crate::cli) plan: Option<PathBuf>,
    /// Why it is written.
    #[arg(long = "as", value_enum, default_value_t = LetterOccasion::Announcement)]
    pub(in crate::cli) occasion: LetterOccasion,
    /// From a store: what the announcement of this number was made from.
    #[arg(long, value_name = "NUMBER")]
    pub(in crate::cli) announcement: Option<i64>,
    /// The plan as announced before: for a corrigendum, or for the changes marked in a timetable.
    #[arg(long, value_name = "PLAN")]
    pub(in crate::cli) after: Option<PathBuf>,
    /// The day on which it is written; without it, the date that the scenario gives the letter.
    #[arg(long, value_name = "DAY")]
    pub(in crate::cli) dated: Option<chrono::NaiveDate>,
    /// Which corrigendum or addendum of the letter this is.
    #[arg(long, default_value_t = 1)]
    pub(in crate::cli) number: u16,
    #[command(flatten)]
    pub(in crate::cli) fonts: FontArguments,
}

/// Form of a letter.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum LetterForm {
    /// One self-contained page.
    Html,
    /// A document for Word or LibreOffice.
    Docx,
    /// Paper: PDF/UA-1.
    Pdf,
}

/// Why a letter is written.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum LetterOccasion {
    /// To announce a meeting.
    Announcement,
    /// To correct dates or place.
    Corrigendum,
    /// To add to a letter.
    Addendum,
    /// To call a meeting off.
    Cancellation,
    /// The numbered document with all meetings.
    Timetable,
}

/// Runs the command.
pub(in crate::cli) fn run(arguments: &LetterArguments) -> Result<Exit> {
    let subject = arguments.scenario.to_string_lossy();
    let origin = if is_store(&subject) {
        runtime()?.block_on(kept(&subject, arguments.announcement))?.with_disk(arguments.plan.as_deref(), None)
    } else {
        let (scenario, plan) = (arguments.scenario.clone(), arguments.plan.clone());
        Origin::disk(Request { scenario, plan, ..Request::default() })
    };
    let Calendar { scenario, checked, drafts, notices, .. } = match origin.read(zones(), |_, _| Ok(())) {
        Ok(read) => read.calendar,
        Err(unusable) => return inputs::unusable(&unusable).map(|_| Exit::BadInput),
    };
    inputs::notices(notices);
    let before = match &arguments.after {
        Some(after) => match inputs::plan(&scenario, Some(after)) {
            Ok(before) => Some(before),
            Err(_) => return Ok(Exit::BadInput),
        },
        None => None,
    };
    let view = View::new(&scenario, &checked.plan);
    let written = if arguments.occasion == LetterOccasion::Timetable {
        letter::timetable(&view, before.as_ref(), arguments.language)
    } else {
        let meeting = meeting(&scenario, arguments.meeting.as_deref())?;
        let blocked = checked.findings.iter().any(|finding| finding.blocks() && finding.meetings.contains(&meeting));
        if blocked {
            console::say(&format!("{meeting} has a broken must that nobody waived (see convoke check): a draft only"));
        }
        let empty = Draft::empty(meeting.clone());
        let source = Source {
            view,
            deadlines: checked.deadlines.get(&meeting).map_or(&[], Vec::as_slice),
            draft: drafts.get(&meeting).unwrap_or(&empty),
            dated: arguments.dated,
        };
        let occasion = occasion(arguments, before.as_ref())?;
        letter::letter(&source, &meeting, arguments.language, occasion).context("writing the letter")?
    };
    let made = arguments.dated.unwrap_or(checked.plan.as_of);
    let form = form(arguments.format, &arguments.out);
    let bytes = letters::bytes(&written, form, &arguments.fonts.fonts, made)?;
    files::write(&arguments.out, bytes)?;
    tell(&written);
    console::say(&format!("wrote {} to {}", written.name.plain(), arguments.out.display()));
    Ok(if written.gaps.is_empty() { Exit::Clean } else { Exit::Findings })
}

/// What a store kept of an announcement.
async fn kept(address: &str, announcement: Option<i64>) -> Result<Origin> {
    let store = Store::open(address, false).await?;
    let (origin, _) = Origin::kept(&store, announcement).await?;
    store.close().await;
    Ok(origin)
}

fn occasion<'a>(arguments: &LetterArguments, before: Option<&'a Plan>) -> Result<Occasion<'a>> {
    let number = arguments.number;
    Ok(match (arguments.occasion, before) {
        (LetterOccasion::Corrigendum, Some(before)) => Occasion::Corrigendum { number, before },
        (LetterOccasion::Corrigendum, None) => bail!("a corrigendum needs the plan as announced: --after PLAN"),
        (LetterOccasion::Addendum, _) => Occasion::Addendum { number },
        (LetterOccasion::Cancellation, _) => Occasion::Cancellation,
        (LetterOccasion::Announcement | LetterOccasion::Timetable, _) => Occasion::Announcement,
    })
}

/// The meeting asked for; the only one with a letter, or the only one, when none is.
fn meeting(scenario: &Scenario, asked: Option<&str>) -> Result<MeetingId> {
    let known = scenario.meetings();
    if let Some(text) = asked {
        let id = MeetingId::parse(text).with_context(|| format!("the meeting {text:?}"))?;
        if !known.contains_key(&id) {
            let mut near: Vec<_> = known.keys().map(|one| (strsim::jaro_winkler(one.as_str(), text), one)).collect();
            near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
            let near = near.first().map_or_else(String::new, |(_, one)| format!("; did you mean {one}?"));
            bail!("the scenario has no meeting {text:?}{near}");
        }
        return Ok(id);
    }
    let with_letter: Vec<_> = known.values().filter(|meeting| meeting.letter.is_some()).collect();
    match (with_letter.as_slice(), known.len()) {
        ([one], _) => Ok(one.id.clone()),
        (_, 1) => known.keys().next().cloned().context("the scenario has no meeting"),
        _ => {
            let ids: Vec<&str> = known.keys().map(MeetingId::as_str).take(12).collect();
            bail!("say which meeting the letter is about: {}", ids.join(", "))
        }
    }
}

/// The form that was asked for, or that the name of the file tells.
pub(super) fn form(asked: Option<LetterForm>, out: &Path) -> Form {
    match asked {
        Some(LetterForm::Html) => Form::Html,
        Some(LetterForm::Docx) => Form::Docx,
        Some(LetterForm::Pdf) => Form::Pdf,
        None => Form::of_name(out),
    }
}

/// Says what a letter lacks and which of its words nobody has checked.
pub(super) fn tell(written: &Letter) {
    let (untranslated, others): (Vec<&Gap>, Vec<&Gap>) =
        written.gaps.iter().partition(|gap| matches!(gap, Gap::Untranslated(_)));
    for gap in others.iter().chain(untranslated.iter().take(UNTRANSLATED_SHOWN)) {
        console::say(&format!("missing: {} ({})", gap.what(), gap.remedy()));
    }
    if let Some(more) = untranslated.len().checked_sub(UNTRANSLATED_SHOWN).filter(|more| *more > 0) {
        console::say(&format!("missing: translations of {more} more texts, printed in the language they have"));
    }
    for one in &written.unverified {
        let kind = if one.is_term { "term" } else { "sentence" };
        let source = if one.third_party { "third-party wording" } else { "unverified" };
        console::say(&format!("{source} {kind}, {}: {}", one.language, one.wording));
    }
}
