//! What of a tree runs on the pages of others: a widget or library that they load, an extension of their browsers. Its requests
//! carry the origins of these pages, which no list in the tree can have.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

use crate::code::Survey;
use crate::code::javascript::names::{declared, reference};
use crate::edit::script::{Node, arguments, callee, is_script, method_call, string_value};
use crate::tree::paths::{file_name, folder, is_test, upwards, within};

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

/// Packages that bring a page to a program: what it does there runs on no page of others.
const BROWSERS: &[&str] = &[
    "jsdom",
    "playwright",
    "playwright-core",
    "puppeteer",
    "puppeteer-core",
];

/// Keys of a manifest that say how others get the package.
const HANDED_OUT: &[&str] = &["files", "publishConfig", "unpkg", "jsdelivr"];

/// What is to be said of a service in which nothing of CORS is found: what stands in front of it, or a package, may have some.
pub(crate) const NO_OTHER: &str = "no CORS that fixup knows";

/// Globals that only a page has.
const PAGE: &[&str] = &["document", "window", "customElements"];

/// Classes of a page that ask a server.
const ASKING: &[&str] = &["XMLHttpRequest", "WebSocket", "EventSource"];

/// The folders of what runs on the pages of others and asks some server, in order of path.
pub(crate) fn embedded<'s>(survey: &'s Survey<'_>) -> &'s [String] {
    struct Embedded(Vec<String>);
    let find = || {
        let packages = survey.overlay.paths_called("package.json");
        let manifests = survey.overlay.paths_called("manifest.json").into_iter();
        let roots: BTreeSet<&str> = packages.iter().map(|path| folder(path)).collect();
        let extensions = manifests.filter(|path| is_extension(survey, &roots, path));
        let widgets = packages.iter().copied();
        let widgets = widgets.filter(|path| is_widget(survey, &roots, path));
        let mut folders: Vec<String> = widgets
            .chain(extensions)
            .map(|path| folder(path).to_owned())
            .collect();
        folders.sort();
        folders.dedup();
        Embedded(folders)
    };
    &survey.answers.or_find(find).0
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

/// An extension, whose manifest has the version of its format as a number, where it asks a server and no permission frees its
/// requests from CORS.
fn is_extension(survey: &Survey<'_>, packages: &BTreeSet<&str>, path: &str) -> bool {
    let is_bound =
        |it: &Value| it.get("manifest_version").is_some_and(Value::is_number) && !may_ask_hosts(it);
    if !manifest(survey, path).is_some_and(|it| is_bound(&it)) {
        return false;
    }
    let mut scripts = own_files(survey, packages, folder(path), is_script);
    scripts.any(|path| acts_on_page(survey, path).1)
}

/// Whether an extension may ask hosts as a server would: by a key of their own, in version 2 among its permissions.
fn may_ask_hosts(manifest: &Value) -> bool {
    let listed = |key: &str| manifest.get(key).and_then(Value::as_array);
    let is_host = |it: &Value| {
        let text = it.as_str().unwrap_or_default();
        text == "<all_urls>" || text.contains("://")
    };
    listed("host_permissions").is_some_and(|all| !all.is_empty())
        || listed("permissions").is_some_and(|all| all.iter().any(is_host))
}

/// A package that others load into their pages, where it asks a server.
fn is_widget(survey: &Survey<'_>, packages: &BTreeSet<&str>, path: &str) -> bool {
    let Some(manifest) = manifest(survey, path) else {
        return false;
    };
    if manifest.get("bin").is_some() || brings_browser(&manifest) {
        return false;
    }
    let root = folder(path);
    let is_private = manifest.get("private") == Some(&Value::Bool(true));
    let is_published = !is_private && HANDED_OUT.iter().any(|key| manifest.get(key).is_some());
    if !is_published && !is_bundled_for_pages(survey, packages, root) {
        return false;
    }
    let mut asks = CLIENTS.iter().any(|it| names_package(&manifest, it));
    let mut is_on_page = false;
    let is_wanted = |path: &str| is_script(path) && Bundler::of(path).is_none();
    for path in own_files(survey, packages, root, is_wanted) {
        let (of_page, asking) = acts_on_page(survey, path);
        is_on_page |= of_page;
        asks |= asking;
        if is_on_page && asks {
            return true;
        }
    }
    false
}

/// Whether a package needs a browser of its own where it runs. One that its tests alone use says nothing.
fn brings_browser(manifest: &Value) -> bool {
    let lists = ["dependencies", "optionalDependencies", "peerDependencies"];
    let mut lists = lists.iter().filter_map(|list| manifest.get(list));
    lists.any(|list| BROWSERS.iter().any(|name| list.get(name).is_some()))
}

/// Whether a script uses what only a page has, and whether it asks a server.
fn acts_on_page(survey: &Survey<'_>, path: &str) -> (bool, bool) {
    // most files speak of neither, and are not parsed
    let speaks = |text: &Arc<str>| {
        let names = PAGE.iter().chain(ASKING).chain(CLIENTS).chain(&["fetch"]);
        names.into_iter().any(|name| text.contains(name))
    };
    let text = survey.text(path).filter(speaks);
    let (mut of_page, mut asks) = (false, false);
    if let Some(script) = text.and_then(|_| survey.script(path)) {
        for node in script.root().dfs() {
            of_page |= is_of_page(&node);
            asks |= asks_server(&node);
        }
    }
    (of_page, asks)
}

/// The files of a folder that are wanted by their names, without tests and those of packages below it.
fn own_files<'s>(
    survey: &'s Survey<'_>,
    packages: &BTreeSet<&str>,
    root: &str,
    is_wanted: impl Fn(&str) -> bool,
) -> impl Iterator<Item = &'s str> {
    let is_own = move |path: &&str| {
        let mut folders = upwards(folder(path)).take_while(|it| *it != root && within(it, root));
        is_wanted(path) && !is_test(path) && !folders.any(|it| packages.contains(it))
    };
    survey.overlay.paths_below(root).filter(is_own)
}

