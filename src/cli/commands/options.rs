//! `convoke options`: two to four dates for one meeting, side by side, as a letter to those who must agree; and the record
//! of their answers, by which one option becomes the confirmed date. Nothing is chosen that was not clearly answered.

use super::letter::{LetterForm, form, tell};
use super::why::named;
use crate::announce::letter::{Source, option_sheet};
use crate::app;
use crate::cli::values::{FontArguments, language};
use crate::cli::{Exit, console, files, inputs};
use crate::desk::letters;
use crate::domain::draft::Draft;
use crate::domain::finding::Finding;
use crate::domain::language::Language;
use crate::domain::meeting::Firmness;
use crate::domain::options::{Answers, DatedOption, OptionLabel, Outcome};
use crate::domain::plan::{Placement, Plan};
use crate::domain::scenario::Scenario;
use crate::domain::view::View;
use crate::exchange;
use crate::planning::{self, Board};
use anyhow::{Context, Result, bail};
use clap::Args;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What to offer, or what was answered.
#[derive(Args, Debug)]
pub(in crate::cli) struct OptionsArguments {
    /// Scenario file.
    pub(in crate::cli) scenario: PathBuf,
    /// The meeting whose dates are to be agreed.
    #[arg(required_unless_present = "record", conflicts_with = "record")]
    pub(in crate::cli) meeting: Option<String>,
    /// Plan file; without it the dates fixed in the scenario.
    #[arg(long)]
    pub(in crate::cli) plan: Option<PathBuf>,
    /// How many options.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(2..=4))]
    pub(in crate::cli) count: u8,
    /// Language of the sheet: ar, zh, en, fr, ru or es.
    #[arg(long, value_parser = language, default_value = "en")]
    pub(in crate::cli) language: Language,
    /// Form of the sheet; without it, the one that the name of the file tells, else a page.
    #[arg(long, value_enum)]
    pub(in crate::cli) format: Option<LetterForm>,
    /// File for the sheet; with `--record`, for the plan with the chosen option confirmed.
    #[arg(long)]
    pub(in crate::cli) out: Option<PathBuf>,
    /// File to write that takes the answers: the options offered, ready for `--record` once answers are added.
    #[arg(long, value_name = "FILE", conflicts_with = "record")]
    pub(in crate::cli) answers: Option<PathBuf>,
    /// The last day for answers.
    #[arg(long, value_name = "DAY")]
    pub(in crate::cli) answer_by: Option<chrono::NaiveDate>,
    /// The day on which the sheet is written.
    #[arg(long, value_name = "DAY")]
    pub(in crate::cli) dated: Option<chrono::NaiveDate>,
    /// File of answers: they are counted, and the option that stands out is confirmed.
    #[arg(long, value_name = "ANSWERS")]
    pub(in crate::cli) record: Option<PathBuf>,
    /// With `--record`: the option to confirm, such as `B`, whatever the answers come to.
    #[arg(long, requires = "record", value_name = "LABEL")]
    pub(in crate::cli) choose: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) fonts: FontArguments,
}

/// Runs the command.
pub(in crate::cli) fn run(arguments: &OptionsArguments) -> Result<Exit> {
    let Ok((scenario, drafts)) = inputs::scenario_and_drafts(&arguments.scenario) else { return Ok(Exit::BadInput) };
    let Ok(plan) = inputs::plan(&scenario, arguments.plan.as_deref()) else { return Ok(Exit::BadInput) };
    if let Some(answers) = &arguments.record {
        return record(arguments, &scenario, &plan, answers);
    }
    let Some(meeting) = arguments.meeting.as_deref() else { bail!("say which meeting the options are for") };
    let Some(meeting) = named(&scenario, meeting) else { return Ok(Exit::BadInput) };
    let board = Board::new(&scenario, &plan);
    let view = View::new(&scenario, &plan);
    let sheet = match planning::options(&board, &view, &meeting, usize::from(arguments.count)) {
        Ok(sheet) => sheet,
        Err(error) => {
            console::say(&error.to_string());
            return Ok(Exit::Findings);
        }
    };
    if sheet.options.len() < usize::from(arguments.count) {
        console::say(&format!("only {} dates can be offered", sheet.options.len()));
    }
    for option in &sheet.options {
        console::data(&format!("{}\n", line(option)));
    }
    let empty = Draft::empty(meeting.clone());
    let draft = drafts.get(&meeting).unwrap_or(&empty);
    let source = Source { view, deadlines: &[], draft, dated: arguments.dated };
    let written = option_sheet(&source, &sheet, arguments.language, arguments.answer_by)?;
    if let Some(answers) = &arguments.answers {
        let offered_on = arguments.dated.unwrap_or(plan.as_of);
        files::write(answers, exchange::answers::write(&sheet, &scenario.name, offered_on))?;
        console::say(&format!("wrote a file for the answers to {}", answers.display()));
    }
    let Some(out) = &arguments.out else { return Ok(Exit::Clean) };
    let made = arguments.dated.unwrap_or(plan.as_of);
    let form = form(arguments.format, out);
    files::write(out, letters::bytes(&written, form, &arguments.fonts.fonts, made)?)?;
    tell(&written);
    console::say(&format!("wrote {} to {}", written.subject.plain(), out.display()));
    Ok(if written.gaps.is_empty() { Exit::Clean } else { Exit::Findings })
}

