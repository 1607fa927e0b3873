//! `fixup init`: asks once for the values that no code tells, and writes them into `fixup.toml`.

use std::io::{IsTerminal, Write};

use crate::cli::arguments::{Init, Target};
use crate::cli::question::{ask_value, cannot, wanted};
use crate::cli::session::Session;
use crate::cli::{Outcome, Status, apply};
use crate::error::Result;
use crate::patch::Parameter;
use crate::patch::parameters::{DOMAINS, FILE, Values};
use crate::patch::settings::{self, Missing};
use crate::plan::changes;
use crate::survey::service::{Addressed, Names};

pub(super) fn run(out: &mut dyn Write, options: &Init) -> Outcome {
    let target = Target {
        path: options.path.clone(),
        ..Target::default()
    };
    let mut session = Session::open(&target, false)?;
    crate::apply::recover(&session.root)?;
    let mut missing = missing(&session)?;
    if missing.is_empty() {
        writeln!(out, "no value is missing; nothing was written")?;
        return Ok(Status::Clean);
    }
    let is_asked = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    if is_asked {
        ask(&mut session.values, &mut missing)?;
    }
    let start = session.planner().start().clone();
    let standing = start.text(FILE).ok().flatten();
    let text = settings::with(standing.as_deref(), &missing)?;
    let mut after = start.clone();
    after.write(FILE, text);
    let planned = changes(&start, &after);
    apply::write(
        &session.root,
        &planned,
        &[format!("values in {FILE}")],
        None,
    )?;
    if planned.is_empty() {
        let keys: Vec<String> = missing
            .iter()
            .map(|it| format!("`{}`", it.key.join(".")))
            .collect();
        writeln!(out, "`{FILE}` stays as it is; it lacks {}", keys.join(", "))?;
    } else {
        writeln!(out, "`{FILE}` was written; {}", apply::UNDO)?;
    }
    if !is_asked {
        writeln!(
            out,
            "nobody could be asked here: this is not a terminal; fill in what is missing"
        )?;
    }
    Ok(Status::Clean)
}

/// The values that findings lack; that of all domains is one for each service, and comes first, for origins follow from it.
fn missing(session: &Session) -> Result<Vec<Missing>> {
    let planner = session.planner();
    let mut wanted: Vec<&Parameter> = wanted(session, &planner)?;
    wanted.sort_by_key(|it| (it.key != DOMAINS, &it.key));
    wanted.dedup_by_key(|it| &it.key);
    let mut found = Vec::new();
    for parameter in wanted {
        if parameter.key == DOMAINS {
            found.extend(domains(session, &planner.addressed()));
        } else if session.values.parameter(parameter).is_none() {
            let key = parameter.key.split('.').map(str::to_owned).collect();
            found.push(Missing {
                key,
                question: parameter.ask.clone(),
                told: None,
                answer: None,
            });
        }
    }
    Ok(found)
}

/// The domains of the services that have none, each below the name that the file has for it.
fn domains(session: &Session, services: &[Addressed]) -> Vec<Missing> {
    let all: Vec<&Names> = services.iter().map(|it| &it.names).collect();
    let given = session.values.services();
    let domains = session.values.domains();
    let name_of = |at: usize| {
        let mut names = given.iter().map(|(name, _)| name);
        names.find(|name| Names::meant(name, &all) == [at])
    };
    let missing = services.iter().enumerate().filter_map(|(at, it)| {
        let path = &it.names.path;
        let name = name_of(at).unwrap_or(path);
        let told = it.domain.clone();
        (!domains.contains_key(name)).then(|| Missing {
            key: ["services", name, "domain"].map(str::to_owned).to_vec(),
            question: format!("Which public domain does `{path}` get?"),
            // another service may have it by now
            told: told.filter(|told| domains.values().all(|given| given != told)),
            answer: None,
        })
    });
    missing.collect()
}

/// Asks for each; what is not answered stays missing.
fn ask(values: &mut Values, missing: &mut Vec<Missing>) -> Result<()> {
    for it in missing.iter_mut() {
        if is_known_by_now(values, &it.key) {
            continue;
        }
        let parts = it
            .key
            .iter()
            .map(|part| toml_edit::Key::new(part).to_string());
        let key = parts.collect::<Vec<_>>().join(".");
        ask_value(values, &key, &it.question, it.told.as_deref())
            .map_err(|error| cannot(&error))?;
        it.answer = values.value(&it.key);
    }
    missing.retain(|it| it.answer.is_some() || !is_known_by_now(values, &it.key));
    Ok(())
}

/// Whether an answer has made a question needless: domains tell which origins there are.
fn is_known_by_now(values: &Values, key: &[String]) -> bool {
    key == ["cors", "origins"] && !values.domains().is_empty()
}