/// A tool that makes bundles.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bundler {
    Webpack,
    Vite,
    /// Rollup, esbuild.
    Plain,
}

impl Bundler {
    /// The one whose settings a file has, by its name.
    fn of(path: &str) -> Option<Self> {
        let beginnings = [
            ("webpack.", Self::Webpack),
            ("vite.config.", Self::Vite),
            ("rollup.config.", Self::Plain),
            ("esbuild.", Self::Plain),
        ];
        let name = file_name(path);
        let mut of = beginnings
            .into_iter()
            .filter(|(beginning, _)| is_script(path) && name.starts_with(beginning));
        of.next().map(|(_, bundler)| bundler)
    }

    /// Whether a member of settings makes one script that pages load by a tag: a global of webpack, a format without modules.
    fn is_for_tag(self, member: &Node<'_>) -> bool {
        let (Some(key), Some(value)) = (member.field("key"), member.field("value")) else {
            return false;
        };
        let has_format = || {
            let mut texts = value.dfs().filter_map(|it| string_value(&it));
            texts.any(|it| matches!(&*it, "iife" | "umd"))
        };
        match (self, &*key.text()) {
            (Self::Webpack, "library") => is_in(member, &["output"]),
            // elsewhere it is the format of a worker, or of pages of its own
            (Self::Vite, "formats") => is_in(member, &["lib", "build"]) && has_format(),
            (Self::Plain, "format") => has_format(),
            _ => false,
        }
    }
}

/// Whether settings in a package make one script of it that pages load by a tag. Pages that lie in it are its own: that may be
/// their script. A library of Vite has one to try it on.
fn is_bundled_for_pages(survey: &Survey<'_>, packages: &BTreeSet<&str>, root: &str) -> bool {
    let has_pages = || {
        own_files(survey, packages, root, |path| path.ends_with(".html"))
            .next()
            .is_some()
    };
    let is_for_tag = |path: &str| {
        let bundler = Bundler::of(path)?;
        let script = survey.script(path)?;
        let is_for_tag = script.root().dfs().any(|it| bundler.is_for_tag(&it));
        Some(is_for_tag && (bundler == Bundler::Vite || !has_pages()))
    };
    let is_config = |path: &str| Bundler::of(path).is_some();
    own_files(survey, packages, root, is_config).any(|path| is_for_tag(path) == Some(true))
}

/// Whether a member stands in the object under the first of these keys, that in the object under the next, and so on.
fn is_in(member: &Node<'_>, keys: &[&str]) -> bool {
    let mut member = member.clone();
    for key in keys {
        let above = member.parent().and_then(|object| object.parent());
        let Some(above) = above.filter(|it| it.field("key").is_some_and(|it| it.text() == *key))
        else {
            return false;
        };
        member = above;
    }
    true
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
            (global(&of, &["fetch"]) || of.text() == "window.fetch") && !asks_itself(node)
                || reference(&of).is_some_and(|it| CLIENTS.contains(&&*it.module))
        }),
        "new_expression" => node
            .field("constructor")
            .is_some_and(|of| global(&of, ASKING)),
        _ => false,
    }
}

