//! What a deployment takes, where production has its compose files: the hosts with what runs on them, the images that are built
//! for them, the environment of Terraform, and the domains.

use std::collections::BTreeSet;

use hcl_edit::expr::Expression;
use hcl_edit::structure::{Block, BlockLabel};
use minijinja::Value;
use minijinja::value::Serde;
use serde::Serialize;

use crate::code::Survey;
use crate::survey::compose::file::{ComposeFile, ComposeService};
use crate::survey::compose::owner::Deployed;
use crate::survey::compose::standing::deployed;
use crate::survey::docker::images::image_of;
use crate::survey::docker::instructions::instructions;
use crate::survey::fact::Fact;
use crate::survey::paths::docs;
use crate::survey::public::domains::domains;
use crate::survey::public::running::{Known, Running};
use crate::survey::repository::Repository;
use crate::survey::repository::backend::backend_file;
use crate::survey::repository::databases::{Databases, databases};
use crate::survey::terraform::environments::{Standing, standing};
use crate::survey::terraform::surveyed::below as trees;
use crate::survey::terraform::tree::Tree;
use crate::survey::word::vocabulary;
use crate::tree::paths::{below, file_name, folder};

vocabulary! { Repository:
    /// how production is deployed, where its compose files are there: hosts, images, domains, the environment of Terraform
    fact "deployment" = |it, _| it.deployment();
}

/// How production is deployed.
#[derive(Debug, Serialize)]
struct Deployment {
    hosts: Vec<Host>,
    images: Vec<Image>,
    domains: Vec<Domain>,
    environment: Option<Environment>,
    /// Examples of what services read from their environment.
    examples: Vec<String>,
    databases: Databases,
    /// The folder of the documentation.
    docs: String,
    /// The guides that are there, by their names.
    guides: Vec<String>,
    /// Whether it goes as the guide to a deployment says: images are pushed under the tag of a release, and machines that Terraform
    /// makes take them by it.
    is_guided: bool,
}

/// A host, by the compose file that it runs.
#[derive(Debug, Serialize)]
struct Host {
    /// What it is called in commands: `app`, `web`; `host` where there is one alone.
    name: String,
    file: String,
    folder: String,
    /// What compose asks for.
    variables: Vec<String>,
    /// The same with values with which compose judges the file.
    trial: Vec<String>,
    /// Files that compose asks for and that git does not have; each with the first host that reads it.
    env_files: Vec<String>,
    services: Vec<String>,
    /// Services that run to their end before a release.
    tasks: Vec<String>,
    /// Folders beside the file that containers read.
    mounts: Vec<String>,
    /// Whether compose builds the images itself.
    builds: bool,
    has_edge: bool,
}

/// An image that is built for a host and pushed.
#[derive(Debug, Serialize)]
struct Image {
    /// As the compose file names it.
    name: String,
    folder: String,
    /// Where it is none of the folder itself.
    dockerfile: Option<String>,
    /// What the build is asked for, such as what is built into pages.
    arguments: Vec<Argument>,
}

/// What a build is asked for.
#[derive(Debug, Serialize)]
struct Argument {
    name: String,
    /// Its value, where its name leaves no doubt.
    value: Option<String>,
    /// Whether it is called a secret, which nothing is that a build is given.
    is_secret: bool,
}

#[derive(Debug, Serialize)]
struct Domain {
    #[serde(rename = "domain")]
    host: String,
    service: String,
    path: String,
    /// Whether a host runs it; where none does, its pages are served elsewhere.
    is_on_host: bool,
}

/// The environment of production in Terraform.
#[derive(Debug, Serialize)]
struct Environment {
    folder: String,
    outputs: Vec<String>,
    /// The example files in it.
    examples: Vec<String>,
    /// The file by which its state is told where it lies, where that stands in no other.
    backend: Option<String>,
    /// Variables that a plan asks for and no file may hold.
    secrets: Vec<String>,
    /// What its databases are: `postgres`.
    engine: Option<String>,
}

/// The guides that other patches write.
const GUIDES: &[&str] = &["dns-tls", "jwt-rotation", "uptime"];

impl Repository<'_> {
    fn deployment(&self) -> Fact<Value> {
        let survey = self.survey;
        let files = deployed(survey);
        if files.is_empty() {
            return Fact::Absent;
        }
        let known = self.known();
        let containers: Vec<Deployed> = known.iter().map(|(_, it, _)| it.clone()).collect();
        let running = Running::of(survey, &files, &known, &containers);
        let domains = domains(survey, &running);
        let examples = examples(survey, &known);
        let docs = docs(survey.overlay);
        let has_guide = |name: &&&str| survey.overlay.exists(&format!("{docs}/{name}.md"));
        let guides = GUIDES.iter().filter(has_guide);
        let hosts = hosts(survey, &files);
        let environment = environment(survey);
        let takes_release = |it: &Host| it.variables.iter().any(|name| name == "TAG");
        let deployment = Deployment {
            is_guided: environment.is_some()
                && hosts.iter().any(takes_release)
                && !hosts.iter().any(|it| it.builds),
            hosts,
            images: images(survey, &running, &domains),
            databases: databases(survey, &examples),
            domains: running.iter().zip(domains).filter_map(domain).collect(),
            environment,
            examples,
            guides: guides.map(|name| (*name).to_owned()).collect(),
            docs,
        };
        Fact::Present(Value::from(Serde(&deployment)))
    }
}

