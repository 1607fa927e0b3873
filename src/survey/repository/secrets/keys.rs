//! Static keys that the code gives to clients of AWS. Where the host has a role they can go: without them a client asks the host. A
//! client of something else that speaks like AWS keeps its own.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::code::Survey;
use crate::edit::script::{Node, Script, is_python, is_script, is_statement_list};
use crate::edit::{line_end, line_start};
use crate::survey::clouds::Client;
use crate::survey::compose::file::files;
use crate::survey::docker::exposed::is_example;
use crate::survey::fact::{Fact, Site};
use crate::survey::repository::Repository;
use crate::survey::repository::secrets::words::listed;
use crate::survey::terraform::machines::started;
use crate::survey::terraform::roles::{call_without_role, gives_role};
use crate::survey::terraform::surveyed::below;
use crate::survey::word::vocabulary;
use crate::tree::paths::file_name;

vocabulary! { Repository:
    /// static keys of clients of AWS, and constants that hold nothing else, where machines of the repository run in AWS
    list "static-keys" = |it| it.static_keys();
    /// services make clients of AWS on machines of the repository
    fact "aws-clients" = |it, _| Fact::flag(it.keys().has_clients);
    /// lines of examples of environment files with variables that nothing but such keys reads
    list "key-variables" = |it| it.key_variables();
    /// a role must be given to the machines before static keys can go
    fact "awaited-role" = |it, _| it.awaited_role();
    /// clients that keep their keys, or of which nothing tells whether they have any
    fact "kept-keys" = |it, _| listed(it.keys().said.clone());
    /// static keys of clients that talk to S3 or to something like it, as a variable tells them
    list "keys-beside-endpoint" = |it| Fact::Present(it.keys().beside_endpoint.clone());
}

/// What code gives to clients of AWS.
#[derive(Debug, Default)]
pub(in crate::survey::repository) struct Keys {
    /// Whether there are clients of AWS itself.
    has_clients: bool,
    /// Keys that can go, with constants that nobody reads then.
    sites: Vec<Site>,
    /// Lines of examples that go with them.
    variables: Vec<Site>,
    /// What stays.
    said: Vec<String>,
    beside_endpoint: Vec<Site>,
    /// Why it cannot be told what may go.
    unclear: Option<String>,
}

impl Repository<'_> {
    fn keys(&self) -> &Keys {
        self.answers.or_find(|| {
            let runs_in_aws =
                !started(self.survey).machines.is_empty() && uses_instances(self.survey);
            let find = || Keys::of(self.survey, &self.clients());
            runs_in_aws.then(find).unwrap_or_default()
        })
    }

    /// The clients of AWS that the services make.
    pub(super) fn clients(&self) -> Vec<Client> {
        let services = self.services().into_iter();
        let clients = services.flat_map(|(_, told)| &told.clouds.clients);
        clients.cloned().collect()
    }

    fn static_keys(&self) -> Fact<Vec<Site>> {
        let keys = self.keys();
        match &keys.unclear {
            Some(reason) => Fact::Unknown(reason.clone()),
            None => Fact::Present(keys.sites.clone()),
        }
    }

    fn key_variables(&self) -> Fact<Vec<Site>> {
        Fact::Present(self.keys().variables.clone())
    }

    fn awaited_role(&self) -> Fact<minijinja::Value> {
        let trees = below(self.survey, "");
        if self.keys().sites.is_empty() || trees.iter().any(gives_role) {
            return Fact::Absent;
        }
        let profile = match trees.iter().find_map(call_without_role) {
            Some((path, line)) => format!("pass a profile to the machines at `{path}:{line}`"),
            None => "give the instances a profile".to_owned(),
        };
        Fact::of(format!(
            "Terraform gives the machines no role, and without keys their clients find no credentials: apply what is open of 2, 11 and 12 first, or {profile}"
        ))
    }
}

/// Whether Terraform starts machines of AWS.
fn uses_instances(survey: &Survey<'_>) -> bool {
    let trees = below(survey, "");
    trees.iter().any(|tree| !tree.instances().is_empty())
}

