//! Scenarios that are read, and what comes of them.

use convoke::exchange::files::MemoryFiles;
use convoke::exchange::profile::Profiles;
use convoke::exchange::scenario::{Loaded, read, read_from};
use std::path::Path;

fn text(scenario: &str) -> Result<Loaded, String> {
    let files = MemoryFiles::default().with("s.toml", scenario);
    read_from(&files, Path::new("s.toml"), &Profiles::bundled()).map_err(|report| report.text())
}

#[test]
fn the_smallest_scenario_is_read() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/scenarios/minimal.toml");
    let loaded = read(&path, &Profiles::bundled()).unwrap_or_else(|report| panic!("{}", report.text()));
    let scenario = loaded.scenario;
    assert_eq!(scenario.meetings().len(), 1);
    assert_eq!(scenario.fixed().len(), 1);
    assert_eq!(scenario.secretariat_calendar().id().as_str(), "ITU-GVA");
}

#[test]
fn all_findings_come_in_one_run() {
    let report = text(
        "[scenario]\nname = \"x\"\nas_of = 2026-02-30\nfrom = 03/04/2026\nuntil = \"26-01-01\"\ncolour = 1\n\
         [[body]]\nid = \"SG13\"\nkind = \"study-grup\"\nname = \"a\\u0007b\"\n\
         [[meeting]]\nid = \"m\"\nbody = \"SG31\"\ndays = 0\nvenues = [\"geneva\", \"genva\"]\n",
    )
    .expect_err("ten errors");
    insta::assert_snapshot!(report);
}
