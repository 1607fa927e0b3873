//! The image of a service in production: where it comes from, and what stands in it.

use crate::survey::compose::commands::{is_development, words};
use crate::survey::compose::entry::{Sources, list, plain};
use crate::survey::compose::fields::{Command, insisting};
use crate::survey::compose::file::Build;
use crate::survey::compose::owner::Deployed;
use crate::survey::compose::production::Maker;
use crate::survey::compose::production::environment::RELEASE;
use crate::survey::compose::production::roles::Placed;
use crate::survey::compose::registry;
use crate::survey::docker::command::{self, start};
use crate::survey::docker::environment::gives;
use crate::survey::docker::image::base_image;
use crate::survey::docker::instructions::{Instruction, instructions};
use crate::tree::paths::{file_name, folder, join, relative};

/// An image of a service of ours.
pub(super) struct Image {
    /// Its name, where a registry has it.
    pub(super) name: Option<String>,
    /// What it is built from, where none has.
    pub(super) sources: Option<Sources>,
    /// A command instead of its own, as a value of YAML.
    pub(super) command: Option<String>,
    /// What it is made from.
    pub(super) base: Option<String>,
    pub(super) exposed: Vec<u16>,
    /// The port that its command names.
    pub(super) named_port: Option<u16>,
    /// The folder that it runs in.
    pub(super) home: Option<String>,
    /// Who it runs as, where that is not root.
    pub(super) user: Option<String>,
    /// What its Dockerfile runs while it is built.
    pub(super) made: String,
    /// Whether its command reads PORT.
    pub(super) reads_port: bool,
    /// Whether it says itself of which release it is.
    pub(super) names_release: bool,
    /// Whether its Dockerfile is not there yet.
    pub(super) is_to_come: bool,
}

impl Image {
    pub(super) fn of(maker: &Maker<'_>, it: &Placed<'_>, build: &Build) -> Result<Self, String> {
        let service = &it.service;
        let owner = it.owner();
        let place = format!("`{}`:{}", maker.basis.file.path, service.line);
        let (Some(context), Some(named)) = (&build.context, &build.dockerfile) else {
            return Err(format!(
                "what `{}` ({place}) is built from cannot be told before its variables are filled in",
                service.name
            ));
        };
        let dockerfile = for_production(maker, context, named);
        let text = maker.survey.text(&dockerfile);
        let to_come = owner.filter(|owner| text.is_none() && owner.context_to_come.is_some());
        if text.is_none() && to_come.is_none() {
            return Err(format!(
                "`{dockerfile}` is not there, and the image of `{}` ({place}) needs it",
                service.name
            ));
        }
        let text = text.unwrap_or_default();
        let all = instructions(&text);
        let target = target(build, &all).map_err(|target| {
            format!("the stage `{target}` of `{dockerfile}` is for development, and there is no other; add one for production")
        })?;
        let own = start(&text).map(|start| start.command);
        let told = command_of(maker, it, context, own.as_ref())
            .map_err(|line| format!("`{}` ({place}) starts `{line}`, which is for development; give `{dockerfile}` the command of production", service.name));
        // a Dockerfile that is yet to be made starts what it should
        let command = if to_come.is_some() { None } else { told? };
        let name = registry::image(
            maker.survey,
            service,
            build,
            owner.map(Deployed::name).filter(|it| !it.is_empty()),
        );
        let line = own.as_ref().map(line_of).unwrap_or_default();
        let asked = match to_come {
            Some(owner) => owner.container.public.iter().cloned().collect(),
            None => asked(&all),
        };
        let names_release = gives(&all, target.as_deref(), RELEASE);
        let sources = Sources {
            context: seen(maker, context),
            dockerfile: dockerfile_in(context, &dockerfile),
            target,
            arguments: arguments(build, asked),
        };
        Ok(Self {
            sources: name.is_none().then_some(sources),
            name,
            reads_port: line.contains("$PORT") || line.contains("${PORT"),
            names_release,
            named_port: named_port(&line),
            command,
            base: base_image(&text),
            is_to_come: to_come.is_some(),
            exposed: exposed(&all),
            home: home(&all),
            user: user(&all),
            made: lines_of(&all, "RUN"),
        })
    }
}

