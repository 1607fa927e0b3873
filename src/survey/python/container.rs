//! What a container of a Python service needs: what it reads from the environment, and which folders it writes.

use std::collections::{BTreeMap, BTreeSet};

use crate::code::Survey;
use crate::code::python::definitions::definition;
use crate::code::python::names::dotted;
use crate::code::python::syntax::{
    all_calls, callee, keyword, method_call, positional, string_value,
};
use crate::code::python::texts::text;
use crate::edit::script::{Node, Script};
use crate::survey::container::{Container, Interpreter, is_local, is_on_redis, speaks_of_redis};
use crate::survey::fact::Fact;
use crate::survey::paths::written_folder;
use crate::survey::python::service::Service;
use crate::survey::python::variables::reads::{Read, reads};
use crate::tree::paths::below;

/// Functions that make a folder.
const MAKES: &[&str] = &["os.makedirs", "os.mkdir"];

/// Methods of a path that make a folder, or write a file.
const METHODS: &[&str] = &["mkdir", "write_text", "write_bytes"];

/// The folders that a service writes, worked out once for all that ask.
struct Writes(BTreeSet<String>);

impl Service<'_> {
    /// The service as a container sees it.
    pub(super) fn as_container(&self) -> Container {
        let scripts = self.program().scripts();
        let (mut names, mut addresses) = (BTreeSet::new(), BTreeMap::new());
        for script in scripts {
            let read = reads(self.survey, script);
            addresses.extend(read.iter().filter_map(|it| local(self.survey, script, it)));
            names.extend(read.into_iter().filter_map(|it| it.name));
        }
        Container {
            local: addresses,
            reads: names,
            writes: self.writes(),
            migration: self.migration(),
            asks_redis: self.asks_redis(),
            on_sentry: self.is_on_sentry(),
            ..Container::new(Interpreter::Python)
        }
    }

    /// Whether its code speaks of Redis, or its manifest lists something that talks to it, or goes on in another file.
    fn asks_redis(&self) -> bool {
        let mut scripts = self.program().scripts();
        if scripts.any(|script| speaks_of_redis(&script.text)) {
            return true;
        }
        let Fact::Present(manifest) = self.requirements() else {
            return true;
        };
        let text = self.survey.text(&manifest).unwrap_or_default();
        let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
        let lines = text
            .lines()
            .map(|line| line.split('#').next().unwrap_or(line));
        let mut words = lines.flat_map(|line| line.split(|c| !is_word(c)));
        words.any(|word| {
            let is_elsewhere = ["-r", "-e", "--requirement", "--editable", "./", "../"]
                .iter()
                .any(|start| word.starts_with(start))
                || matches!(word, "workspace" | "path" | "file" | "git");
            is_elsewhere || is_on_redis(&word.to_lowercase())
        })
    }

    /// The folders that it writes, relative to its own.
    pub(crate) fn writes(&self) -> BTreeSet<String> {
        let find = || {
            let scripts = self.program().scripts();
            let folders = scripts.flat_map(|script| written(self.survey, script));
            Writes(folders.collect())
        };
        self.answers.or_find(find).0.clone()
    }
}

impl Service<'_> {
    /// What alembic is told, where it lies beside the service and its image has it.
    fn migration(&self) -> Option<String> {
        let settings = below(self.deployed.folder(), "alembic.ini");
        let is_there = self.survey.overlay.is_listed(&settings);
        let has_tool = is_there && self.listed(&["alembic"]).is_some();
        has_tool.then(|| "alembic upgrade head".to_owned())
    }
}

/// The name of a variable and the address on this machine that is taken where it is not set.
fn local<'s>(
    survey: &'s Survey<'s>,
    script: &'s Script,
    read: &Read<'s>,
) -> Option<(String, String)> {
    let second = || positional(&read.node).into_iter().nth(1);
    let otherwise = keyword(&read.node, "default").or_else(second)?;
    let address = text(survey, script, &otherwise).filter(|it| is_local(it))?;
    Some((read.name.clone()?, address.clone()))
}

/// The folders that a file writes, as far as their names stand in the code.
fn written<'s>(survey: &'s Survey<'s>, script: &'s Script) -> BTreeSet<String> {
    let may_write = ["makedirs", "mkdir", "write_", "open("];
    if !may_write.iter().any(|word| script.text.contains(word)) {
        return BTreeSet::new();
    }
    let folder = |call: Node<'s>| {
        let path = Path::written_by(survey, script, &call)?;
        let folder = if path.is_folder {
            path.start
        } else {
            let (folder, _) = path.start.rsplit_once('/')?;
            folder.to_owned()
        };
        written_folder(&folder)
    };
    all_calls(script).filter_map(folder).collect()
}

/// The beginning of a path that is written, as far as it can be told.
struct Path {
    start: String,
    is_folder: bool,
}

impl Path {
    fn written_by<'s>(survey: &'s Survey<'s>, script: &'s Script, call: &Node<'s>) -> Option<Self> {
        let first = || positional(call).into_iter().next();
        let name = dotted(&callee(call)?).unwrap_or_default();
        let (path, is_folder) = if MAKES.contains(&&*name) {
            (first()?, true)
        } else if name == "open" {
            let mode = positional(call).into_iter().nth(1);
            let mode = mode.or_else(|| keyword(call, "mode"))?;
            let mode = string_value(&mode)?;
            (first().filter(|_| mode.contains(['w', 'a', 'x']))?, false)
        } else {
            let (receiver, method) = method_call(call)?;
            let is_one = METHODS.contains(&method.as_str());
            (Some(receiver).filter(|_| is_one)?, method == "mkdir")
        };
        let (start, is_whole) = start_of(survey, script, &path, 6)?;
        Some(Self {
            start,
            is_folder: is_folder && is_whole,
        })
    }
}

/// The beginning of a path, and whether that is all of it.
fn start_of<'s>(
    survey: &'s Survey<'s>,
    script: &'s Script,
    node: &Node<'s>,
    hops: usize,
) -> Option<(String, bool)> {
    let hops = hops.checked_sub(1)?;
    if let Some(text) = text(survey, script, node) {
        return Some((text, true));
    }
    let found = definition(survey, script, node)?;
    let start = |node: &Node<'s>| start_of(survey, found.script, node, hops);
    let joined = |parts: Vec<Node<'s>>| {
        let mut whole = String::new();
        for part in parts {
            let (text, is_whole) = match start(&part) {
                Some(found) => found,
                None if whole.is_empty() => return None,
                None => return Some((whole + "/", false)),
            };
            if !whole.is_empty() {
                whole.push('/');
            }
            whole += &text;
            if !is_whole {
                return Some((whole, false));
            }
        }
        (!whole.is_empty()).then_some((whole, true))
    };
    match &*found.node.kind() {
        "parenthesized_expression" => start(&found.node.named_children().next()?),
        "binary_operator" => joined(vec![found.node.field("left")?, found.node.field("right")?]),
        "string" => {
            let mut whole = String::new();
            for piece in found.node.named_children() {
                match &*piece.kind() {
                    "string_content" => whole += &piece.text(),
                    "interpolation" => return (!whole.is_empty()).then_some((whole, false)),
                    _ => {}
                }
            }
            None
        }
        "call" => {
            let name = dotted(&callee(&found.node)?)?;
            let is_path = matches!(
                &*name,
                "Path" | "pathlib.Path" | "os.path.join" | "str" | "PurePath"
            );
            is_path.then(|| joined(positional(&found.node)))?
        }
        _ => None,
    }
}
