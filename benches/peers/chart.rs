//! The curve as a picture: two panels, time and memory over size, on logarithmic axes, readable on light and dark pages.

use crate::curve::Point;
use std::fmt::Write as _;

const WIDTH: f64 = 860.0;
const HEIGHT: f64 = 360.0;
const STYLE: &str = "\
text{font:12px system-ui,sans-serif;fill:#24292f}.title{font-weight:600;font-size:14px}.axis{stroke:#57606a}.grid{stroke:#d0d7de}\
.calendar{stroke:#0550ae;fill:#0550ae}.event{stroke:#bc4c00;fill:#bc4c00}.curve{fill:none;stroke-width:2}\
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.axis{stroke:#8d96a0}.grid{stroke:#30363d}\
.calendar{stroke:#79c0ff;fill:#79c0ff}.event{stroke:#ffa657;fill:#ffa657}.curve{fill:none}}text.calendar,text.event{stroke:none}";

struct Panel<'a> {
    title: &'a str,
    left: f64,
    x: (f64, f64),
    y: (f64, f64),
}

const PANEL_WIDTH: f64 = 340.0;
const TOP: f64 = 50.0;
const BOTTOM: f64 = 310.0;

impl Panel<'_> {
    fn at(&self, size: f64, value: f64) -> (f64, f64) {
        let share = |value: f64, (low, high): (f64, f64)| (value.ln() - low.ln()) / (high.ln() - low.ln());
        (self.left + PANEL_WIDTH * share(size, self.x), BOTTOM - (BOTTOM - TOP) * share(value, self.y))
    }

    fn draw(&self, svg: &mut String, series: &[(&str, Vec<(f64, f64)>)]) {
        let right = self.left + PANEL_WIDTH;
        let mut line = |text: String| {
            svg.push_str(&text);
            svg.push('\n');
        };
        line(format!(r#"<text class="title" x="{}" y="30">{}</text>"#, self.left, self.title));
        for tick in decades(self.y) {
            let (_, y) = self.at(self.x.0, tick);
            line(format!(r#"<line class="grid" x1="{}" y1="{y:.1}" x2="{right}" y2="{y:.1}"/>"#, self.left));
            line(format!(r#"<text x="{}" y="{:.1}" text-anchor="end">{tick}</text>"#, self.left - 6.0, y + 4.0));
        }
        for tick in [50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0] {
            if (self.x.0..=self.x.1).contains(&tick) {
                let (x, _) = self.at(tick, self.y.0);
                line(format!(r#"<line class="grid" x1="{x:.1}" y1="{TOP}" x2="{x:.1}" y2="{BOTTOM}"/>"#));
                line(format!(r#"<text x="{x:.1}" y="{}" text-anchor="middle">{tick}</text>"#, BOTTOM + 18.0));
            }
        }
        line(format!(r#"<line class="axis" x1="{}" y1="{BOTTOM}" x2="{right}" y2="{BOTTOM}"/>"#, self.left));
        let middle = self.left + PANEL_WIDTH / 2.0;
        line(format!(r#"<text x="{middle}" y="{}" text-anchor="middle">activities</text>"#, BOTTOM + 38.0));
        for (kind, points) in series {
            let places: Vec<(f64, f64)> = points.iter().map(|(size, value)| self.at(*size, *value)).collect();
            let path: Vec<String> = places.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
            line(format!(r#"<polyline class="curve {kind}" points="{}"/>"#, path.join(" ")));
            for (x, y) in &places {
                line(format!(r#"<circle class="{kind}" cx="{x:.1}" cy="{y:.1}" r="3"/>"#));
            }
            if let Some((x, y)) = places.last() {
                line(format!(
                    r#"<text class="{kind}" x="{:.1}" y="{:.1}" text-anchor="end">{kind}</text>"#,
                    x - 4.0,
                    y - 8.0
                ));
            }
        }
    }
}

/// Powers of ten, with 2 and 5 times them, inside a range.
fn decades((low, high): (f64, f64)) -> Vec<f64> {
    let mut ticks = Vec::new();
    for power in -3..6 {
        for step in [1.0, 2.0, 5.0] {
            let tick = step * 10_f64.powi(power);
            if (low..=high).contains(&tick) {
                ticks.push((tick * 1000.0).round() / 1000.0);
            }
        }
    }
    ticks
}

fn range(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let low = values.clone().fold(f64::INFINITY, f64::min);
    let high = values.fold(0.0, f64::max);
    (low / 1.3, high * 1.5)
}

/// The picture; `None` when there is too little to draw.
pub fn svg(points: &[Point]) -> Option<String> {
    let of = |value: &dyn Fn(&Point) -> Option<f64>| -> Vec<(&'static str, Vec<(f64, f64)>)> {
        ["calendar", "event"]
            .into_iter()
            .map(|kind| {
                let own = points.iter().filter(|point| point.kind == kind);
                (kind, own.filter_map(|point| Some((point.size as f64, value(point)?))).collect::<Vec<_>>())
            })
            .filter(|(_, points)| points.len() > 1)
            .collect()
    };
    let time = of(&|point| point.first_valid.map(|seconds| seconds.max(0.001)));
    let memory = of(&|point| Some(point.mib).filter(|mib| *mib > 0.0));
    if time.is_empty() || memory.is_empty() {
        return None;
    }
    let all =
        |series: &[(&str, Vec<(f64, f64)>)]| series.iter().flat_map(|(_, points)| points.clone()).collect::<Vec<_>>();
    let (times, mibs) = (all(&time), all(&memory));
    let x = range(mibs.iter().map(|point| point.0));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"Time and memory \
         over the number of activities\">\n<style>{STYLE}</style>\n"
    );
    let left = Panel {
        title: "Seconds to the first valid answer",
        left: 60.0,
        x,
        y: range(times.iter().map(|point| point.1)),
    };
    left.draw(&mut svg, &time);
    let right =
        Panel { title: "Peak memory of the process, MiB", left: 490.0, x, y: range(mibs.iter().map(|point| point.1)) };
    right.draw(&mut svg, &memory);
    let _infallible = writeln!(svg, "</svg>");
    Some(svg)
}
