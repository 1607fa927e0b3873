//! Paths that code puts together, and the files that it loads by them: below `__dirname`, and whatever lies in a folder that
//! it goes through.

use crate::code::Survey;
use crate::code::javascript::declarations::Declared;
use crate::code::javascript::modules::resolve;
use crate::code::javascript::names::{declared, required};
use crate::edit::script::{Node, Script, arguments, bare, is_script, string_value};
use crate::tree::paths::{folder, is_test, join, within};

/// How many names a path is followed through.
const HOPS: usize = 3;

/// Functions that list what lies in a folder.
const LISTINGS: &[&str] = &[
    "readdirSync",
    "readdir",
    "globSync",
    "glob",
    "sync",
    "opendirSync",
    "walk",
    "walkSync",
];

/// A path as far as it is known.
pub(crate) struct Computed {
    /// Where it begins: at the folder of the script, or nowhere in particular.
    pub(crate) is_here: bool,
    /// What is known of it up to its first unknown part.
    pub(crate) known: String,
    /// What stands behind its last unknown part; none where all of it is known.
    rest: Option<String>,
}

impl Computed {
    fn plain(text: String) -> Self {
        Self {
            is_here: false,
            known: text,
            rest: None,
        }
    }

    fn unknown() -> Self {
        Self {
            is_here: false,
            known: String::new(),
            rest: Some(String::new()),
        }
    }

    /// This path with another one behind it, with `between` the two.
    fn followed_by(mut self, next: &Self, between: &str) -> Self {
        match &mut self.rest {
            Some(rest) if next.rest.is_none() => *rest = format!("{rest}{between}{}", next.known),
            Some(rest) => *rest = next.rest.clone().unwrap_or_default(),
            None => {
                self.known = format!("{}{between}{}", self.known, next.known);
                self.rest.clone_from(&next.rest);
            }
        }
        self
    }

    /// The whole path from the root of the repository, where all of it is known.
    pub(crate) fn path(&self, script: &Script, cwd: &str) -> Option<String> {
        let from = if self.is_here {
            folder(&script.path)
        } else {
            cwd
        };
        let path = self.known.trim_start_matches('/');
        join(from, path).filter(|_| self.rest.is_none())
    }
}

/// The path that an expression stands for.
pub(crate) fn computed(node: &Node<'_>) -> Computed {
    part(node, HOPS)
}

fn part(node: &Node<'_>, hops: usize) -> Computed {
    let node = bare(node);
    if let Some(text) = string_value(&node) {
        return Computed::plain(text);
    }
    let here = || Computed {
        is_here: true,
        known: String::new(),
        rest: None,
    };
    match &*node.kind() {
        "identifier" if node.text() == "__dirname" => here(),
        "member_expression" if node.text() == "import.meta.dirname" => here(),
        "identifier" => match declared(&node.text(), &node) {
            Some(Declared::Value { value, path, .. }) if hops > 0 && path.is_empty() => {
                part(&value, hops - 1)
            }
            _ => Computed::unknown(),
        },
        "binary_expression" => match (node.field("left"), node.field("right")) {
            (Some(left), Some(right)) => part(&left, hops).followed_by(&part(&right, hops), ""),
            _ => Computed::unknown(),
        },
        "template_string" => {
            let pieces = node.named_children().map(|piece| match &*piece.kind() {
                "string_fragment" => Computed::plain(piece.text().into_owned()),
                "template_substitution" => piece
                    .named_children()
                    .next()
                    .map_or_else(Computed::unknown, |inner| part(&inner, hops)),
                _ => Computed::unknown(),
            });
            pieces
                .reduce(|path, piece| path.followed_by(&piece, ""))
                .unwrap_or_else(|| Computed::plain(String::new()))
        }
        "call_expression" => call(&node, hops),
        "new_expression" => below_url(&node, hops),
        _ => Computed::unknown(),
    }
}

/// `path.join(…)`, `path.resolve(…)`, `require.resolve("./x")`, `fileURLToPath(…)`.
fn call(call: &Node<'_>, hops: usize) -> Computed {
    let callee = call.field("function");
    let called = callee
        .as_ref()
        .map(|it| it.text().into_owned())
        .unwrap_or_default();
    let given = arguments(call);
    if called == "require.resolve" {
        let path = given
            .first()
            .map_or_else(Computed::unknown, |it| part(it, hops));
        let is_here = path.known.starts_with('.');
        return Computed { is_here, ..path };
    }
    match called.rsplit('.').next() {
        Some("join" | "resolve") => {
            let parts = given.iter().map(|it| part(it, hops));
            parts
                .reduce(|path, next| path.followed_by(&next, "/"))
                .unwrap_or_else(Computed::unknown)
        }
        Some("fileURLToPath" | "pathToFileURL") => given
            .first()
            .map_or_else(Computed::unknown, |it| part(it, hops)),
        Some("dirname") if given.first().is_some_and(is_this_file) => Computed {
            is_here: true,
            known: String::new(),
            rest: None,
        },
        _ => Computed::unknown(),
    }
}

