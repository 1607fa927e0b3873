//! What a container of a Node service needs: what it reads from the environment, and which folders it writes.

use std::collections::BTreeSet;

use crate::code::Survey;
use crate::code::javascript::names::{calls_package, reference};
use crate::edit::script::{
    Node, Script, arguments, callee, is_function, is_typescript, method_call, property, statements,
    string_value,
};
use crate::survey::container::{Container, Interpreter, is_local, is_on_redis, speaks_of_redis};
use crate::survey::node::package::{Package, packages};
use crate::survey::node::service::Service;
use crate::survey::node::variables::reads::{Read, reads};
use crate::survey::paths::written_folder;
use crate::tree::paths::{folder, join};

/// What stands before the folder of a script, which is told from the root of the repository.
const OWN: &str = "//";

/// Functions of `fs` that make a folder or write a file.
const WRITES: &[&str] = &[
    "appendFile",
    "appendFileSync",
    "createWriteStream",
    "ensureDir",
    "ensureDirSync",
    "mkdir",
    "mkdirSync",
    "outputFile",
    "writeFile",
    "writeFileSync",
];

/// The folders that a service writes, worked out once for all that ask.
struct Writes(BTreeSet<String>);

impl Service<'_> {
    /// The service as a container sees it.
    pub(super) fn as_container(&self) -> Container {
        let scripts = || {
            let files = self.program().files().iter();
            files.filter_map(|path| self.survey.script(path))
        };
        let reading = scripts().filter(|script| script.text.contains("env"));
        let read: Vec<Read<'_>> = reading.flat_map(reads).collect();
        Container {
            local: read.iter().filter_map(local).collect(),
            reads: read.into_iter().filter_map(|read| read.name).collect(),
            writes: self.writes(),
            migration: self.migration(),
            asks_redis: self.asks_redis(),
            on_sentry: self.tracker().is_none_or(|it| it.contains("sentry")),
            ..Container::new(Interpreter::Node)
        }
    }

    /// Whether something that it is made of talks to Redis, or may.
    fn asks_redis(&self) -> bool {
        let files = || self.program().files().iter();
        let mut loaded = files().flat_map(|path| self.survey.loads(path).to_vec());
        let mut texts = files().filter_map(|path| self.survey.text(path));
        lists_redis(self.survey, self.package)
            || loaded.any(|module| is_on_redis(&module))
            || texts.any(|text| speaks_of_redis(&text))
    }

    /// The folders that it writes, relative to its own.
    pub(crate) fn writes(&self) -> BTreeSet<String> {
        let find = || {
            let files = self.program().files().iter();
            let scripts = files.filter_map(|path| self.survey.script(path));
            let home = self.deployed.folder();
            let folders = scripts.flat_map(|script| written(self.survey, script, home));
            Writes(folders.collect())
        };
        self.answers.or_find(find).0.clone()
    }
}

/// Whether a package lists one that talks to Redis, or one of the repository, which may.
pub(crate) fn lists_redis(survey: &Survey<'_>, package: &Package) -> bool {
    let own = packages(survey).iter().filter_map(Package::full_name);
    let own: BTreeSet<&str> = own.collect();
    let mut listed = package.packages();
    listed.any(|name| is_on_redis(name) || own.contains(name))
}

/// The name of a variable and the address on this machine that is taken where it is not set.
fn local(read: &Read<'_>) -> Option<(String, String)> {
    let choice = read.node.parent()?;
    let operator = choice.field("operator")?.text().into_owned();
    let otherwise = choice
        .field("right")
        .filter(|_| matches!(&*operator, "||" | "??"))?;
    let address = string_value(&otherwise).filter(|it| is_local(it))?;
    Some((read.name.clone()?, address))
}

/// The folders that a script writes, as far as their names stand in the code.
pub(crate) fn written<'s>(
    survey: &'s Survey<'s>,
    script: &'s Script,
    home: &str,
) -> BTreeSet<String> {
    let mut words = WRITES.iter().chain(&["multer"]);
    if !words.any(|word| script.text.contains(word)) {
        return BTreeSet::new();
    }
    let root = script.root();
    let calls = root.dfs().filter(|node| node.kind() == "call_expression");
    let folder = |call: Node<'s>| {
        let start = written_by(survey, script, &call)?;
        let Some(own) = start.strip_prefix(OWN) else {
            return written_folder(&start);
        };
        let inside = join("", own)?;
        let inside = inside.strip_prefix(home)?.trim_start_matches('/');
        written_folder(inside)
    };
    calls.filter_map(folder).collect()
}