impl Keys {
    fn of(survey: &Survey<'_>, clients: &[Client]) -> Self {
        let mut found = Self::default();
        let (elsewhere, own): (Vec<_>, Vec<_>) =
            clients.iter().partition(|it| it.has_endpoint == Some(true));
        found.has_clients = !own.is_empty();
        let kept: Vec<&Site> = elsewhere.iter().flat_map(|it| &it.keys).collect();
        for client in own {
            let (path, line) = (&client.site.path, client.site.line);
            if let Some(keys) = client.keys_elsewhere.first() {
                found.unclear = Some(format!(
                    "`{}:{}` gives clients keys in a way that has to be taken out by hand; on a machine with a role they need none",
                    keys.path, keys.line
                ));
            }
            let unclear = client.unclear.iter().map(|it| {
                format!(
                    "nothing tells whether the credentials at `{}:{}` are static keys; on a machine with a role its clients need none",
                    it.path, it.line
                )
            });
            found.said.extend(unclear);
            let shared = client.keys.iter().find(|key| kept.contains(key));
            match (client.has_endpoint, shared) {
                (None, _) if !client.keys.is_empty() => {
                    found.unclear = Some(format!(
                        "`{path}:{line}` gives its client keys beside options that cannot be followed; take the keys out by hand where it has no endpoint"
                    ));
                }
                (_, Some(key)) => found.said.push(format!(
                    "the keys at `{}:{}` stay, for a client with an endpoint of its own uses them, too",
                    key.path, key.line
                )),
                (None, None) => found.said.push(format!(
                    "the options of the client at `{path}:{line}` cannot be followed; keys among them stay"
                )),
                _ => found.sites.extend(client.keys.iter().cloned()),
            }
        }
        let mut known = BTreeSet::new();
        found.said.retain(|said| known.insert(said.clone()));
        let makes_buckets = started(survey).kinds.contains("aws_s3_bucket");
        let with_keys = elsewhere
            .iter()
            .filter(|it| !it.keys.is_empty() && makes_buckets && it.service == "s3");
        found.beside_endpoint = with_keys.map(|client| client.site.clone()).collect();
        Site::sort(&mut found.sites);
        found.take_along(survey);
        found
    }

    /// Constants and variables that only the keys need.
    fn take_along(&mut self, survey: &Survey<'_>) {
        let mut constants = Vec::new();
        let paths: BTreeSet<&str> = self.sites.iter().map(|site| site.path.as_str()).collect();
        for path in paths {
            let own = self.sites.iter().filter(|site| site.path == path);
            let gone: Vec<Range<usize>> = own.map(|site| site.range.clone()).collect();
            if let Some(script) = survey.script(path) {
                constants.extend(unread(script, &gone));
            }
        }
        self.sites.extend(constants);
        Site::sort(&mut self.sites);
        let names = self.names(survey);
        if !names.is_empty() {
            self.variables = variables(survey, &self.sites, &names);
        }
    }

    /// The names of variables of the environment that the keys come from.
    fn names(&self, survey: &Survey<'_>) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for site in &self.sites {
            let Some(script) = survey.script(&site.path) else {
                continue;
            };
            let root = script.root();
            let inside = root.dfs().filter(|node| {
                let range = node.range();
                site.range.start <= range.start && range.end <= site.range.end
            });
            names.extend(inside.filter_map(|node| variable(&node)));
        }
        names
    }
}

/// The variable of the environment that a node names: `process.env.NAME`, the string of `os.getenv("NAME")`.
fn variable(node: &Node<'_>) -> Option<String> {
    let name = match &*node.kind() {
        "member_expression" if node.field("object")?.text() == "process.env" => {
            node.field("property")?.text().into_owned()
        }
        "string_content" | "string_fragment" => node.text().into_owned(),
        _ => return None,
    };
    let is_name = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    (name.contains('_') && name.bytes().all(is_name)).then_some(name)
}

/// Constants of a script that are read in `gone` alone, and hold a variable of the environment or an object of such.
fn unread(script: &Script, gone: &[Range<usize>]) -> Vec<Site> {
    let root = script.root();
    let is_gone = |node: &Node<'_>| {
        let range = node.range();
        gone.iter()
            .any(|it| it.start <= range.start && range.end <= it.end)
    };
    let is_name = |node: &Node<'_>| {
        matches!(
            &*node.kind(),
            "identifier" | "shorthand_property_identifier"
        )
    };
    let named: BTreeSet<String> = root
        .dfs()
        .filter(|node| is_name(node) && is_gone(node))
        .map(|node| node.text().into_owned())
        .collect();
    let mut found = Vec::new();
    for name in named {
        let mut others = root.dfs().filter(|node| {
            let kind = node.kind();
            (is_name(node) || kind == "shorthand_property_identifier_pattern")
                && node.text() == *name
                && !is_gone(node)
        });
        let (Some(only), None) = (others.next(), others.next()) else {
            continue;
        };
        found.extend(constant(&only).map(|it| Site::at(script, &it)));
        found.extend(import_of_os(&only).map(|it| {
            let text = &script.text;
            let lines = line_start(text, it.range().start)..line_end(text, it.range().end);
            Site::within(script, lines)
        }));
    }
    found
}

