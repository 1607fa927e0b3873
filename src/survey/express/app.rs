//! Which app of a service serves: the one that listens.

use crate::code::Survey;
use crate::code::javascript::names::reference;
use crate::code::javascript::symbols::Symbol;
use crate::survey::express::block::block_of;
use crate::survey::express::candidates::{Candidate, candidates};
use crate::survey::fact::Fact;
use crate::survey::node::app::App;
use crate::survey::node::reach::reached_from;
use crate::survey::node::server_calls::listened;
use crate::tree::Literal;

/// The app among `files` that listens.
pub(crate) fn find<'s>(
    survey: &'s Survey<'_>,
    files: &[String],
    entry: Option<&str>,
) -> Fact<App<'s>> {
    let candidates = candidates(survey, files);
    let Some(served) = served(survey, files, candidates, entry) else {
        return made_elsewhere(survey, files).unwrap_or_else(|| broken_entry(survey, entry));
    };
    if served.len() > 1 {
        let places: Vec<String> = served.iter().map(place).collect();
        let places = places.join(", ");
        return Fact::Unknown(format!(
            "more than one app listens: {places}; fixup cannot tell which one serves"
        ));
    }
    let only = served
        .into_iter()
        .next()
        .expect("an app that serves was found");
    block_of(survey, only)
}

fn place(candidate: &Candidate<'_>) -> String {
    format!(
        "`{}:{}`",
        candidate.script.path,
        candidate.script.line(candidate.call.range().start)
    )
}

/// Functions of packages that make an app of their own.
const FACTORIES: &[(&str, &str)] = &[
    ("inversify-express-utils", "InversifyExpressServer"),
    ("routing-controllers", "createExpressServer"),
];

/// Where a package makes the app, nothing can be registered on it here.
fn made_elsewhere<'s>(survey: &'s Survey<'_>, files: &[String]) -> Option<Fact<App<'s>>> {
    let scripts = files.iter().filter(|path| {
        let loaded = survey.loads(path);
        loaded
            .iter()
            .any(|module| FACTORIES.iter().any(|(package, _)| module == package))
    });
    let mut scripts = scripts.filter_map(|path| survey.script(path));
    scripts.find_map(|script| {
        let root = script.root();
        let (node, maker) = root.dfs().find_map(|node| {
            let called = node.field("function").or_else(|| node.field("constructor"))?;
            let reached = reference(&called)?;
            let known = FACTORIES
                .iter()
                .find(|(package, maker)| reached.is(package, Some(maker)))?;
            Some((node, known.1))
        })?;
        Some(Fact::Unknown(format!(
            "`{maker}` makes the app at `{}:{}`; make it with `express()` and hand it over, so that there is a place for what is missing",
            script.path,
            script.line(node.range().start)
        )))
    })
}

/// A file that starts the service and does not parse hides its app: that is not known, rather than absent.
fn broken_entry<'s>(survey: &'s Survey<'_>, entry: Option<&str>) -> Fact<App<'s>> {
    let Some(entry) = entry else {
        return Fact::Absent;
    };
    let error = survey
        .script(entry)
        .and_then(|script| script.syntax_error(&script.root()));
    let reason = survey.unreadable(entry).or(error);
    reason
        .filter(|_| survey.overlay.has_literal(entry, Literal::Express))
        .map_or(Fact::Absent, Fact::Unknown)
}

/// The candidates that listen; where none does and the entry starts what another file makes, those that it loads.
fn served<'s>(
    survey: &'s Survey<'_>,
    files: &[String],
    candidates: Vec<Candidate<'s>>,
    entry: Option<&str>,
) -> Option<Vec<Candidate<'s>>> {
    let listening: Vec<Symbol> = files
        .iter()
        .filter(|path| survey.overlay.has_literal(path, Literal::Listen))
        .filter_map(|path| survey.script(path))
        .flat_map(|script| listened(survey, script))
        .collect();
    let mut served: Vec<Candidate<'s>> = candidates
        .into_iter()
        .filter(|c| c.listens(survey, &listening))
        .collect();
    if served.len() > 1
        && let Some(entry) = entry
    {
        let reached = reached_from(survey, entry);
        let reachable = |c: &Candidate<'_>| reached.contains(&c.script.path);
        if served.iter().any(reachable) {
            served.retain(reachable);
        }
    }
    (!served.is_empty()).then_some(served)
}