fn line(option: &DatedOption) -> String {
    let broken: Vec<String> =
        option.findings.iter().map(|finding| finding.origin.to_string()).collect::<BTreeSet<_>>().into_iter().collect();
    let broken =
        if broken.is_empty() { "keeps every rule".to_owned() } else { format!("does not keep {}", broken.join(", ")) };
    let now = if option.now { ", in the plan now" } else { "" };
    format!("{}: {}{now}; {broken}", option.label, dates(&option.placement))
}

fn dates(at: &Placement) -> String {
    let half = at.half.map_or_else(String::new, |half| format!(" ({})", half.word()));
    let venue = at.venue.as_ref().map_or_else(String::new, |venue| format!(", {venue}"));
    format!("{} to {}{half}{venue}", at.first(), at.last())
}

/// Reads answers, tells what they come to, and writes the plan with the chosen option confirmed.
fn record(arguments: &OptionsArguments, scenario: &Scenario, plan: &Plan, path: &Path) -> Result<Exit> {
    let answers = match exchange::answers::read(path, scenario) {
        Ok(answers) => answers,
        Err(report) => {
            console::say(report.text().trim_end());
            return Ok(Exit::BadInput);
        }
    };
    console::data(&told(&answers));
    let Some(label) = chosen(arguments, &answers)? else { return Ok(Exit::Findings) };
    let at = answers.offered.get(&label).with_context(|| format!("option {label} was not offered"))?;
    let mut confirmed = at.clone();
    confirmed.firmness = Firmness::Confirmed;
    let board = Board::new(scenario, plan);
    let whatif = board.whatif(&answers.meeting, Some(&confirmed));
    let checked = app::check(scenario, board.plan_after(&whatif));
    let blocking: Vec<&Finding> =
        checked.findings.iter().filter(|one| one.blocks() && one.meetings.contains(&answers.meeting)).collect();
    for finding in &blocking {
        console::say(&format!("broken must {}: {}", finding.origin, finding.message));
    }
    console::data(&format!("option {label} is chosen: {} is confirmed for {}\n", answers.meeting, dates(at)));
    for step in whatif.moves.iter().filter(|step| step.meeting != answers.meeting) {
        let to = step.to.as_ref().map_or_else(|| "no date".to_owned(), dates);
        console::data(&format!("{} goes along: {to}\n", step.meeting));
    }
    if let Some(out) = &arguments.out {
        files::write(out, exchange::plan::write(&checked.plan))?;
        console::say(&format!("wrote {}", out.display()));
    }
    Ok(if blocking.is_empty() { Exit::Clean } else { Exit::Findings })
}

/// Every option with who said what.
fn told(answers: &Answers) -> String {
    let mut out = String::new();
    let names = |list: &BTreeSet<String>| list.iter().cloned().collect::<Vec<_>>().join(", ");
    for (label, count) in answers.tally() {
        out.push_str(&format!("{label}: {}\n", dates(&answers.offered[&label])));
        let rows = [
            ("preferred", &count.preferred),
            ("possible", &count.possible),
            ("impossible", &count.impossible),
            ("not answered", &count.silent),
        ];
        for (word, list) in rows.into_iter().filter(|(_, list)| !list.is_empty()) {
            out.push_str(&format!("   {word} ({}): {}\n", list.len(), names(list)));
        }
    }
    out
}

/// The option asked for, else the one that stands out; `None` with the reason said.
fn chosen(arguments: &OptionsArguments, answers: &Answers) -> Result<Option<OptionLabel>> {
    if let Some(text) = &arguments.choose {
        let label = OptionLabel::parse(text).filter(|label| answers.offered.contains_key(label));
        let known = answers.offered.keys().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        return label.map(Some).with_context(|| format!("--choose {text}: offered are {known}"));
    }
    let why = match answers.outcome() {
        Outcome::One(label) => return Ok(Some(label)),
        Outcome::Tie(labels) => {
            let labels = labels.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ");
            format!("{labels} are as good as each other")
        }
        Outcome::NoneSuitsAll => "every option is impossible for somebody or was not answered by somebody".to_owned(),
        Outcome::NoAnswers => "nobody has answered yet".to_owned(),
    };
    console::say(&format!("no option is chosen: {why}; choose with --choose LABEL"));
    Ok(None)
}
