//! Programs and files of a run.

use crate::options::Options;
use crate::rows::Source;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Everything a run writes.
pub fn folder() -> PathBuf {
    root().join("target/bench")
}

/// The program as built beside this benchmark.
pub fn convoke() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_convoke"))
}

/// The Python of the peer, with OR-Tools in it.
pub fn peer_python() -> PathBuf {
    let tools =
        std::env::var_os("CONVOKE_BENCH_TOOLS").map_or_else(|| root().join("target/bench-tools"), PathBuf::from);
    tools.join("venv/bin/python3")
}

fn instances(script: &str) -> PathBuf {
    root().join("benches/instances").join(script)
}

/// Makes the folder and installs the peer.
pub fn prepare(options: &Options) -> Result<(), String> {
    std::fs::create_dir_all(folder()).map_err(|error| format!("{}: {error}", folder().display()))?;
    if options.peer {
        let installer = root().join("benches/install.sh");
        let status =
            Command::new("sh").arg(&installer).status().map_err(|error| format!("{}: {error}", installer.display()))?;
        if !status.success() {
            return Err("CP-SAT could not be installed, and a table without it says nothing".to_owned());
        }
        // A peer whose model is wrong is no peer.
        let checker = root().join("benches/peers/check_cp_sat.py");
        let status = Command::new(peer_python())
            .arg(&checker)
            .arg("200")
            .status()
            .map_err(|error| format!("{}: {error}", checker.display()))?;
        if !status.success() {
            return Err("the model of CP-SAT does not agree with the scorer".to_owned());
        }
    }
    Ok(())
}

/// Writes an instance and returns its file.
pub fn instance(source: Source, name: &str, seed: Option<u64>) -> Result<PathBuf, String> {
    let stem = match seed {
        Some(seed) => format!("{name}-{seed}").replace(' ', "-"),
        None => name.replace(' ', "-"),
    };
    let path = folder().join(format!("{stem}.json"));
    let mut command = match source {
        Source::Program { script, arguments, .. } => {
            let mut command = Command::new("python3");
            command.arg(instances(script)).args(arguments).args(seed.map(|seed| seed.to_string()));
            command
        }
        Source::Scenario(example) => {
            let mut command = Command::new(convoke());
            command.arg("lower").arg(root().join("examples").join(example).join("open.toml")).arg("--out").arg(&path);
            command
        }
    };
    command.stdin(Stdio::null());
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if !output.status.success() {
        return Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr)));
    }
    if matches!(source, Source::Program { .. }) {
        std::fs::write(&path, output.stdout).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(path)
}

/// What the reference scorer says of a solution.
pub fn score(problem: &Path, solution: &Path) -> Result<serde_json::Value, String> {
    let mut command = Command::new("python3");
    command.arg(instances("evaluate.py")).arg(problem).arg(solution);
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("{command:?}: {error}: {}", String::from_utf8_lossy(&output.stderr)))
}
