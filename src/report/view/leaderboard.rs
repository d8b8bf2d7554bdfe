//! The leaderboard of one view: candidates and the service by the main metric, then the witnesses.

use serde::Serialize;

use crate::compare::{PairedLists, Run, Verdict};
use crate::experiment::{
    EvalResult, MetricRecord, ModelResult, View as EvalView, Winner, is_witness, main_value,
    ranked_models, winner,
};
use crate::metric::{COVERAGE, Interval, REPORTED};
use crate::report::page_table::{Table, texts};

/// A leaderboard as the page shows it.
#[derive(Debug, Clone, Default, Serialize)]
pub(in crate::report) struct Leaderboard {
    /// The table, as it stands in a file too.
    pub(super) table: Table,
    /// The mark and the interval of each row on one scale, in percent of it; none where there is no interval.
    bars: Vec<Option<Bar>>,
    /// The number of rows before the witnesses.
    n_candidates: usize,
    /// The number of columns.
    n_columns: usize,
}

/// An interval and its mean, in percent of the width of its cell.
#[derive(Debug, Clone, Copy, Serialize)]
struct Bar {
    low: f64,
    width: f64,
    value: f64,
}

/// A row before it is put in order.
struct Line {
    cells: Vec<String>,
    value: f64,
    interval: Option<Interval>,
}

/// The service's figures that belong to a view.
#[derive(Clone, Copy, Default)]
pub(super) struct ServiceFigures<'a> {
    /// Its lists on our clean cut.
    pub(super) lists: Option<&'a PairedLists>,
    /// Its reported metrics, beside our service view.
    pub(super) reported: Option<&'a Run>,
}

/// The columns of a leaderboard.
struct Columns<'e> {
    eval: &'e EvalResult,
    main: MetricRecord,
    others: Vec<MetricRecord>,
    /// The winner, on the clean view.
    found: Option<Winner>,
}

/// The models by the main metric: its mean, its interval and, on the clean view, whether the model can be told from the
/// best one; then the other metrics.
pub(super) fn leaderboard(eval: &EvalResult, service: ServiceFigures<'_>) -> Leaderboard {
    let main = eval.metric();
    let others = REPORTED.map(MetricRecord::new).into_iter().filter(|metric| *metric != main);
    let found = winner(eval).filter(|_| eval.view == EvalView::Clean);
    let columns = Columns { eval, others: others.collect(), main, found };
    let (candidates, witnesses) = ranked_models(eval);
    let mut lines: Vec<Line> = candidates.into_iter().map(|one| columns.line(one)).collect();
    lines.extend(service.lists.and_then(|lists| columns.lists_line(lists)));
    lines.extend(service.reported.and_then(|run| columns.reported_line(run)));
    lines.sort_by(|left, right| right.value.total_cmp(&left.value));
    let n_candidates = lines.len();
    lines.extend(witnesses.into_iter().map(|one| columns.line(one)));
    let heading = columns.heading();
    Leaderboard {
        bars: bars(&lines),
        n_candidates,
        n_columns: heading.len(),
        table: Table { heading, rows: lines.into_iter().map(|line| line.cells).collect() },
    }
}

/// The intervals on one scale from 0.
fn bars(lines: &[Line]) -> Vec<Option<Bar>> {
    let ends = lines.iter().filter_map(|line| Some(line.interval?.high.max(line.value)));
    let scale = 100.0 / ends.fold(1e-9_f64, f64::max);
    let rounded = |value: f64| (value * scale * 10.0).round() / 10.0;
    let bar = |line: &Line| {
        let Interval { low, high } = line.interval?;
        Some(Bar { low: rounded(low), width: rounded(high - low), value: rounded(line.value) })
    };
    lines.iter().map(bar).collect()
}

