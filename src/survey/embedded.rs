//! What of a tree runs on the pages of others: a widget or library that they load, an extension of their browsers. Its requests
//! carry the origins of these pages, which no list in the tree can have.

use std::sync::Arc;

use serde_json::Value;

use crate::code::Survey;
use crate::code::javascript::names::{declared, reference};
use crate::edit::script::{Node, Script, callee, is_script, string_value};
use crate::tree::paths::{file_name, folder, is_test, within};

/// Packages whose whole purpose is to ask a server.
const CLIENTS: &[&str] = &[
    "axios",
    "graphql-request",
    "ky",
    "ofetch",
    "socket.io-client",
    "superagent",
    "urql",
];

/// Keys of a manifest that say how others get the package.
const HANDED_OUT: &[&str] = &["files", "publishConfig", "unpkg", "jsdelivr"];

/// What is to be said of a service that lets no page of another origin read its answers.
pub(crate) const NO_OTHER: &str = "answers no other origin";

/// Globals that only a page has.
const PAGE: &[&str] = &["document", "window", "customElements"];

/// Classes of a page that ask a server.
const ASKING: &[&str] = &["XMLHttpRequest", "WebSocket", "EventSource"];

/// The folders of what runs on the pages of others and asks some server, in order of path.
pub(crate) fn embedded<'s>(survey: &'s Survey<'_>) -> &'s [String] {
    survey.answers.or_find(|| {
        let packages = survey.overlay.paths_called("package.json").into_iter();
        let packages = packages.filter(|path| is_widget(survey, path));
        let manifests = survey.overlay.paths_called("manifest.json").into_iter();
        let extensions = manifests.filter(|path| is_extension(survey, path));
        let mut folders: Vec<String> = packages
            .chain(extensions)
            .map(|path| folder(path).to_owned())
            .collect();
        folders.sort();
        folders.dedup();
        folders
    })
}

/// What is to be said of it where only listed origins may call a service.
pub(crate) fn refused(survey: &Survey<'_>) -> Vec<String> {
    let said = |folder: &String| {
        let name = if folder.is_empty() { "." } else { folder };
        format!(
            "`{name}` runs on pages of others, whose origins no list here has: what it asks of this service there will be refused, \
             until CORS_ALLOWED_ORIGINS names them or the routes that it calls have a policy of their own without credentials"
        )
    };
    embedded(survey).iter().map(said).collect()
}

/// What a manifest of a package says, unless that is a test's.
pub(crate) fn manifest(survey: &Survey<'_>, path: &str) -> Option<Value> {
    let text: Arc<str> = survey.text(path).filter(|_| !is_test(path))?;
    let read: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
    read.is_object().then_some(read)
}

/// Whether any list of dependencies of a manifest names a package.
pub(crate) fn names_package(manifest: &Value, name: &str) -> bool {
    let lists = ["dependencies", "devDependencies", "peerDependencies"];
    let mut lists = lists.iter().filter_map(|list| manifest.get(list));
    lists.any(|list| list.get(name).is_some())
}

/// An extension has the version of its format as a number.
fn is_extension(survey: &Survey<'_>, path: &str) -> bool {
    manifest(survey, path)
        .is_some_and(|it| it.get("manifest_version").is_some_and(Value::is_number))
}

/// A package that others load into their pages, where it asks a server.
fn is_widget(survey: &Survey<'_>, path: &str) -> bool {
    let Some(manifest) = manifest(survey, path) else {
        return false;
    };
    let root = folder(path);
    let files = own_files(survey, root);
    let is_private = manifest.get("private") == Some(&Value::Bool(true));
    let is_published = !is_private && HANDED_OUT.iter().any(|key| manifest.get(key).is_some());
    if !is_published && !files.iter().any(|path| bundles_for_pages(survey, path)) {
        return false;
    }
    let mut asks = CLIENTS.iter().any(|it| names_package(&manifest, it));
    let mut is_on_page = false;
    for path in files.iter().filter(|path| !is_config(path)) {
        // most files speak of neither, and are not parsed
        let speaks = |text: &Arc<str>| {
            let names = PAGE.iter().chain(ASKING).chain(&["fetch"]);
            names.into_iter().any(|name| text.contains(name))
        };
        let Some(script) = survey
            .text(path)
            .filter(speaks)
            .and_then(|_| survey.script(path))
        else {
            continue;
        };
        for node in script.root().dfs() {
            is_on_page |= is_of_page(&node);
            asks |= asks_server(&node);
        }
        if is_on_page && asks {
            return true;
        }
    }
    false
}

/// The scripts of a package, without those of packages below it.
fn own_files<'s>(survey: &'s Survey<'_>, root: &str) -> Vec<&'s str> {
    let manifests = survey.overlay.paths_called("package.json");
    let others = manifests.iter().map(|path| folder(path));
    let others: Vec<&str> = others
        .filter(|other| *other != root && within(other, root))
        .collect();
    let is_own = |path: &&str| {
        is_script(path) && !is_test(path) && !others.iter().any(|other| within(path, other))
    };
    survey.overlay.paths_below(root).filter(is_own).collect()
}

/// The settings of a tool that makes bundles.
fn is_config(path: &str) -> bool {
    let name = file_name(path);
    ["webpack.", "vite.config.", "rollup.config.", "esbuild."]
        .iter()
        .any(|beginning| name.starts_with(beginning))
}

