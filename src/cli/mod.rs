//! The command line: arguments, commands, printing. Makes the real clock, files and mailer; nobody names it.

mod args;
mod children;
mod circumstances;
mod commands;
mod console;
mod files;
mod inputs;
mod names;
mod output;
mod trace;
mod values;
mod zones;

use args::{Arguments, Command};
use clap::Parser;
use std::process::ExitCode;

/// How a command ended, as programs see it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Exit {
    /// Nothing to mend.
    Clean,
    /// Findings, or no plan.
    Findings,
    /// Bad input; nothing was written.
    BadInput,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(match exit {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::BadInput => 2,
        })
    }
}

/// Tells what is wrong with the arguments, which it repeats: no terminal is led astray by what a script put into them.
fn refused(error: &clap::Error) -> ExitCode {
    let text = error.render().to_string();
    let odd = |character: char| {
        character.is_control() && character != '\n'
            || matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    if text.contains(odd) {
        let harmless: String = text.chars().map(|one| if odd(one) { '\u{FFFD}' } else { one }).collect();
        console::say(harmless.trim_end());
        return Exit::BadInput.into();
    }
    error.exit()
}

/// Reads the arguments, runs the command, and says how it ended.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return refused(&error),
    };
    if let Some(Err(error)) = arguments.zoneinfo.as_deref().map(zones::from_folder) {
        console::say(&format!("error: {error:#}"));
        return Exit::BadInput.into();
    }
    if let Command::Limited(limited) = &arguments.command {
        return children::serve(limited);
    }
    console::stop_on_interrupt();
    let result = match arguments.command {
        Command::Demo { out } => commands::demo::run(&out),
        Command::Plan { scenario, out, budget, from, fewest_changes, may_move_announced, relax, format } => {
            let known = from.as_deref().map(|plan| commands::plan::Known { plan, fewest_changes, may_move_announced });
            commands::plan::run(&scenario, out.as_deref(), budget, known, relax, format)
        }
        Command::Why { scenario, plan, meeting, format } => {
            commands::why::run(&scenario, plan.as_deref(), &meeting, format)
        }
        Command::Move { scenario, plan, meeting, date, venue, half, out, format } => {
            let to = commands::shift::To { date, venue: venue.as_deref(), half };
            commands::shift::run(&scenario, plan.as_deref(), &meeting, to, out.as_deref(), format)
        }
        Command::Export(arguments) => commands::export::run(&arguments),
        Command::Import(arguments) => commands::import::run(&arguments),
        Command::Limited(_) => return ExitCode::FAILURE,
        Command::Check { scenario, plan, format, strict } => {
            commands::check::run(&scenario, plan.as_deref(), format, strict)
        }
        Command::Invite { scenario, plan, after, out, smtp, meetings, languages } => commands::invite::run(
            &scenario,
            plan.as_deref(),
            after.as_deref(),
            out.as_deref(),
            smtp.as_deref(),
            &meetings,
            &languages,
        ),
        Command::Announce(arguments) => commands::announce::run(&arguments),
        Command::Outbox(arguments) => commands::outbox::run(&arguments),
        Command::Options(arguments) => commands::options::run(&arguments),
        Command::Letter(arguments) => commands::letter::run(&arguments),
        Command::Feed(arguments) => commands::feed::run(&arguments),
        Command::Publish(arguments) => commands::publish::run(&arguments),
        Command::Inbox(arguments) => commands::inbox::run(&arguments),
        Command::Owed { scenario, plan, on, format } => commands::owed::run(&scenario, plan.as_deref(), on, format),
        Command::Hours { series, plan, anew, out, format, budget } => {
            commands::hours::run(&series, plan.as_deref(), anew, out.as_deref(), format, budget)
        }
        Command::Timetable { event, plan, out, budget, relax, format } => {
            commands::timetable::run(&event, plan.as_deref(), out.as_deref(), budget, relax, format)
        }
        Command::Rules { id, on, format } => commands::rules::run(id.as_deref(), on, format),
        Command::Lower { scenario, out, relax } => commands::lower::run(&scenario, &out, relax),
        Command::Solve { problem, out, budget, trace } => {
            commands::solve::run(&problem, &out, budget, trace.as_deref())
        }
        Command::Explain { problem, solution, activity, most, format } => {
            commands::explain::run(&problem, &solution, activity.as_deref(), most, format)
        }
        Command::Account(arguments) => commands::account::run(&arguments),
        Command::Serve(arguments) => commands::serve::run(&arguments),
        Command::Work(arguments) => commands::work::run(&arguments),
        Command::Store(arguments) => commands::store::run(&arguments),
        Command::Tz { store, on } => commands::tz::run(&store, on),
        Command::Doctor(arguments) => commands::doctor::run(&arguments),
    };
    match result {
        Ok(exit) => exit.into(),
        Err(error) => {
            console::say(&format!("error: {error:#}"));
            ExitCode::from(2)
        }
    }
}