fn hosts(survey: &Survey<'_>, files: &[&ComposeFile]) -> Vec<Host> {
    let host = |file: &&ComposeFile| {
        let is_task = |it: &&ComposeService| !it.profiles.is_empty();
        let (tasks, services): (Vec<_>, Vec<_>) = file.services.iter().partition(is_task);
        let names = |all: Vec<&ComposeService>| all.iter().map(|it| it.name.clone()).collect();
        let mounts = file.services.iter().flat_map(|it| &it.mounts);
        let sources = mounts.filter_map(|it| it.source.as_deref());
        let own = sources.filter_map(|path| path.strip_prefix("./"));
        let mut mounts: Vec<String> = own
            .filter_map(|path| path.split('/').next())
            .map(str::to_owned)
            .collect();
        mounts.sort();
        mounts.dedup();
        let variables = asked(&survey.text(&file.path).unwrap_or_default());
        let read = file.services.iter().flat_map(|it| &it.env_files);
        let read = read.map(|path| below(folder(&file.path), path.trim_start_matches("./")));
        let env_files: BTreeSet<String> = read.filter(|it| !survey.overlay.exists(it)).collect();
        Host {
            trial: variables.iter().map(|it| trial(it)).collect(),
            env_files: env_files.into_iter().collect(),
            name: name_of(file, files),
            file: file_name(&file.path).to_owned(),
            folder: folder(&file.path).to_owned(),
            variables,
            builds: services.iter().any(|it| it.build.is_some()),
            has_edge: has_edge(survey, file),
            services: names(services),
            tasks: names(tasks),
            mounts,
        }
    };
    let mut hosts: Vec<Host> = files.iter().map(host).collect();
    let mut named = BTreeSet::new();
    for host in &mut hosts {
        host.env_files.retain(|path| named.insert(path.clone()));
    }
    hosts
}

/// A value that compose takes for a variable: an address where it is called one, of those that nobody has.
fn trial(name: &str) -> String {
    let is_address = ["ADDR", "ADDRESS", "HOST", "IP"]
        .iter()
        .any(|it| name.split('_').any(|part| part == *it));
    let value = if is_address { "192.0.2.1" } else { "x" };
    format!("{name}={value}")
}

/// `web` for `docker-compose.web.yml`; what remains beside it is the app.
fn name_of(file: &ComposeFile, all: &[&ComposeFile]) -> String {
    let is_web = |file: &ComposeFile| file_name(&file.path).split('.').any(|part| part == "web");
    match all {
        [_] => "host".to_owned(),
        [_, _] if all.iter().filter(|it| is_web(it)).count() == 1 => {
            let name = if is_web(file) { "web" } else { "app" };
            name.to_owned()
        }
        _ => {
            let at = all.iter().position(|it| it.path == file.path);
            format!("host_{}", at.unwrap_or_default() + 1)
        }
    }
}

/// Whether the certificate of the edge is installed beside it.
fn has_edge(survey: &Survey<'_>, file: &ComposeFile) -> bool {
    let script = below(folder(&file.path), "nginx/install-cert.sh");
    let is_edge = |it: &ComposeService| it.ports.iter().any(|port| port.published == Some(443));
    survey.overlay.exists(&script) && file.services.iter().any(is_edge)
}

/// The variables that a file has no value for, in order: compose refuses it without them, or takes them for empty.
fn asked(text: &str) -> Vec<String> {
    let lines = text.lines().filter(|it| !it.trim_start().starts_with('#'));
    let text = lines.collect::<Vec<_>>().join("\n").replace("$$", "");
    let pieces = text.split("${").skip(1);
    let asked = pieces.filter_map(|piece| {
        let end = piece.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
        let (name, rest) = piece.split_at(end);
        let is_asked = rest.starts_with(['}', '?']) || rest.starts_with(":?");
        (is_asked && !name.is_empty()).then_some(name)
    });
    let mut names: Vec<String> = asked.map(str::to_owned).collect();
    names.sort();
    names.dedup();
    names
}