/// `fetch(chrome.runtime.getURL("words.json"))`: a file that an extension brings along.
fn asks_itself(call: &Node<'_>) -> bool {
    let first = arguments(call).into_iter().next();
    let method = first.and_then(|it| method_call(&it));
    method.is_some_and(|(_, name)| name == "getURL")
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
    fn a_front_end_with_pages_of_its_own_is_none() {
        let private = ("web/package.json", r#"{ "private": true }"#);
        let page = ("web/src/main.js", PAGE);
        let html = (
            "web/public/index.html",
            "<script src=\"build/bundle.js\"></script>\n",
        );
        let nobody = Vec::<String>::new();
        let rollup =
            "export default { input: 'src/main.js', output: { format: 'iife', name: 'app' } };\n";
        let rollup = ("web/rollup.config.js", rollup);
        assert_eq!(found(&[private, page, rollup, html]), nobody);
        assert_eq!(found(&[private, page, rollup]), ["web"]);
        let esbuild = "require('esbuild').build({ bundle: true, format: 'iife' });\n";
        let esbuild = ("web/esbuild.js", esbuild);
        let index = ("web/index.html", html.1);
        assert_eq!(found(&[private, page, esbuild, index]), nobody);
        assert_eq!(found(&[private, page, esbuild]), ["web"]);
        let worker = "export default defineConfig({ worker: { format: 'iife' } });\n";
        let worker = ("web/vite.config.js", worker);
        assert_eq!(found(&[private, page, worker]), nobody);
        let webpack = "module.exports = { output: { library: 'App' } };\n";
        let webpack = ("web/webpack.config.js", webpack);
        assert_eq!(found(&[private, page, webpack, html]), nobody);
        let library = "export default { build: { lib: { formats: ['iife'] } } };\n";
        let library = ("web/vite.config.js", library);
        assert_eq!(found(&[private, page, library, index]), ["web"]);
    }

    #[test]
    fn a_program_with_a_browser_of_its_own_is_no_widget() {
        let scraper =
            r#"{ "files": ["dist"], "dependencies": { "axios": "^1", "puppeteer": "^24" } }"#;
        let page = "export const title = (page) => page.evaluate(() => document.title);\n";
        let page = ("scraper/src/main.ts", page);
        let nobody = Vec::<String>::new();
        assert_eq!(found(&[("scraper/package.json", scraper), page]), nobody);
        let command =
            r#"{ "files": ["dist"], "bin": "dist/main.js", "dependencies": { "axios": "^1" } }"#;
        assert_eq!(found(&[("scraper/package.json", command), page]), nobody);
        let tested = r#"{ "files": ["dist"], "devDependencies": { "jsdom": "^26" } }"#;
        let widget = ("chat/src/main.js", PAGE);
        assert_eq!(found(&[("chat/package.json", tested), widget]), ["chat"]);
    }

    #[test]
    fn an_extension_of_a_browser_is_told_by_its_manifest() {
        let manifest = |text| ("extension/manifest.json", text);
        let bare = manifest(r#"{ "manifest_version": 3, "permissions": ["storage"] }"#);
        let script = ("extension/content.js", PAGE);
        let nobody = Vec::<String>::new();
        assert_eq!(found(&[bare, script]), ["extension"]);
        assert_eq!(found(&[bare]), nobody);
        let words = "fetch(chrome.runtime.getURL('words.json')).then(mark);\n";
        assert_eq!(found(&[bare, ("extension/content.js", words)]), nobody);
        let hosts = r#"{ "manifest_version": 3, "host_permissions": ["https://api.acme.io/*"] }"#;
        assert_eq!(found(&[manifest(hosts), script]), nobody);
        let older =
            r#"{ "manifest_version": 2, "permissions": ["tabs", "https://api.acme.io/*"] }"#;
        assert_eq!(found(&[manifest(older), script]), nobody);
        let app = ("web/public/manifest.json", r#"{ "short_name": "Clinic" }"#);
        assert_eq!(found(&[app, ("web/public/main.js", PAGE)]), nobody);
    }
}
