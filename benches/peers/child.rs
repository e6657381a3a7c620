//! A program as a child process: how long it took, what memory it held at most.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Seconds that reading and writing may take beside any budget.
const GRACE: f64 = 20.0;
/// No program may hold more: the machine has other things to do.
const MOST_MIB: f64 = 12_000.0;

#[derive(Clone, Debug, Default)]
pub struct Usage {
    /// Wall time, seconds.
    pub seconds: f64,
    /// Processor time of all threads, seconds.
    pub cpu: f64,
    /// The high-water mark of resident memory, as the system counts it.
    pub mib: f64,
    /// Why it was ended before its time, if it was.
    pub ended: Option<&'static str>,
}

/// Runs a command that should be done after `budget` seconds; it is ended when it takes twice as long, and at least
/// [`GRACE`] longer. Other exit codes than those `accepted` are errors.
pub fn run(command: &mut Command, budget: f64, accepted: &[i32], log: &Path) -> Result<Usage, String> {
    let file = std::fs::File::create(log).map_err(|error| format!("{}: {error}", log.display()))?;
    let began = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(file)
        .spawn()
        .map_err(|error| format!("{command:?}: {error}"))?;
    let mut usage = Usage::default();
    let status = loop {
        if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
            break status;
        }
        usage.look_at(child.id());
        let late = began.elapsed().as_secs_f64() > budget + budget.max(GRACE);
        if late || usage.mib > MOST_MIB {
            usage.ended = Some(if late { "not done long after its time" } else { "more than 12 GB of memory" });
            let _already_gone = child.kill();
            break child.wait().map_err(|error| error.to_string())?;
        }
        // `VmHWM` only rises, so a look now and then misses nothing but the last moment.
        std::thread::sleep(Duration::from_millis(10));
    };
    usage.seconds = began.elapsed().as_secs_f64();

    if usage.ended.is_none() && !accepted.contains(&status.code().unwrap_or(-1)) {
        let text = std::fs::read_to_string(log).unwrap_or_default();
        return Err(format!("{command:?}: {status}: {}", text.trim()));
    }
    Ok(usage)
}

impl Usage {
    fn look_at(&mut self, process: u32) {
        self.mib = self.mib.max(high_water(&format!("/proc/{process}/status")));
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        // Fields 14 and 15, counted after the name, which may hold anything; the clock of /proc ticks at 100 Hz.
        let after_name: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        if let (Some(Ok(user)), Some(Ok(system))) =
            (after_name.get(11).map(|text| text.parse::<f64>()), after_name.get(12).map(|text| text.parse::<f64>()))
        {
            self.cpu = (user + system) / 100.0;
        }
    }
}

/// `VmHWM` of a status file, MiB.
pub fn high_water(status: &str) -> f64 {
    let text = std::fs::read_to_string(status).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches("kB").trim().parse::<f64>().unwrap_or(0.0) / 1024.0
}
