//! What to measure.

const HELP: &str = "\
usage: cargo bench --bench peers -- [options]
  --quick            one seed and budgets of at most 10 s, in less than 10 minutes
  --only PATTERN     only rows whose name contains PATTERN; also `memory` and `curve`; may be repeated
  --seeds 1,2,3      seeds of generated instances (default 1,2,3)
  --no-peer          without CP-SAT: for machines without network; nothing is written to docs
  --write            put the tables and the chart into docs/benchmarks.md";

#[derive(Debug)]
pub struct Options {
    pub quick: bool,
    pub only: Vec<String>,
    pub seeds: Vec<u64>,
    pub peer: bool,
    pub write: bool,
}

impl Options {
    pub fn from_arguments(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self { quick: false, only: Vec::new(), seeds: vec![1, 2, 3], peer: true, write: false };
        let mut seeds_given = false;
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value\n{HELP}"));
            match argument.as_str() {
                "--quick" => options.quick = true,
                "--only" => options.only.push(value()?),
                "--seeds" => {
                    let text = value()?;
                    let parsed = text.split(',').map(|seed| seed.trim().parse()).collect::<Result<_, _>>();
                    options.seeds = parsed.map_err(|_| format!("--seeds {text:?} is no list of numbers"))?;
                    seeds_given = true;
                }
                "--no-peer" => options.peer = false,
                "--write" => options.write = true,
                // What cargo tells every benchmark.
                "--bench" => {}
                "--help" | "-h" => return Err(HELP.to_owned()),
                other => return Err(format!("unknown option {other:?}\n{HELP}")),
            }
        }
        if options.quick && !seeds_given {
            options.seeds.truncate(1);
        }
        Ok(options)
    }

    /// Whether a row of this name is asked for.
    pub fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|pattern| name.contains(pattern.as_str()))
    }

    /// A budget as it is used: not more than 10 s in a quick run.
    pub fn budget(&self, seconds: f64) -> f64 {
        if self.quick { seconds.min(10.0) } else { seconds }
    }
}
