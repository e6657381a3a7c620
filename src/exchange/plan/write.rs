//! Writes a plan.

use super::FORMAT;
use crate::domain::finding::{Waiver, Waiverer};
use crate::domain::ids::MeetingId;
use crate::domain::plan::{Placement, Plan};
use std::fmt::Write as _;

/// A plan as the text of its file: one block a meeting, sorted by first day and id.
#[must_use]
pub fn write(plan: &Plan) -> String {
    let mut out = String::new();
    line(&mut out, "format", &quoted(FORMAT));
    line(&mut out, "scenario", &quoted(&plan.scenario));
    line(&mut out, "as_of", &plan.as_of.to_string());
    line(&mut out, "quality", &quoted(plan.quality.word()));
    for proof in &plan.proof {
        out.push_str("\n[[proof]]\n");
        line(&mut out, "level", &quoted(&proof.level));
        line(&mut out, "cost", &number(proof.cost));
        if let Some(bound) = proof.bound {
            line(&mut out, "bound", &number(bound));
        }
    }
    let mut placements: Vec<(&MeetingId, &Placement)> = plan.placements.iter().collect();
    placements.sort_by_key(|(id, placement)| (placement.first(), *id));
    for (id, placement) in placements {
        meeting(&mut out, id, placement);
    }
    let mut waivers: Vec<&Waiver> = plan.waivers.iter().collect();
    waivers.sort();
    for waiver in waivers {
        write_waiver(&mut out, waiver);
    }
    out
}

fn meeting(out: &mut String, id: &MeetingId, placement: &Placement) {
    out.push_str("\n[[meeting]]\n");
    line(out, "id", &quoted(id.as_str()));
    line(out, "first", &placement.first().to_string());
    line(out, "last", &placement.last().to_string());
    if let Some(half) = placement.half {
        line(out, "half", &quoted(half.word()));
    }
    if let Some(venue) = &placement.venue {
        line(out, "venue", &quoted(venue.as_str()));
    }
    line(out, "status", &quoted(placement.firmness.word()));
}

fn write_waiver(out: &mut String, waiver: &Waiver) {
    out.push_str("\n[[waiver]]\n");
    line(out, "rule", &quoted(&waiver.origin.to_string()));
    if !waiver.meetings.is_empty() {
        let meetings: Vec<String> = waiver.meetings.iter().map(|meeting| quoted(meeting.as_str())).collect();
        line(out, "meetings", &format!("[{}]", meetings.join(", ")));
    }
    let by = match waiver.by {
        Waiverer::Planner => "planner",
        Waiverer::Approver => "approver",
    };
    line(out, "by", &quoted(by));
    line(out, "name", &quoted(&waiver.name));
    line(out, "reason", &quoted(&waiver.reason));
}

fn line(out: &mut String, key: &str, value: &str) {
    _ = writeln!(out, "{key} = {value}");
}

/// TOML's integers have 63 bits.
fn number(value: u64) -> String {
    value.min(i64::MAX.unsigned_abs()).to_string()
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                out.push('\\');
                out.push(character);
            }
            _ if character.is_control() => _ = write!(out, "\\u{:04X}", u32::from(character)),
            _ => out.push(character),
        }
    }
    out.push('"');
    out
}