/// The folder that a call writes.
fn written_by<'s>(survey: &'s Survey<'s>, script: &'s Script, call: &Node<'s>) -> Option<String> {
    let first = arguments(call).into_iter().next()?;
    let callee = callee(call)?;
    let name = method_call(call).map(|(_, name)| name);
    let name = name.unwrap_or_else(|| callee.text().into_owned());
    if calls_package(call, "multer") || name == "diskStorage" {
        let place = property(&first, "dest").or_else(|| property(&first, "destination"))?;
        let handed = || callback_value(&place);
        let place = if is_function(&place) {
            handed()?
        } else {
            place.clone()
        };
        return path_of(survey, script, &place);
    }
    let of_files = |package: &str| {
        let reached = reference(&callee);
        reached.is_some_and(|it| WRITES.iter().any(|name| it.is(package, Some(name))))
    };
    let is_of_files = name_of_receiver(call).is_some_and(|it| it.starts_with("fs"))
        || [
            "fs",
            "node:fs",
            "fs/promises",
            "node:fs/promises",
            "fs-extra",
        ]
        .iter()
        .any(|package| of_files(package));
    if !is_of_files || !WRITES.contains(&name.as_str()) {
        return None;
    }
    let path = path_of(survey, script, &first)?;
    let is_folder = name.starts_with("mkdir") || name.starts_with("ensureDir");
    if is_folder {
        return Some(path);
    }
    path.rsplit_once('/').map(|(folder, _)| folder.to_owned())
}

fn name_of_receiver(call: &Node<'_>) -> Option<String> {
    let (receiver, _) = method_call(call)?;
    Some(receiver.text().into_owned())
}

/// What `(req, file, done) => done(null, "uploads/")` hands on.
fn callback_value<'s>(function: &Node<'s>) -> Option<Node<'s>> {
    let body = function.field("body")?;
    let handed = |node: &Node<'s>| {
        let all = arguments(node);
        let is_null = all.first().is_some_and(|first| first.text() == "null");
        all.into_iter().nth(1).filter(|_| is_null)
    };
    let calls = |node: Node<'s>| node.dfs().find_map(|it| handed(&it));
    let own = statements(&body).into_iter().find_map(calls);
    own.or_else(|| handed(&body))
}

/// A path relative to the folder that the service runs in: a text, or one that is joined to `process.cwd()`.
fn path_of<'s>(survey: &'s Survey<'s>, script: &'s Script, node: &Node<'s>) -> Option<String> {
    let is_own = matches!(&*node.text(), "__dirname" | "import.meta.dirname");
    // what is compiled runs in another folder
    if is_own && !is_typescript(&script.path) {
        return Some(format!("{OWN}{}", folder(&script.path)));
    }
    if let Some(text) = survey.texts(script, node).into_iter().next() {
        return Some(text);
    }
    let found = survey.definition(script, node)?;
    let node = &found.node;
    match &*node.kind() {
        "template_string" => {
            let mut whole = String::new();
            for piece in node.named_children() {
                match &*piece.kind() {
                    "string_fragment" => whole += &piece.text(),
                    _ => break,
                }
            }
            (!whole.is_empty()).then_some(whole)
        }
        "call_expression" => {
            let name = callee(node)?.text().into_owned();
            let joins = matches!(&*name, "path.join" | "path.resolve" | "join" | "resolve");
            let mut parts = Vec::new();
            for (at, part) in arguments(node).iter().enumerate().filter(|_| joins) {
                if at == 0 && part.text() == "process.cwd()" {
                    continue;
                }
                match path_of(survey, found.script, part) {
                    Some(text) => parts.push(text),
                    None if at == 0 => return None,
                    None => {
                        parts.push(String::new());
                        break;
                    }
                }
            }
            (!parts.is_empty()).then(|| parts.join("/"))
        }
        _ => None,
    }
}
