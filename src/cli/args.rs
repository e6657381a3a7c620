//! Arguments as written on the command line.

use super::commands::{doctor::DoctorArguments, letter::LetterArguments, options::OptionsArguments};
use super::values::{BudgetArguments, Form, HalfArgument, Output, language};
use crate::domain::language::Language;
use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// Plans, checks and announces the meetings of a standards body.
#[derive(Parser, Debug)]
#[command(name = "convoke", version, about, max_term_width = 100, arg_required_else_help = true)]
pub(super) struct Arguments {
    /// Folder of time-zone data, such as `/usr/share/zoneinfo`, in place of those inside the program.
    #[arg(long, global = true, env = "CONVOKE_ZONEINFO", value_name = "DIR")]
    pub(super) zoneinfo: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// Plan, check and write out the 2017-2018 calendar of ITU-T, to see everything at once.
    #[command(after_help = "Example:\n  convoke demo --out demo")]
    Demo {
        /// Folder to write to.
        #[arg(long, default_value = "demo")]
        out: PathBuf,
    },
    /// Find dates that keep every rule, with the reason for each date and a proof.
    #[command(
        after_help = "Examples:\n  convoke plan examples/jca-ml-2023/open.toml --out out\n  convoke plan examples/itu-t-2017-2018/open.toml --time 30s > plan.toml"
    )]
    Plan {
        /// Scenario file.
        scenario: PathBuf,
        /// Folder for plan, report, findings and calendar; without it the plan file goes to standard output.
        #[arg(long)]
        out: Option<PathBuf>,
        #[command(flatten)]
        budget: BudgetArguments,
        /// A plan that people know: planned anew at the price of what changes, the more the further it is made known.
        #[arg(long, value_name = "PLAN")]
        from: Option<PathBuf>,
        /// With `--from`: as few changes as possible, before anything but the musts.
        #[arg(long, requires = "from")]
        fewest_changes: bool,
        /// With `--from`: dates that were confirmed or announced may move, too.
        #[arg(long, requires = "from")]
        may_move_announced: bool,
        /// Keep going when the musts contradict each other: breaking them costs before everything else.
        #[arg(long)]
        relax: bool,
        /// Form of the summary on standard output when `--out` is given.
        #[arg(long, value_enum, default_value_t = Form::Text)]
        format: Form,
    },
    /// Check a plan against every rule. Exit 0: no broken must; 1: broken musts; 2: bad input.
    #[command(
        after_help = "Examples:\n  convoke check examples/jca-ml-2023/given.toml\n  convoke check scenario.toml --plan plan.toml --format html > report.html"
    )]
    Check {
        /// Scenario file.
        scenario: PathBuf,
        /// Plan file; without it the dates fixed in the scenario are checked.
        #[arg(long)]
        plan: Option<PathBuf>,
        /// Form of the findings.
        #[arg(long, value_enum, default_value_t = Form::Text)]
        format: Form,
        /// Exit 1 on a broken should too.
        #[arg(long)]
        strict: bool,
    },
    /// Write a plan, or the timetable of an event, as a workbook (.xlsx) for a spreadsheet program: calendar, findings,
    /// deadlines. Exit 0: no broken must; 1: broken musts; 2: bad input.
    #[command(
        after_help = "Examples:\n  convoke export scenario.toml --plan plan.toml --out plan.xlsx\n  convoke export examples/tsag-2017/event.toml --plan timetable.toml --out timetable.xlsx"
    )]
    Export(super::commands::export::ExportArguments),
    /// Read a workbook (.xlsx) back as a plan, or as the timetable of an event, and check it. Nothing is written on bad input.
    ///
    /// Exit 0: no broken must; 1: broken musts; 2: bad input, told cell by cell.
    #[command(
        after_help = "Examples:\n  convoke import scenario.toml plan.xlsx --out plan.toml\n  convoke import examples/tsag-2017/event.toml timetable.xlsx --out timetable.toml"
    )]
    Import(super::commands::import::ImportArguments),
    /// A child of this program, with limits.
    #[command(name = super::children::COMMAND, hide = true)]
    Limited(super::children::LimitedArguments),
    /// Write invitations (.ics), mails (.eml) and the calendar feed of a plan, or send the mails to an SMTP server.
    #[command(
        after_help = "Examples:\n  convoke invite examples/jca-dcc-2022/given.toml --out invitations\n  convoke invite scenario.toml --plan plan.toml --smtp smtp://127.0.0.1:2525\n  convoke invite scenario.toml --plan new.toml --after old.toml --out changes"
    )]
    Invite {
        /// Scenario file.
        scenario: PathBuf,
        /// Plan file; without it the dates fixed in the scenario are announced.
        #[arg(long)]
        plan: Option<PathBuf>,
        /// The plan everybody was told before: only what follows from the difference goes out, as changes of the same
        /// calendar entries, cancellations and new invitations.
        #[arg(long, value_name = "PLAN")]
        after: Option<PathBuf>,
        /// Folder to write to.
        #[arg(long, conflicts_with = "smtp")]
        out: Option<PathBuf>,
        /// Server to deliver to, such as `smtp://127.0.0.1:2525`.
        #[arg(long)]
        smtp: Option<String>,
        /// Only these meetings; all by default.
        #[arg(long = "meeting")]
        meetings: Vec<String>,
        /// Languages of the files written to `--out`, such as `en,zh`; all six by default.
        #[arg(long, value_delimiter = ',', value_parser = language, conflicts_with = "smtp")]
        languages: Vec<Language>,
    },
    /// Announce what has changed since people were last told: show it, prepare it, approve it, send it.
    ///
    /// Exit 0: done; 1: something was not announced, not approved, or not sent; 2: bad input.
    #[command(
        after_help = "Examples:\n  convoke announce scenario.toml --plan plan.toml --dry-run --out preview\n  convoke announce scenario.toml --plan plan.toml --prepare-as 'Ana Lima'\n  convoke announce scenario.toml --plan plan.toml --approve-as 'Bo Chen' --send --smtp smtp://127.0.0.1:2525\n  convoke announce convoke.db --send --smtp smtps://mail.example.org"
    )]
    Announce(super::commands::announce::AnnounceArguments),
    /// Look at what waits to be sent, stop and resume sending, repeat or set aside messages.
    #[command(
        after_help = "Examples:\n  convoke outbox\n  convoke outbox stop --because 'wrong list'\n  convoke outbox resume\n  convoke outbox list parked\n  convoke outbox retry 17 18"
    )]
    Outbox(super::commands::outbox::OutboxArguments),
    /// Write a letter about a meeting, or the timetable of all, as a page, a document or a PDF. Exit 1: something is left to fill in.
    #[command(
        after_help = "Examples:\n  convoke letter examples/jca-ml-2023/given.toml --language zh --out letter.html\n  convoke letter scenario.toml sg13-2023-03 --plan new.toml --as corrigendum --after old.toml --dated 2023-02-20 --out letter.docx\n  convoke letter scenario.toml --as timetable --after old.toml --out timetable.docx\n  convoke letter examples/fg-m2m-2012/given.toml --language ar --out letter.pdf"
    )]
    Letter(LetterArguments),
    /// Offer two to four dates for one meeting, each with what follows from it; or record the answers and confirm one.
    ///
    /// Exit 0: done; 1: something is left to fill in, or no option stands out; 2: bad input.
    #[command(
        after_help = "Examples:\n  convoke options scenario.toml --plan plan.toml tsag-2018-02 --count 3 --answer-by 2017-10-20 --out options.pdf --answers answers.toml\n  convoke options scenario.toml --plan plan.toml --record answers.toml --out confirmed.toml"
    )]
    Options(OptionsArguments),
    /// Put the sessions of one meeting into hours and rooms, or check a timetable. Exit 0: no broken must; 1: broken
    /// musts, or no timetable; 2: bad input.
    #[command(
        after_help = "Examples:\n  convoke timetable examples/tsag-2017/event.toml --out out\n  convoke timetable event.toml --plan timetable.toml --format html > grid.html"
    )]
    Timetable {
        /// Event file.
        event: PathBuf,
        /// Timetable file to check; without it a timetable is made.
        #[arg(long)]
        plan: Option<PathBuf>,
        /// Folder for timetable, page, text, findings, conflicts and one calendar file a session.
        #[arg(long)]
        out: Option<PathBuf>,
        #[command(flatten)]
        budget: BudgetArguments,
        /// Keep going when the musts contradict each other: breaking them costs before everything else.
        #[arg(long)]
        relax: bool,
        /// Form of what goes to standard output.
        #[arg(long, value_enum, default_value_t = Form::Text)]
        format: Form,
    },
    /// All meetings, or those of one body: a calendar to subscribe to, or data for programs.
    #[command(
        after_help = "Examples:\n  convoke feed examples/jca-ml-2023/given.toml --body JCA-ML > jca-ml.ics\n  convoke feed examples/jca-ml-2023/given.toml --language fr --format json\n  convoke feed scenario.toml --plan plan.toml --out /srv/www/meetings.ics --source https://meetings.example.org/meetings.ics"
    )]
    Feed(super::commands::feed::FeedArguments),
    /// Put all meetings, or those of one body, into a calendar on a server (CalDAV), and keep it as the plan says.
    ///
    /// What others put there is not touched, and what others changed is told. Exit 0: the calendar holds what it should; 1:
    /// something is left; 2: bad input, or a calendar that cannot be used.
    #[command(
        after_help = "Examples:\n  convoke publish examples/jca-ml-2023/given.toml --to http://127.0.0.1:5232/tsb/meetings/ --dry-run\n  convoke publish scenario.toml --plan plan.toml --body JCA-ML --to https://calendar.example.org/tsb/jca-ml/ --user tsb --password-file secret"
    )]
    Publish(super::commands::publish::PublishArguments),
    /// Read the mails that came back: what each is, what it changes, who is expected, what is asked for. Nothing is answered,
    /// and without `--record` nothing is kept or moved.
    #[command(
        after_help = "Examples:\n  convoke inbox examples/jca-ml-2023/given.toml --maildir Maildir\n  convoke inbox scenario.toml --plan plan.toml --store convoke.db --maildir Maildir --record\n  convoke inbox scenario.toml --plan plan.toml --imap imaps://tsb@mail.example.org/INBOX --format json"
    )]
    Inbox(super::commands::inbox::InboxArguments),
    /// What is due after meetings: reports, comments, reviews.
    #[command(after_help = "Example:\n  convoke owed examples/tsag-2017/given.toml --on 2017-06-20")]
    Owed {
        /// Scenario file.
        scenario: PathBuf,
        /// Plan file; without it the dates fixed in the scenario.
        #[arg(long)]
        plan: Option<PathBuf>,
        /// The day to look from; by default the day the scenario was made.
        #[arg(long)]
        on: Option<chrono::NaiveDate>,
        /// Form.
        #[arg(long, value_enum, default_value_t = Output::Text)]
        format: Output,
    },
    /// Explain one meeting of a plan: what binds it, what is not met, and every date it could have with its price.
    #[command(
        after_help = "Examples:\n  convoke why scenario.toml --plan plan.toml tsag-2018-02\n  convoke why scenario.toml --plan plan.toml tsag-2018-02 --format html > why.html"
    )]
    Why {
        /// Scenario file.
        scenario: PathBuf,
        /// Plan file; without it the dates fixed in the scenario are explained.
        #[arg(long)]
        plan: Option<PathBuf>,
        /// Meeting.
        meeting: String,
        /// Form.
        #[arg(long, value_enum, default_value_t = Form::Text)]
        format: Form,
    },
    /// Put one meeting elsewhere and see what changes: who goes along, findings new and gone, costs. Writes only with `--out`.
    #[command(
        after_help = "Examples:\n  convoke move scenario.toml --plan plan.toml tsag-2018-02 2018-03-05\n  convoke move scenario.toml --plan plan.toml sg20-2018-12 2018-12-03 geneva --out plan.toml"
    )]
    Move {
        /// Scenario file.
        scenario: PathBuf,
        /// Plan file; without it the dates fixed in the scenario.
        #[arg(long)]
        plan: Option<PathBuf>,
        /// Meeting.
        meeting: String,
        /// Its new opening day.
        date: chrono::NaiveDate,
        /// Its new venue; stays where it is by default.
        venue: Option<String>,
        /// Half of the day, for half-day meetings; the same as now by default.
        #[arg(long, value_enum)]
        half: Option<HalfArgument>,
        /// File for the new plan. If it is there, what it held is kept beside it with `.before` at the end of its name.
        #[arg(long)]
        out: Option<PathBuf>,
        /// Form.
        #[arg(long, value_enum, default_value_t = Output::Text)]
        format: Output,
    },
    /// Find fair hours for a series of e-meetings across the members' zones, or judge those of a plan.
    ///
    /// Exit 0: a plan that keeps every demand; 1: no plan, or a plan that breaks demands; 2: bad input.
    #[command(
        after_help = "Examples:\n  convoke hours examples/rg-wm-2017/hours.toml --out out\n  convoke hours examples/jca-dcc-2022/hours.toml --format html > hours.html\n  convoke hours series.toml --plan plan.toml"
    )]
    Hours {
        /// Series file.
        series: PathBuf,
        /// Plan of hours to judge; without it the dates and hours given in the series are judged, where all are given.
        #[arg(long)]
        plan: Option<PathBuf>,
        /// Plan anew, although dates and hours are given.
        #[arg(long, conflicts_with = "plan")]
        anew: bool,
        /// Folder for plan and reports.
        #[arg(long)]
        out: Option<PathBuf>,
        /// Form of what is printed.
        #[arg(long, value_enum, default_value_t = Form::Text)]
        format: Form,
        #[command(flatten)]
        budget: BudgetArguments,
    },
    /// List the rules, or explain one.
    #[command(after_help = "Examples:\n  convoke rules\n  convoke rules N-11")]
    Rules {
        /// Rule to explain, such as `N-11`.
        id: Option<String>,
        /// Day whose edition is meant; today's procedures by default.
        #[arg(long)]
        on: Option<chrono::NaiveDate>,
        /// Form.
        #[arg(long, value_enum, default_value_t = Output::Text)]
        format: Output,
    },
    /// Write the placement problem of a scenario, format `convoke-placement/1`, for any solver of that format.
    #[command(after_help = "Example:\n  convoke lower examples/itu-t-2017-2018/open.toml --out problem.json")]
    Lower {
        /// Scenario file.
        scenario: PathBuf,
        /// Problem file.
        #[arg(long)]
        out: PathBuf,
        /// Musts become the most important level of cost instead of being forbidden.
        #[arg(long)]
        relax: bool,
    },
    /// Solve a placement problem of format `convoke-placement/1`.
    #[command(after_help = "Example:\n  convoke solve problem.json --out solution.json --time 10s")]
    Solve {
        /// Problem file.
        problem: PathBuf,
        /// Solution file.
        #[arg(long)]
        out: PathBuf,
        #[command(flatten)]
        budget: BudgetArguments,
        /// File of JSON lines: each better answer and bound with the second it was found.
        #[arg(long, value_name = "FILE")]
        trace: Option<PathBuf>,
    },
    /// Explain a solution of a placement problem: what its cost is made of and, for one activity, every other placement
    /// with its price and what keeps it from there.
    #[command(
        after_help = "Examples:\n  convoke explain problem.json solution.json\n  convoke explain problem.json solution.json plenary --most 20"
    )]
    Explain {
        /// Problem file of format `convoke-placement/1`.
        problem: PathBuf,
        /// Solution file of the same format; only its placements are read.
        solution: PathBuf,
        /// The id of an activity, to be explained by itself.
        activity: Option<String>,
        /// Rows of each list in text; all of them by default. JSON holds all.
        #[arg(long, value_name = "ROWS")]
        most: Option<usize>,
        /// Form.
        #[arg(long, value_enum, default_value_t = Output::Text)]
        format: Output,
    },
    /// People who sign in: make and close accounts, give a new link to who lost the password.
    #[command(
        after_help = "Examples:\n  convoke account add 'Ana Lima' ana.lima@example.org --role planner\n  convoke account add 'Bo Chen' bo.chen@example.org --role approver:TSAG --role viewer\n  convoke account link ana.lima@example.org"
    )]
    Account(super::commands::account::AccountArguments),
    /// Serve the pages for planners, approvers and delegates.
    #[command(
        after_help = "Examples:\n  convoke serve --demo\n  convoke serve --store postgres://convoke@db/convoke --listen 0.0.0.0:8080 --base https://meetings.example.org --proxies 1"
    )]
    Serve(super::commands::serve::ServeArguments),
    /// Do jobs and send what is due, as one of any number of machines on one store.
    #[command(
        after_help = "Examples:\n  convoke work --store postgres://convoke@db/convoke --smtp smtps://mail.example.org\n  convoke work --once"
    )]
    Work(super::commands::work::WorkArguments),
    /// Back up, restore, export and import a store.
    Store(super::commands::store::StoreArguments),
    /// Announced hours that the time-zone data of this run move. Exit 0: none; 1: some, and somebody must decide.
    #[command(after_help = "Example:\n  convoke tz --store convoke.db --zoneinfo /usr/share/zoneinfo")]
    Tz {
        /// What was announced is kept here.
        #[arg(long, env = "CONVOKE_STORE", hide_env_values = true, default_value = "convoke.db")]
        store: String,
        /// The day to look from; today by default.
        #[arg(long)]
        on: Option<chrono::NaiveDate>,
    },
    /// Show the version, the time-zone data and its age, the rules inside; and of a store, a relay and keys whether they serve.
    #[command(
        after_help = "Examples:\n  convoke doctor\n  convoke doctor --store convoke.db --smtp smtps://mail.example.org"
    )]
    Doctor(DoctorArguments),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_well_formed() {
        use clap::CommandFactory;
        Arguments::command().debug_assert();
    }
}
