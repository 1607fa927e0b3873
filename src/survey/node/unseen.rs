//! Packages that run on a framework and of which nothing can be told: the manifest cannot be read, or the package is started
//! and no app is found in it. Such a service is said to be there; it is not passed over.

use serde_json::Value;

use crate::code::Survey;
use crate::code::javascript::names::reference;
use crate::edit::script::{Node, is_script};
use crate::survey::node::command::started;
use crate::survey::node::package::{self, Package, packages, scripts_of, source_file};
use crate::survey::service::{Service, Unreadable};
use crate::tree::Literal;
use crate::tree::paths::{below, file_name, folder, is_test, within};

/// What has apps of its own that no patch knows, or that are another stack's.
const OTHERS: [&str; 4] = ["@nestjs/core", "fastify", "koa", "next"];

/// Scripts that start a service for its users.
const STARTS: [&str; 3] = ["start", "start:prod", "serve"];

/// The folders of such packages, beside the services that are `known`, with what is in the way.
pub(crate) fn unseen(
    survey: &Survey<'_>,
    framework: &str,
    literal: Literal,
    known: &[Service],
) -> Vec<(String, Unreadable)> {
    let is_open = |it: &&Package| {
        it.runs_on(framework)
            && !is_test(&below(&it.folder, "package.json"))
            && !OTHERS.iter().any(|other| it.depends_on(other))
            && !known.iter().any(|service| service.folder() == it.folder)
    };
    let without = packages(survey).iter().filter(is_open);
    let without = without.filter_map(|it| {
        let why = without_app(survey, it, framework, literal)?;
        Some((it.folder.clone(), why))
    });
    let mut found = unreadable(survey, literal);
    found.extend(without);
    found
}

/// Why no app is found in a package that is started; none where it is a library.
fn without_app(
    survey: &Survey<'_>,
    package: &Package,
    framework: &str,
    literal: Literal,
) -> Option<Unreadable> {
    let is_started = STARTS.iter().any(|name| package.command(name).is_some())
        || survey
            .overlay
            .is_listed(&below(&package.folder, "Dockerfile"));
    let main = package.main().map(|main| below(&package.folder, main));
    let is_own = |path: &str| {
        is_script(path) && within(path, &package.folder) && !is_test(path) && {
            let inner = packages(survey)
                .iter()
                .filter(|it| within(path, &it.folder));
            inner.map(|it| it.folder.len()).max() == Some(package.folder.len())
        }
    };
    let mut unseen: Vec<(&str, String)> = survey.overlay.unseen().collect();
    unseen.retain(|(path, _)| is_own(path) && (is_started || main.as_deref() == Some(path)));
    if let Some((path, why)) = unseen.into_iter().min() {
        return Some(Unreadable::file(path, &why));
    }
    if !is_started {
        return None;
    }
    let files = scripts_of(survey, package, packages(survey));
    let speaking: Vec<&String> = files
        .iter()
        .filter(|path| survey.overlay.has_literal(path, literal))
        .collect();
    for path in &speaking {
        if let Some(reason) = survey.unreadable(path) {
            let file = Unreadable::file(path, "");
            return Some(Unreadable { reason, ..file });
        }
    }
    // where nothing speaks of it, what does may not be here
    let speaks_of_types = || {
        let mut scripts = speaking.iter();
        !speaking.is_empty() && !scripts.any(|path| uses(survey, path, framework))
    };
    if starts_nothing(survey, package) && speaks_of_types() {
        return None;
    }
    let manifest = below(&package.folder, "package.json");
    let why = format!("lists {framework}, and no app of it was found that listens");
    Some(Unreadable::file(&manifest, &why))
}

/// Whether the scripts that start the package name files which are not there, as in a manifest that was copied.
fn starts_nothing(survey: &Survey<'_>, package: &Package) -> bool {
    let docker = below(&package.folder, "Dockerfile");
    let named: Vec<String> = STARTS
        .iter()
        .filter_map(|name| package.command(name))
        .flat_map(|command| started(survey, package, command).scripts)
        .collect();
    let is_there =
        |name: &String| name == "." || source_file(survey, &package.folder, name).is_some();
    !survey.overlay.is_listed(&docker) && !named.is_empty() && !named.iter().any(is_there)
}

/// Whether a script uses a package for more than its types.
fn uses(survey: &Survey<'_>, path: &str, package: &str) -> bool {
    survey.script(path).is_some_and(|script| {
        let root = script.root();
        let mut names = root
            .dfs()
            .filter(|node| node.kind() == "identifier" && !is_imported(node));
        names.any(|name| reference(&name).is_some_and(|it| it.module == package))
    })
}

fn is_imported(name: &Node<'_>) -> bool {
    name.ancestors()
        .any(|above| above.kind() == "import_statement")
}

/// Folders whose `package.json` cannot be read, or is none beside scripts in which `literal` stands.
fn unreadable(survey: &Survey<'_>, literal: Literal) -> Vec<(String, Unreadable)> {
    let is_manifest = |path: &str| file_name(path) == "package.json" && !is_test(path);
    let readable = packages(survey);
    let is_broken = |path: &&str| {
        let known = |package: &Package| package.folder == folder(path);
        is_manifest(path) && !readable.iter().any(known)
    };
    let speaks = |path: &str| {
        let own = |file: &&str| is_script(file) && within(file, folder(path)) && !is_test(file);
        let mut files = survey.overlay.paths().filter(own);
        let mut unseen = survey.overlay.unseen().map(|(path, _)| path).filter(own);
        files.any(|file| survey.overlay.has_literal(file, literal)) || unseen.next().is_some()
    };
    let row = |path: &str| {
        let why = why_unreadable(survey, path)?;
        Some((folder(path).to_owned(), why))
    };
    let barred = survey.overlay.tree().barred().map(|(path, _)| path);
    let broken = survey.overlay.paths().chain(barred).filter(is_broken);
    broken.filter(|path| speaks(path)).filter_map(row).collect()
}

fn why_unreadable(survey: &Survey<'_>, path: &str) -> Option<Unreadable> {
    let text = match survey.overlay.text(path) {
        Ok(text) => text?,
        Err(error) => return Some(Unreadable::file(path, &error.0)),
    };
    if survey.overlay.is_barred(path) {
        return Some(Unreadable::file(
            path,
            "is a symbolic link, which is not followed",
        ));
    }
    let (error, what) = if let Err(error) = serde_json::from_str::<Value>(&text) {
        (error, "cannot parse")
    } else {
        (package::twice(&text)?, "a key stands twice in")
    };
    Some(Unreadable {
        path: path.to_owned(),
        line: error.line().max(1),
        reason: format!(
            "{what} `{path}` at {}:{}; mend it first",
            error.line(),
            error.column()
        ),
    })
}