/// The statement that declares a constant and nothing else, where what it holds does nothing.
fn constant<'a>(name: &Node<'a>) -> Option<Node<'a>> {
    let declarator = name
        .parent()
        .filter(|it| it.kind() == "variable_declarator")?;
    let value = declarator.field("value")?;
    let is_plain = match &*value.kind() {
        "member_expression" => value.text().starts_with("process.env."),
        "object" => !value.dfs().any(|it| {
            matches!(
                &*it.kind(),
                "call_expression" | "new_expression" | "await_expression"
            )
        }),
        _ => false,
    };
    let statement = declarator.parent()?;
    let is_alone = statement.named_children().count() == 1;
    let is_listed = statement.parent().is_some_and(|it| is_statement_list(&it));
    (is_plain && is_alone && is_listed).then_some(statement)
}

/// `import os` of Python.
fn import_of_os<'a>(name: &Node<'a>) -> Option<Node<'a>> {
    let statement = name.parent()?.parent()?;
    let is_import = statement.kind() == "import_statement" && statement.text() == "import os";
    is_import.then_some(statement)
}

/// Lines of examples of environment files that set `names` of which nothing else speaks.
fn variables(survey: &Survey<'_>, gone: &[Site], names: &BTreeSet<String>) -> Vec<Site> {
    let speaking = survey.overlay.paths().filter(|path| speaks(survey, path));
    let texts: Vec<String> = speaking
        .filter_map(|path| without(survey, path, gone))
        .collect();
    let is_spoken_of = |name: &str| texts.iter().any(|text| text.contains(name));
    let spare: Vec<&String> = names.iter().filter(|name| !is_spoken_of(name)).collect();
    let examples = survey
        .overlay
        .paths()
        .filter(|path| is_example(file_name(path)));
    let mut found = Vec::new();
    for path in examples {
        let text = survey.text(path).unwrap_or_default();
        let sets = |line: &str| {
            let name = line.split_once('=').map(|(name, _)| name.trim());
            name.is_some_and(|name| spare.iter().any(|it| *it == name))
        };
        found.extend(lines(path, &text, sets));
    }
    found
}

/// The lines that are `gone`; with a paragraph of nothing else goes the heading and the gap behind it.
fn lines(path: &str, text: &str, gone: impl Fn(&str) -> bool) -> Vec<Site> {
    let mut found = Vec::new();
    let mut at = 0;
    let all: Vec<&str> = text.split_inclusive('\n').collect();
    let is_blank = |line: &&str| line.trim().is_empty();
    let mut number = 1;
    for paragraph in all.chunk_by(|a, b| is_blank(a) == is_blank(b) || is_blank(b)) {
        let is_own = |line: &&str| gone(line) || is_blank(line) || line.starts_with('#');
        let is_whole = paragraph.iter().all(is_own) && paragraph.iter().any(|line| gone(line));
        for line in paragraph {
            if is_whole || gone(line) {
                found.push(Site::new(path, at..at + line.len(), number));
            }
            at += line.len();
            number += 1;
        }
    }
    found
}

/// Whether a file may hand on a variable of the environment.
fn speaks(survey: &Survey<'_>, path: &str) -> bool {
    let name = file_name(path);
    let is_shell = [".sh", ".tf", ".tftpl", ".toml", ".yml", ".yaml", ".json"]
        .iter()
        .any(|it| name.ends_with(it));
    let is_lock = name.ends_with("-lock.json") || name.contains("lock.y");
    let is_compose = || files(survey).iter().flatten().any(|file| file.path == path);
    is_script(path)
        || is_python(path)
        || is_shell && !is_lock
        || name.starts_with("Dockerfile")
        || is_compose()
}

/// The text of a file without what goes.
fn without(survey: &Survey<'_>, path: &str, gone: &[Site]) -> Option<String> {
    let text = survey.text(path)?;
    let mut left = String::new();
    let mut at = 0;
    for site in gone.iter().filter(|site| site.path == path) {
        left += text.get(at..site.range.start).unwrap_or_default();
        at = site.range.end.max(at);
    }
    Some(left + text.get(at..).unwrap_or_default())
}