fn images(survey: &Survey<'_>, running: &[Running<'_>], domains: &[Option<String>]) -> Vec<Image> {
    let image = |(it, domain): (&Running<'_>, &Option<String>)| {
        let (_, service) = it.file?;
        let name = service.image.clone().filter(|_| service.build.is_none())?;
        let own = it.service.folder();
        let dockerfile = image_of(survey, own, None);
        let usual = below(own, "Dockerfile");
        let text = dockerfile.as_deref().and_then(|path| survey.text(path));
        Some(Image {
            name,
            folder: it.service.path.clone(),
            dockerfile: dockerfile.filter(|path| *path != usual),
            arguments: arguments(&text.unwrap_or_default(), domain.as_deref()),
        })
    };
    running.iter().zip(domains).filter_map(image).collect()
}

/// What a build is asked for: arguments without a value of their own.
fn arguments(dockerfile: &str, domain: Option<&str>) -> Vec<Argument> {
    let all = instructions(dockerfile).into_iter();
    let asked = all.filter(|it| it.keyword == "ARG" && !it.line.contains('='));
    let names = asked.flat_map(|it| {
        let names = it.line.split_whitespace();
        names.map(str::to_owned).collect::<Vec<String>>()
    });
    let mut names: Vec<String> = names.collect();
    names.sort();
    names.dedup();
    let argument = |name: String| Argument {
        value: domain
            .filter(|_| is_own_address(&name))
            .map(|it| format!("https://{it}")),
        is_secret: name
            .split('_')
            .any(|it| matches!(it, "SECRET" | "PASSWORD" | "PRIVATE")),
        name,
    };
    names.into_iter().map(argument).collect()
}

/// Whether a name is that of the address at which the pages themselves are.
fn is_own_address(name: &str) -> bool {
    ["APP_URL", "SITE_URL"]
        .iter()
        .any(|it| name == *it || name == format!("NEXT_PUBLIC_{it}"))
}

fn domain((it, domain): (&Running<'_>, Option<String>)) -> Option<Domain> {
    let container = &it.deployed.container;
    let health = container.health.clone().filter(|_| !container.serves_pages);
    Some(Domain {
        host: domain?,
        service: it.name.clone(),
        is_on_host: it.file.is_some(),
        path: health.unwrap_or_else(|| "/".to_owned()),
    })
}

/// The folder of production, where Terraform has one.
fn environment(survey: &Survey<'_>) -> Option<Environment> {
    let trees = trees(survey, "");
    let of_tree = |tree| match standing(survey, tree) {
        Standing::There(evidence) => Some(evidence.path),
        _ => None,
    };
    let path = trees.iter().find_map(of_tree)?;
    let mut folders = trees.iter().flat_map(|tree| &tree.folders);
    let is_it = |of: &str| of == path || of == folder(&path);
    let found = folders.find(|it| is_it(&it.path))?;
    let outputs = found.files.iter().flat_map(|file| &file.names.outputs);
    let mut outputs: Vec<String> = outputs.cloned().collect();
    outputs.sort();
    let is_example = |path: &&str| folder(path) == found.path && path.ends_with(".example");
    let examples = survey.overlay.paths().filter(is_example).map(file_name);
    let examples: Vec<String> = examples.map(str::to_owned).collect();
    let blocks = || found.files.iter().flat_map(|file| file.body.blocks());
    let secrets = blocks().filter(|it| is_asked_secret(it));
    let secrets = secrets.filter_map(|it| Some(it.labels.first()?.as_str().to_owned()));
    Some(Environment {
        folder: found.path.clone(),
        secrets: secrets.collect(),
        engine: engine(&trees),
        outputs,
        backend: backend_file(survey, found),
        examples,
    })
}

/// Whether a block is a variable that a plan asks for and no file may hold.
fn is_asked_secret(block: &Block) -> bool {
    let says = |key: &str| block.body.get_attribute(key).map(|it| &it.value);
    block.ident.as_str() == "variable"
        && says("sensitive").and_then(Expression::as_bool) == Some(true)
        && says("default").is_none()
}

/// What the databases of Terraform are, where all of them are the same.
fn engine(trees: &[Tree]) -> Option<String> {
    let files = trees.iter().flat_map(Tree::files);
    let blocks = files.flat_map(|file| file.body.blocks());
    let is_database = |it: &&Block| {
        let kind = it.labels.first().map(BlockLabel::as_str);
        it.ident.as_str() == "resource"
            && matches!(kind, Some("aws_db_instance" | "aws_rds_cluster"))
    };
    let engines = blocks.filter(is_database).map(|it| {
        let engine = it.body.get_attribute("engine")?;
        engine.value.as_str().map(str::to_owned)
    });
    let engines: BTreeSet<Option<String>> = engines.collect();
    let mut engines = engines.into_iter();
    engines.next()?.filter(|_| engines.next().is_none())
}

/// What production's environment has to hold, service by service.
fn examples(survey: &Survey<'_>, known: &[Known]) -> Vec<String> {
    let paths = known
        .iter()
        .map(|(service, ..)| below(service.folder(), ".env.prod.example"));
    paths.filter(|path| survey.overlay.exists(path)).collect()
}