/// `fileURLToPath(import.meta.url)` or `__filename`, here or behind a name.
fn is_this_file(node: &Node<'_>) -> bool {
    let text = node.text();
    let speaks = |text: &str| text.contains("import.meta.url") || text == "__filename";
    speaks(&text)
        || match declared(&text, node) {
            Some(Declared::Value { value, .. }) => speaks(&value.text()),
            _ => false,
        }
}

/// `new URL("./x", import.meta.url)`.
fn below_url(new: &Node<'_>, hops: usize) -> Computed {
    let given = arguments(new);
    match &given[..] {
        [path, base] if is_this_file(base) => Computed {
            is_here: true,
            ..part(path, hops)
        },
        _ => Computed::unknown(),
    }
}

/// The files that a script loads by paths which it puts together.
pub(crate) fn computed_loads(survey: &Survey<'_>, path: &str) -> Vec<String> {
    let text = survey.overlay.text(path).ok().flatten();
    let computes = |text: &str| {
        let lists = LISTINGS
            .iter()
            .any(|name| text.contains(&format!("{name}(")));
        (text.contains("require") || text.contains("import("))
            && (text.contains("__dirname") || lists)
    };
    if !text.is_some_and(|text| computes(&text)) {
        return Vec::new();
    }
    let Some(script) = survey.script(path) else {
        return Vec::new();
    };
    let root = script.root();
    let loads = root.dfs().filter(|n| {
        let callee = n
            .field("function")
            .filter(|_| n.kind() == "call_expression");
        let is_load = callee.is_some_and(|it| it.text() == "require" || it.kind() == "import");
        is_load && required(n).is_none()
    });
    let folders = listed_folders(script);
    let mut found = Vec::new();
    for load in loads {
        let Some(argument) = arguments(&load).into_iter().next() else {
            continue;
        };
        let named = computed(&argument);
        match named.path(script, folder(path)) {
            Some(path) => found.extend(existing(survey, script, &path)),
            None => found.extend(matching(survey, script, &named, &folders)),
        }
    }
    found.retain(|found| found != path && !is_test(found));
    found
}

/// The file that a whole path means.
fn existing(survey: &Survey<'_>, script: &Script, path: &str) -> Option<String> {
    let below = path.strip_prefix(folder(&script.path)).unwrap_or(path);
    let from = format!("./{}", below.trim_start_matches('/'));
    let found = resolve(survey.overlay, &script.path, &from);
    found.or_else(|| survey.overlay.is_listed(path).then(|| path.to_owned()))
}

/// The folders that a script goes through.
fn listed_folders(script: &Script) -> Vec<String> {
    let root = script.root();
    let is_listing = |call: &Node<'_>| {
        let callee = call
            .field("function")
            .filter(|_| call.kind() == "call_expression");
        let name = callee.map(|it| it.field("property").unwrap_or(it).text().into_owned());
        name.is_some_and(|name| LISTINGS.contains(&&*name))
    };
    let folder_of = |call: Node<'_>| {
        let named = computed(arguments(&call).first()?);
        let is_plain = named.is_here || named.known.starts_with('.');
        let known = named.known.split('*').next().unwrap_or_default().to_owned();
        join(folder(&script.path), known.trim_start_matches('/')).filter(|_| is_plain)
    };
    root.dfs()
        .filter(is_listing)
        .filter_map(folder_of)
        .collect()
}

/// The files of the listed folders that a path with unknown parts may mean.
fn matching(
    survey: &Survey<'_>,
    script: &Script,
    named: &Computed,
    folders: &[String],
) -> Vec<String> {
    let rest = named.rest.as_deref().unwrap_or_default();
    let starts = named.is_here || named.known.starts_with('.');
    let known = join(folder(&script.path), named.known.trim_start_matches('/'));
    let known = known.filter(|_| starts).unwrap_or_default();
    let is_meant = |path: &&str| {
        is_script(path)
            && path.starts_with(&*known)
            && (path.ends_with(rest) || without_ending(path).ends_with(rest))
            && folders.iter().any(|folder| within(path, folder))
    };
    survey
        .overlay
        .paths()
        .filter(is_meant)
        .map(str::to_owned)
        .collect()
}

fn without_ending(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(stem, _)| stem)
}