/// The Dockerfile of production beside one for development.
fn for_production(maker: &Maker<'_>, context: &str, named: &str) -> String {
    let is_for_development = {
        let mut words = file_name(named).split(['.', '-', '_']);
        words.any(|it| matches!(it, "dev" | "development" | "local"))
    };
    let folders = [folder(named), context];
    let names = [
        "Dockerfile.prod",
        "Dockerfile.production",
        "prod.Dockerfile",
        "Dockerfile",
    ];
    let others = folders
        .iter()
        .flat_map(|folder| names.iter().filter_map(|name| join(folder, name)));
    let mut others = others.filter(|path| is_for_development && maker.survey.overlay.exists(path));
    others.next().unwrap_or_else(|| named.to_owned())
}

/// The stage to build, where it is not the last; else the one for development that is all there is.
fn target(build: &Build, all: &[Instruction<'_>]) -> Result<Option<String>, String> {
    let stages = all.iter().filter(|it| it.keyword == "FROM");
    let names: Vec<&str> = stages
        .map(|it| {
            let mut words = it.line.split_whitespace().rev();
            let last = words.next().unwrap_or_default();
            let is_named = words
                .next()
                .is_some_and(|word| word.eq_ignore_ascii_case("as"));
            if is_named { last } else { "" }
        })
        .collect();
    let is_dev = |name: &str| {
        name.split(['-', '_'])
            .any(|it| matches!(it, "dev" | "development" | "develop" | "local" | "test"))
    };
    if let Some(target) = build.target.as_ref().filter(|it| !is_dev(it)) {
        return Ok(Some(target.clone()));
    }
    match names.last() {
        Some(last) if is_dev(last) => {
            let is_production = |name: &&&str| {
                matches!(
                    **name,
                    "prod" | "production" | "release" | "runner" | "runtime" | "final"
                )
            };
            let found = names.iter().find(is_production);
            found
                .map(|name| Some((*name).to_owned()))
                .ok_or_else(|| (*last).to_owned())
        }
        _ => Ok(None),
    }
}

/// The command of production: that of the file where it is none for development, else that of the image, without what makes
/// a server of Python follow changes.
fn command_of(
    maker: &Maker<'_>,
    it: &Placed<'_>,
    home: &str,
    own: Option<&command::Command>,
) -> Result<Option<String>, String> {
    let develops = |line: &str| is_development(maker.survey, home, line);
    let written = it.service.command.as_ref();
    if let Some(command) = written.filter(|it| !develops(&it.line())) {
        return Ok(Some(match command {
            Command::Words(words) => {
                let words: Vec<String> = words.iter().map(|word| insisting(word)).collect();
                list(&words)
            }
            Command::Line(line) => plain(&insisting(line)),
        }));
    }
    let own = own.map(line_of);
    let is_worker = it.owner().is_some() && it.primary().is_none();
    let line = match (written, own) {
        (Some(command), _) if is_worker => command.line(),
        (_, Some(own)) if !develops(&own) => return Ok(None),
        (_, Some(own)) => own,
        (Some(command), None) => command.line(),
        (None, None) => return Ok(None),
    };
    let all: Vec<&str> = words(&line);
    let rest: Vec<String> = all
        .iter()
        .filter(|word| **word != "--reload")
        .map(|it| (*it).to_owned())
        .collect();
    let is_server = rest.first().is_some_and(|it| it == "uvicorn");
    if is_server && !line.contains(['&', ';', '|', '$']) && !develops(&rest.join(" ")) {
        return Ok(Some(list(&rest)));
    }
    Err(line)
}

fn line_of(command: &command::Command) -> String {
    match command {
        command::Command::Exec(words) => words.join(" "),
        command::Command::Shell(line) => line.clone(),
    }
}

fn named_port(line: &str) -> Option<u16> {
    let mut words = line.split([' ', '=']);
    words.find(|word| matches!(*word, "--port" | "-p"))?;
    words.next()?.parse().ok()
}

fn exposed(all: &[Instruction<'_>]) -> Vec<u16> {
    let last = all.iter().rposition(|it| it.keyword == "FROM").unwrap_or(0);
    let told = all[last..].iter().filter(|it| it.keyword == "EXPOSE");
    let ports = told.flat_map(|it| it.line.split_whitespace().collect::<Vec<_>>());
    ports
        .filter_map(|port| port.trim_end_matches("/tcp").parse().ok())
        .collect()
}

/// Who the last stage runs as, where that is not root.
fn user(all: &[Instruction<'_>]) -> Option<String> {
    let last = all.iter().rposition(|it| it.keyword == "FROM")?;
    let told = all[last..].iter().rfind(|it| it.keyword == "USER")?;
    let user = told.line.trim();
    let is_root = matches!(user.split(':').next(), Some("root" | "0"));
    (!is_root).then(|| user.to_owned())
}

/// All lines of one kind.
fn lines_of(all: &[Instruction<'_>], keyword: &str) -> String {
    let lines = all
        .iter()
        .filter(|it| it.keyword == keyword)
        .map(|it| &*it.line);
    lines.collect::<Vec<_>>().join("\n")
}

/// The folder that the last stage runs in, where it says so itself.
fn home(all: &[Instruction<'_>]) -> Option<String> {
    let last = all.iter().rposition(|it| it.keyword == "FROM")?;
    let told = all[last..].iter().filter(|it| it.keyword == "WORKDIR");
    let mut found = String::new();
    for it in told {
        let path = it.line.trim().trim_end_matches('/');
        if path.contains('$') {
            return None;
        }
        found = if path.starts_with('/') {
            path.to_owned()
        } else {
            format!("{found}/{path}")
        };
    }
    found.starts_with('/').then_some(found)
}

/// A path as the compose file sees it.
fn seen(maker: &Maker<'_>, path: &str) -> String {
    let (up, down) = relative(&maker.basis.file.path, path);
    let down = down.join("/");
    let up = vec![".."; up].join("/");
    match (up.is_empty(), down.is_empty()) {
        (true, true) => ".".to_owned(),
        (true, false) => format!("./{down}"),
        (false, true) => up,
        (false, false) => format!("{up}/{down}"),
    }
}

/// A Dockerfile as seen from its context, where that is not the usual one.
fn dockerfile_in(context: &str, dockerfile: &str) -> Option<String> {
    let inside = dockerfile.strip_prefix(context).unwrap_or(dockerfile);
    let inside = inside.trim_start_matches('/');
    (inside != "Dockerfile").then(|| inside.to_owned())
}

/// What pages are told when they are built.
fn is_public(name: &str) -> bool {
    let mut prefixes = ["NEXT_PUBLIC_", "VITE_", "REACT_APP_"].iter();
    prefixes.any(|it| name.starts_with(it))
}

/// The arguments without a default of a Dockerfile that pages are built with.
fn asked(all: &[Instruction<'_>]) -> Vec<String> {
    let declared = all.iter().filter(|it| it.keyword == "ARG");
    let names = declared.map(|it| it.line.trim());
    names
        .filter(|it| !it.contains('=') && is_public(it))
        .map(str::to_owned)
        .collect()
}

/// What the build is given: what the file for development gives, where no machine of a developer stands in it; what pages are
/// told is asked for.
fn arguments(build: &Build, asked: Vec<String>) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for (name, value) in &build.arguments {
        match value {
            _ if is_public(name) => found.push((name.clone(), format!("${{{name}:?}}"))),
            _ if name == "NODE_ENV" => {}
            Some(value) if !value.contains("localhost") => {
                found.push((name.clone(), insisting(value)));
            }
            _ => found.push((name.clone(), format!("${{{name}:?}}"))),
        }
    }
    for name in asked {
        if !found.iter().any(|(known, _)| *known == name) {
            found.push((name.clone(), format!("${{{name}:?}}")));
        }
    }
    found
}
