//! The readiness report: how the repository stood, how it stands and would stand, what was fixed and how that is proven, and what
//! is left to people. It is laid out by templates, in Markdown or as one page of HTML.

mod checklist;
mod rows;

use std::io::{self, Write};
use std::path::Path;

use minijinja::value::Serde;
use minijinja::{Value, context};
use serde::Serialize;

use crate::error::Result;
use crate::patch::settings::slug;
use crate::patch::{Catalogue, Priority, Template};
use crate::plan::score::Score;
use crate::plan::{Finding, ServiceRow, State};
use crate::report::follow_ups::Done;
use crate::report::readiness::checklist::phases;
use crate::report::readiness::rows::{Issue, categories, issues, services};
use crate::report::shown::{shown, shown_lines};

/// The forms of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people, and for pull requests.
    Markdown,
    /// One page, for screens and paper.
    Html,
}

const MARKDOWN: &str = include_str!("../../../templates/report/readiness.md");
const HTML: &str = include_str!("../../../templates/report/readiness.html");
const DEPLOY: &str = include_str!("../../../templates/report/deploy.md");

/// The repository at one moment.
pub struct View {
    /// Which moment: `before`, `now`, `with all fixes`.
    pub title: &'static str,
    /// What is found then.
    pub findings: Vec<Finding>,
    /// The score over that.
    pub score: Score,
}

/// All that a report tells.
pub struct Readiness<'a> {
    /// What the repository is called.
    pub project: String,
    /// The moments, the first one first: one to three, and one of them is `now`.
    pub views: Vec<View>,
    /// Which of them is now.
    pub now: usize,
    /// All fixes from the first moment on, each as it is once those before it are there.
    pub planned: Vec<Done>,
    /// How many files the fixes change, and how many of them are new.
    pub files: (usize, usize),
    /// The services at the last moment.
    pub services: Vec<ServiceRow>,
    /// The issues.
    pub catalogue: &'a Catalogue,
    /// How production is deployed at the last moment, where that can be told.
    pub deployment: Option<Value>,
    /// The guide to a deployment, where one can be written.
    pub guide: Option<Guide>,
}

/// The guide to a deployment.
pub struct Guide {
    /// Its path.
    pub path: String,
    /// Whether it is there already.
    pub is_there: bool,
}

impl Readiness<'_> {
    fn now(&self) -> &View {
        &self.views[self.now]
    }

    fn last(&self) -> &View {
        self.views.last().expect("a report has a moment")
    }

    /// What the templates may use.
    fn context(&self) -> Result<Value> {
        let issues = issues(self);
        let of = |wanted: &str| -> Vec<&Issue> {
            let all = issues.iter();
            all.filter(|it| it.state == wanted).collect()
        };
        let left: Vec<&Issue> = issues.iter().filter(|it| !it.left.is_empty()).collect();
        let last = self.last().findings.iter();
        let manual: Vec<&Finding> = last.filter(|it| it.state == State::Manual).collect();
        let views = self.views.iter();
        let views: Vec<Value> = views
            .map(|view| context! { title => view.title, overall => view.score.overall })
            .collect();
        Ok(context! {
            project => self.project.as_str(),
            views => views,
            now => self.now().score.overall,
            last => self.last().score.overall,
            is_planned => self.now + 1 < self.views.len(),
            manual => manual.len(),
            urgent => manual.iter().filter(|it| it.priority == Priority::P0).count(),
            categories => serialized(&categories(&self.views)),
            applied => serialized(&of("applied")),
            ready => serialized(&of("ready")),
            fixed => serialized(&of("fixed")),
            left => serialized(&left),
            files => self.files.0,
            new_files => self.files.1,
            services => serialized(&services(self, &issues)),
            phases => serialized(&phases(self, &issues)?),
            hosts => self.deployment.as_ref().map(|it| it.get_attr("hosts").unwrap_or_default()),
            guide => self.guide.as_ref().map(|it| it.path.as_str()),
            has_guide => self.guide.as_ref().is_some_and(|it| it.is_there),
        })
    }
}

/// Prints a report.
///
/// # Errors
/// What the writer says, and a template that fails, which is a fault of fixup's own.
pub fn print(out: &mut dyn Write, readiness: &Readiness<'_>, format: Format) -> io::Result<()> {
    let (name, text) = match format {
        Format::Markdown => ("readiness.md", MARKDOWN),
        Format::Html => ("readiness.html", HTML),
    };
    let rendered = readiness.context().and_then(|it| render(name, text, &it));
    let rendered = rendered.map_err(io::Error::other)?;
    out.write_all(shown_lines(&rendered).as_bytes())
}

/// Says what was written.
///
/// # Errors
/// What the writer says.
pub fn written(out: &mut dyn Write, file: &Path, guide: Option<&str>) -> io::Result<()> {
    let file = file.display().to_string();
    writeln!(out, "wrote the report to `{}`", shown(&file))?;
    match guide {
        Some(guide) => writeln!(out, "`{guide}` says how this repository is deployed"),
        None => Ok(()),
    }
}

/// The guide to a deployment.
///
/// # Errors
/// A template that fails: a fault of fixup's own.
pub fn deploy_guide(project: &str, deployment: &Value) -> Result<String> {
    let values = context! { project => slug(project), title => project, ..deployment.clone() };
    render("deploy.md", DEPLOY, &values)
}

fn serialized(value: &impl Serialize) -> Value {
    Value::from(Serde(value))
}

fn render(name: &str, text: &str, values: &Value) -> Result<String> {
    Template::parse(name, text.to_owned())?.render(values)
}
