//! What people see while a command runs: data on standard output, everything else on standard error.

use crate::kernel::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Prints data. A closed pipe (`| head`) is not an error.
pub(super) fn data(text: &str) {
    let mut out = std::io::stdout().lock();
    let _closed_pipe =
        out.write_all(text.as_bytes()).and_then(|()| if text.ends_with('\n') { Ok(()) } else { out.write_all(b"\n") });
}

/// Says something to the person at the terminal.
pub(super) fn say(text: &str) {
    let mut err = std::io::stderr().lock();
    let _closed_pipe = writeln!(err, "{text}");
}

/// A line that shows incumbent, bound and time; quiet when standard error is not a terminal.
#[derive(Debug)]
pub(super) struct Bar(ProgressBar);

impl Bar {
    pub(super) fn new(what: &str) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix} {elapsed} {wide_msg}") {
            bar.set_style(style);
        }
        bar.set_prefix(what.to_owned());
        bar.enable_steady_tick(Duration::from_millis(120));
        Self(bar)
    }

    pub(super) fn show(&self, progress: &Progress) {
        let number = |value: Option<u64>| value.map_or_else(|| "-".to_owned(), |value| value.to_string());
        let best = progress
            .incumbent
            .as_ref()
            .map_or_else(|| "-".to_owned(), |cost| cost.iter().map(ToString::to_string).collect::<Vec<_>>().join("/"));
        let gap = match (progress.cost(), progress.bound) {
            (Some(cost), Some(bound)) => format!(", gap {}", gap(cost, bound)),
            _ => String::new(),
        };
        self.0.set_message(format!("level {}: best {best}, bound {}{gap}", progress.level, number(progress.bound)));
    }

    pub(super) fn done(self) {
        self.0.finish_and_clear();
    }
}

/// A bar that counts; quiet when standard error is not a terminal.
#[derive(Debug)]
pub(super) struct Counter(ProgressBar);

impl Counter {
    pub(super) fn new(what: &str, all: u64) -> Self {
        let bar = ProgressBar::with_draw_target(Some(all), ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{prefix} {bar:30} {pos}/{len} {per_sec} {eta}") {
            bar.set_style(style);
        }
        bar.set_prefix(what.to_owned());
        Self(bar)
    }

    pub(super) fn show(&self, done: u64) {
        self.0.set_position(done);
    }

    pub(super) fn done(self) {
        self.0.finish_and_clear();
    }
}

/// How far a bound is from a cost, as a share of the cost.
pub(super) fn gap(cost: u64, bound: u64) -> String {
    let share = if cost == 0 { 0.0 } else { cost.saturating_sub(bound) as f64 / cost as f64 };
    format!("{:.1} %", 100.0 * share)
}

static STOPPED: AtomicBool = AtomicBool::new(false);

/// Ctrl-C asks long work to stop and keep the best so far; a second Ctrl-C ends the program.
pub(super) fn stop_on_interrupt() {
    let _already_set = ctrlc::set_handler(|| {
        if STOPPED.swap(true, Ordering::SeqCst) {
            std::process::exit(130);
        }
        say("stopping; what was reached so far is kept (press again to end at once)");
    });
}

/// Somebody pressed Ctrl-C.
pub(super) fn stopped() -> bool {
    STOPPED.load(Ordering::SeqCst)
}

/// How often to look whether somebody pressed Ctrl-C.
const LOOK: Duration = Duration::from_millis(100);

/// Waits until somebody presses Ctrl-C, or the system asks the program to end (SIGTERM).
pub(super) async fn told_to_stop() {
    let pressed = async {
        while !stopped() {
            tokio::time::sleep(LOOK).await;
        }
    };
    #[cfg(unix)]
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut asked) => tokio::select! {
            () = pressed => {}
            _ = asked.recv() => {}
        },
        Err(_) => pressed.await,
    }
    #[cfg(not(unix))]
    pressed.await;
}

/// What tells work to end when the program is told to; and the task that looks, to be ended with the work.
pub(super) fn stop_of_work() -> (tokio::sync::watch::Receiver<bool>, tokio::task::JoinHandle<()>) {
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let looking = tokio::spawn(async move {
        told_to_stop().await;
        let _ = stop.send(true);
        // Whoever listens is to see the word, and not that nobody is there.
        std::future::pending::<()>().await;
    });
    (stopped, looking)
}