impl Columns<'_> {
    fn heading(&self) -> Vec<String> {
        let mut heading = texts(["model", &self.main.short_name, "95 % interval"]);
        heading.extend(self.found.as_ref().map(|_| "against the best".to_owned()));
        heading.extend(self.others.iter().map(|metric| metric.short_name.clone()));
        heading.extend(texts([COVERAGE, "union"]));
        heading
    }

    fn line(&self, model: &ModelResult) -> Line {
        let interval = model.intervals.get(&self.main.key).copied();
        let mut cells = vec![
            model.title(),
            figure(model.metrics.get(&self.main.key)),
            interval.map_or_else(String::new, range),
        ];
        cells.extend(self.found.as_ref().map(|found| against(self.eval, found, model)));
        cells.extend(self.others.iter().map(|metric| figure(model.metrics.get(&metric.key))));
        cells.push(figure(model.metrics.get(COVERAGE)));
        cells.push(figure(model.coverage_union.as_ref()));
        Line { cells, value: main_value(self.eval, model), interval }
    }

    /// The service's lists on the clean cut: the best of them by the main metric.
    fn lists_line(&self, lists: &PairedLists) -> Option<Line> {
        let of_main = lists.rows.iter().filter(|row| row.metric == self.main.key);
        let best =
            of_main.clone().max_by(|one, other| one.lists_mean.total_cmp(&other.lists_mean))?;
        let found = self.found.as_ref();
        let beside = found.and_then(|found| {
            let mut rows = of_main.filter(|row| row.lists == best.lists);
            rows.find(|row| row.model == found.best)
        });
        let verdict = beside.map_or("", |row| match row.verdict {
            Verdict::Better => "clearly lower",
            Verdict::Worse => "clearly higher",
            Verdict::CannotTell => "cannot be told",
            Verdict::NotComparable => "not comparable",
        });
        let of = |key: &str| {
            let row = lists.rows.iter().find(|row| row.metric == key && row.lists == best.lists);
            figure(row.map(|row| &row.lists_mean))
        };
        let mut cells = vec![
            format!("Personalize, its lists ({})", best.lists),
            figure(Some(&best.lists_mean)),
            best.lists_interval.map_or_else(String::new, range),
        ];
        cells.extend(found.map(|_| verdict.to_owned()));
        cells.extend(self.others.iter().map(|metric| of(&metric.key)));
        cells.extend([String::new(), String::new()]);
        Some(Line { cells, value: best.lists_mean, interval: best.lists_interval })
    }

    /// The service's reported metrics.
    fn reported_line(&self, run: &Run) -> Option<Line> {
        let is_of =
            |row: &&crate::compare::Row, key: &str| row.metric == key && row.is_comparable();
        let of = |key: &str| run.rows.iter().find(|row| is_of(row, key)).map(|row| row.service);
        let value = of(&self.main.key)?;
        let shown = |key: &str| figure(of(key).as_ref());
        let mut cells =
            vec!["Personalize, as reported".to_owned(), figure(Some(&value)), String::new()];
        cells.extend(self.found.as_ref().map(|_| String::new()));
        cells.extend(self.others.iter().map(|metric| shown(&metric.key)));
        cells.extend([shown(COVERAGE), String::new()]);
        Some(Line { cells, value, interval: None })
    }
}

/// The standing of a model against the best one.
fn against(eval: &EvalResult, found: &Winner, model: &ModelResult) -> String {
    let title = model.title();
    let is_rival = found.rivals.iter().any(|rival| rival.model == title);
    let standing = match (title == found.best, is_rival) {
        (true, _) => "best",
        (false, true) => "cannot be told",
        // A witness alone can be.
        (false, false) if main_value(eval, model) > found.value => "clearly higher",
        (false, false) => "clearly lower",
    };
    if is_witness(model) { format!("witness, {standing}") } else { standing.to_owned() }
}

fn range(interval: Interval) -> String {
    format!("{:.4}–{:.4}", interval.low, interval.high)
}

pub(super) fn figure(value: Option<&f64>) -> String {
    value.map_or_else(String::new, |value| format!("{value:.4}"))
}
