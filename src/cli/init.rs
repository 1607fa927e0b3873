//! `fixup init`: asks once for the values that no code tells, and writes them into `fixup.toml`.

use std::io::{IsTerminal, Write};

use crate::cli::arguments::{Init, Target};
use crate::cli::question::{ask_value, cannot, lacking};
use crate::cli::session::Session;
use crate::cli::{Outcome, Status, apply};
use crate::error::{Error, Result};
use crate::patch::parameters::{DOMAINS, FILE, Values};
use crate::patch::settings::{self, Missing};
use crate::plan::changes;
use crate::survey::service::Service;

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

/// The values that findings lack; that of all domains is one for each service.
fn missing(session: &Session) -> Result<Vec<Missing>> {
    let planner = session.planner();
    let services: Vec<&Service> = planner
        .services()
        .iter()
        .filter(|it| it.entry.is_some() || it.beside.is_empty() && it.stack == "nextjs")
        .collect();
    knows_all(&session.values, &services)?;
    let mut found = Vec::new();
    for (key, question) in lacking(session)? {
        if key != DOMAINS {
            let key = key.split('.').map(str::to_owned).collect();
            found.push(Missing {
                key,
                question,
                answer: None,
            });
            continue;
        }
        found.extend(services.iter().map(|it| Missing {
            key: ["services", &it.path, "domain"].map(str::to_owned).to_vec(),
            question: format!("Which public domain does `{}` get?", it.path),
            answer: None,
        }));
    }
    Ok(found)
}

/// Fails on a domain of a service that does not exist.
fn knows_all(values: &Values, services: &[&Service]) -> Result<()> {
    let is_known = |name: &str| {
        let own = name.trim_start_matches("./").trim_end_matches('/');
        let mut all = services.iter();
        all.any(|it| it.path == own || it.path.rsplit('/').next() == Some(own))
    };
    let domains = values.domains();
    let Some(name) = domains.keys().find(|name| !is_known(name)) else {
        return Ok(());
    };
    let names: Vec<String> = services.iter().map(|it| format!("`{}`", it.path)).collect();
    Err(
        Error::new(format!("`[services.{name}]` of `{FILE}` is no service"))
            .help(format!("services are: {}", names.join(", "))),
    )
}

/// Asks for each; what is not answered stays missing.
fn ask(values: &mut Values, missing: &mut [Missing]) -> Result<()> {
    for it in missing {
        let parts = it
            .key
            .iter()
            .map(|part| toml_edit::Key::new(part).to_string());
        let key = parts.collect::<Vec<_>>().join(".");
        ask_value(values, &key, &it.question).map_err(|error| cannot(&error))?;
        it.answer = values.value(&it.key);
    }
    Ok(())
}
