//! `fixup report`: how ready the repository was, is, and would be; what was fixed, and what is left to people.

use std::io::Write;
use std::sync::Arc;

use crate::apply::originals;
use crate::cli::arguments::Report;
use crate::cli::progress::Progress;
use crate::cli::session::Session;
use crate::cli::terminal::Screen;
use crate::cli::{Outcome, Status, apply, fixes};
use crate::error::{Error, Result};
use crate::plan::new_file::NewFile;
use crate::plan::{Planner, changes};
use crate::report;
use crate::report::follow_ups::Done;
use crate::report::readiness::{Guide, Readiness, View, deploy_guide};
use crate::survey::service::Service;
use crate::tree::{Overlay, walk};

/// The word for how production is deployed.
const DEPLOYMENT: &str = "deployment";

pub(super) fn run(out: &mut dyn Write, options: &Report, screen: Screen) -> Outcome {
    let session = Session::look(&options.target)?;
    let working = Progress::of("looking at what was, is and would be", screen.quiet);
    let mut planner = session.planner();
    // what the user leaves out is not fixed, so it has to be known first
    let today = view("now", &session, &mut planner)?;
    let fixes = fixes::all(&session, &planner)?;
    let before = before(&session, options)?;
    let mut views = Vec::new();
    let mut planned: Vec<Done> = fixes.iter().map(Into::into).collect();
    if let Some(before) = &before {
        let mut planner = session.planner_on(before.clone());
        views.push(view("before", &session, &mut planner)?);
        let fixes = fixes::all(&session, &planner)?;
        planned = fixes.iter().map(Into::into).collect();
    }
    let now = views.len();
    views.push(today);
    let mut after = (!fixes.is_empty()).then(|| session.planner_after(&fixes));
    if let Some(after) = &mut after {
        views.push(view("with all fixes", &session, after)?);
    }
    let last = after.as_ref().unwrap_or(&planner);
    let changed = changes(before.as_ref().unwrap_or(planner.start()), last.start());
    let is_unresolved = options.fail_on.is_met(&views[now].findings);
    let services: Vec<&Service> = session.selection.services(last.services())?;
    let project = project(&session);
    let format = options.output.as_ref().and_then(|it| it.format);
    let format = format.unwrap_or(options.format);
    // a file that cannot be written shows before the guide is
    let file = options.output.as_ref().map(|it| &it.file);
    let file = file.map(|file| Ok::<_, Error>((file, NewFile::at(file, 0o644)?)));
    let file = file.transpose()?;
    let guide = guide(&session, &planner, &project, file.is_some())?;
    let readiness = Readiness {
        project,
        views,
        now,
        planned,
        files: (
            changed.len(),
            changed.iter().filter(|it| it.before.is_none()).count(),
        ),
        services: services.into_iter().map(Into::into).collect(),
        catalogue: &session.catalogue,
        deployment: last.fact(DEPLOYMENT),
        guide,
    };
    drop(working);
    match file {
        None => report::readiness::print(out, &readiness, format)?,
        Some((file, mut new)) => {
            new.write(|out| report::readiness::print(out, &readiness, format))?;
            new.keep()?;
            let guide = readiness.guide.as_ref().map(|it| it.path.as_str());
            report::readiness::written(out, file, guide)?;
        }
    }
    Ok(Status::unresolved_if(is_unresolved))
}

fn view(title: &'static str, session: &Session, planner: &mut Planner<'_>) -> Result<View> {
    let entries = session.values.ignored().findings;
    let review = planner.review(&session.selection, &entries, None)?;
    Ok(View {
        title,
        score: review.score,
        findings: review.fixes.into_iter().map(|fix| fix.finding).collect(),
    })
}

/// The tree before the first apply: as the user keeps it elsewhere, else as the records of applies tell it.
fn before(session: &Session, options: &Report) -> Result<Option<Overlay>> {
    if let Some(folder) = &options.before {
        let tree = walk(folder, &options.target.exclude)?;
        return Ok(Some(Overlay::new(Arc::new(tree))));
    }
    let originals = originals(&session.root)?;
    if originals.is_empty() {
        return Ok(None);
    }
    let made = originals.iter().filter(|(_, text)| text.is_none());
    let tree = walk(&session.root, &session.exclude)?;
    let tree = tree.without(made.map(|(path, _)| path.as_str()));
    let mut tree = Overlay::new(Arc::new(tree));
    for (path, text) in originals {
        if let Some(text) = text {
            tree.write(&path, text);
        }
    }
    Ok(Some(tree))
}

/// What the repository is called: as the user says, else as its folder is.
fn project(session: &Session) -> String {
    let named = session.values.project();
    let folder = || {
        let root = session.root.canonicalize().ok()?;
        Some(root.file_name()?.to_string_lossy().into_owned())
    };
    named
        .or_else(folder)
        .unwrap_or_else(|| "the repository".to_owned())
}

/// The guide to a deployment, where production is deployed as it says: written where it is wanted and none stands there.
fn guide(
    session: &Session,
    planner: &Planner<'_>,
    project: &str,
    is_wanted: bool,
) -> Result<Option<Guide>> {
    let Some(deployment) = planner.fact(DEPLOYMENT) else {
        return Ok(None);
    };
    let attribute = |name| deployment.get_attr(name).unwrap_or_default();
    if !attribute("is_guided").is_true() {
        return Ok(None);
    }
    let path = format!("{}/deploy.md", attribute("docs"));
    let start = planner.start();
    let mut is_there = start.exists(&path);
    if is_wanted && !is_there {
        let mut after = start.clone();
        after.write(&path, deploy_guide(project, &deployment)?);
        let planned = changes(start, &after);
        apply::write(
            &session.root,
            &planned,
            &[format!("the guide {path}")],
            None,
        )?;
        is_there = true;
    }
    Ok(Some(Guide { path, is_there }))
}