/// Whether settings make one script of it that pages load by a tag: a global of webpack, a format without modules.
fn bundles_for_pages(survey: &Survey<'_>, path: &str) -> bool {
    let script = survey.script(path).filter(|_| is_config(path));
    script.is_some_and(|script: &Script| {
        let root = script.root();
        root.dfs().any(|node| {
            let (Some(key), Some(value)) = (node.field("key"), node.field("value")) else {
                return false;
            };
            let texts = || value.dfs().filter_map(|it| string_value(&it));
            match &*key.text() {
                "library" => is_in(&node, "output"),
                "format" | "formats" => texts().any(|it| matches!(&*it, "iife" | "umd")),
                _ => false,
            }
        })
    })
}

/// Whether a member stands in the object under a key.
fn is_in(member: &Node<'_>, key: &str) -> bool {
    let above = member.parent().and_then(|object| object.parent());
    let name = above.and_then(|pair| pair.field("key"));
    name.is_some_and(|name| name.text() == key)
}

/// `document.body`, `window.addEventListener(…)`, and no name of the script's own.
fn is_of_page(node: &Node<'_>) -> bool {
    let of = node.field("object");
    let of = of.filter(|it| node.kind() == "member_expression" && it.kind() == "identifier");
    of.is_some_and(|of| PAGE.contains(&&*of.text()) && declared(&of.text(), &of).is_none())
}

/// `fetch(…)`, `new WebSocket(…)`, a call of a client.
fn asks_server(node: &Node<'_>) -> bool {
    let global = |of: &Node<'_>, names: &[&str]| {
        of.kind() == "identifier"
            && names.contains(&&*of.text())
            && declared(&of.text(), of).is_none()
    };
    match &*node.kind() {
        "call_expression" => callee(node).is_some_and(|of| {
            global(&of, &["fetch"])
                || of.text() == "window.fetch"
                || reference(&of).is_some_and(|it| CLIENTS.contains(&&*it.module))
        }),
        "new_expression" => node
            .field("constructor")
            .is_some_and(|of| global(&of, ASKING)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::embedded;
    use crate::code::{Parsed, Survey};
    use crate::tree::{Overlay, walk};

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let root = tempfile::tempdir().expect("a folder");
        let mut overlay = Overlay::new(Arc::new(walk(root.path(), &[]).expect("a tree")));
        for (path, text) in files {
            overlay.write(path, (*text).to_owned());
        }
        let parsed = Parsed::default();
        embedded(&Survey::new(&overlay, &parsed)).to_vec()
    }

    const PAGE: &str = "const box = document.createElement('div');\nfetch('/api/chat');\n";

    #[test]
    fn a_package_that_others_load_into_their_pages_is_found() {
        let published = r#"{ "name": "@clinic/chat", "files": ["dist/"] }"#;
        let files = [("chat/package.json", published), ("chat/src/main.js", PAGE)];
        assert_eq!(found(&files), ["chat"]);
        let sockets =
            r#"{ "unpkg": "dist/chat.js", "dependencies": { "socket.io-client": "^4.8.1" } }"#;
        let page = "window.addEventListener('load', start);\n";
        let files = [("package.json", sockets), ("main.ts", page)];
        assert_eq!(found(&files), [""]);
    }

    #[test]
    fn a_private_package_is_one_where_its_bundle_is_for_a_tag() {
        let private = ("chat/package.json", r#"{ "private": true }"#);
        let page = ("chat/src/main.js", PAGE);
        let webpack = "module.exports = { output: { library: { name: 'Chat', type: 'umd' } } };\n";
        let vite = "export default { build: { lib: { entry: 'main.js', formats: ['iife'] } } };\n";
        assert_eq!(found(&[private, page]), Vec::<String>::new());
        assert_eq!(
            found(&[private, page, ("chat/webpack.config.js", webpack)]),
            ["chat"]
        );
        assert_eq!(
            found(&[private, page, ("chat/vite.config.js", vite)]),
            ["chat"]
        );
        let plain = "export default { build: { outDir: 'dist' } };\n";
        assert_eq!(
            found(&[private, page, ("chat/vite.config.js", plain)]),
            Vec::<String>::new()
        );
    }

    #[test]
    fn what_asks_nobody_or_has_no_page_is_none() {
        let published = ("kit/package.json", r#"{ "files": ["dist/"] }"#);
        let buttons = ("kit/src/main.js", "document.body.append(button);\n");
        assert_eq!(found(&[published, buttons]), Vec::<String>::new());
        let server = ("kit/src/main.js", "module.exports = () => fetch(url);\n");
        assert_eq!(found(&[published, server]), Vec::<String>::new());
        let named = "const document = parse();\ndocument.close();\nfetch(url);\n";
        let named = ("kit/src/main.js", named);
        assert_eq!(found(&[published, named]), Vec::<String>::new());
        let tested = ("kit/tests/page.js", PAGE);
        assert_eq!(found(&[published, tested]), Vec::<String>::new());
        let below = ("kit/example/package.json", r#"{ "private": true }"#);
        let page = ("kit/example/main.js", PAGE);
        assert_eq!(found(&[published, below, page]), Vec::<String>::new());
    }

    #[test]
    fn an_extension_of_a_browser_is_told_by_its_manifest() {
        let extension = ("extension/manifest.json", r#"{ "manifest_version": 3 }"#);
        assert_eq!(found(&[extension]), ["extension"]);
        let app = ("web/public/manifest.json", r#"{ "short_name": "Clinic" }"#);
        assert_eq!(found(&[app]), Vec::<String>::new());
    }
}
