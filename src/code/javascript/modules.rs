//! Which modules a script loads, and which file a specifier means.

use crate::code::javascript::declarations::imported_module;
use crate::code::javascript::names::required;
use crate::edit::script::{Node, Script, is_typescript};
use crate::tree::Overlay;
use crate::tree::paths::{folder, join, relative};

/// What a specifier may leave out, the first that is there.
const ENDINGS: &[&str] = &[
    "", ".js", ".ts", ".mjs", ".cjs", ".tsx", ".jsx", ".mts", ".cts", ".json",
];

/// The file that a specifier of a folder means.
const INDEXES: &[&str] = &[
    "/index.js",
    "/index.ts",
    "/index.mjs",
    "/index.cjs",
    "/index.tsx",
];

/// The file of the repository that `specifier` means in the file `from`; `None` for packages from elsewhere.
#[must_use]
pub fn resolve(overlay: &Overlay, from: &str, specifier: &str) -> Option<String> {
    if specifier.starts_with('.') {
        return source_of(overlay, &join(folder(from), specifier)?);
    }
    overlay
        .aliased(from, specifier)
        .iter()
        .find_map(|base| source_of(overlay, base))
}

/// The listed file that a path without ending means, or one with the ending of what is compiled.
fn source_of(overlay: &Overlay, base: &str) -> Option<String> {
    // what stands there and cannot be read is what is meant all the same
    let listed = |path: &String| overlay.is_listed(path) || overlay.is_barred(path);
    let source =
        |ending: &str, to: &str| base.strip_suffix(ending).map(|stem| format!("{stem}{to}"));
    let sources = [
        source(".js", ".ts"),
        source(".js", ".tsx"),
        source(".mjs", ".mts"),
        source(".cjs", ".cts"),
    ];
    let direct = ENDINGS
        .iter()
        .chain(INDEXES)
        .map(|ending| format!("{base}{ending}"));
    direct.chain(sources.into_iter().flatten()).find(listed)
}

/// `path` as a specifier in the file `from`: `./utils/health.js`.
#[must_use]
pub fn specifier(from: &str, path: &str) -> String {
    let (up, down) = relative(from, path);
    let up = "../".repeat(up);
    let start = if up.is_empty() { "./" } else { &up };
    // the folder itself is `.`, and `./health` lies below it
    format!("{start}{}", down.join("/"))
        .trim_end_matches('/')
        .to_owned()
}

/// The ending of relative imports: as the neighbours write it; where there are none, what the runtime needs. `is_module`
/// says whether Node takes the package's plain files for ES modules.
#[must_use]
pub fn relative_ending(script: &Script, es: bool, is_module: bool) -> &'static str {
    let specifiers = loads(script);
    // these are named in full by everybody
    let full = |s: &str| {
        [".json", ".mjs", ".cjs"]
            .iter()
            .any(|ending| s.ends_with(ending))
    };
    let relative: Vec<&String> = specifiers
        .iter()
        .filter(|s| s.starts_with('.') && !full(s))
        .collect();
    if relative.is_empty() {
        return if es && (is_module || !is_typescript(&script.path)) {
            ".js"
        } else {
            ""
        };
    }
    let all = |ending: &&&str| {
        relative
            .iter()
            .all(|specifier| specifier.ends_with(**ending))
    };
    [".js", ".ts"].iter().find(all).copied().unwrap_or("")
}

/// All specifiers that a script loads, in order: imports, re-exports, `require`, `import()`.
#[must_use]
pub fn loads(script: &Script) -> &[String] {
    script.loads_by(|script| {
        let load = |node: Node<'_>| match &*node.kind() {
            "import_statement" | "export_statement" => imported_module(&node),
            "call_expression" => required(&node),
            _ => None,
        };
        script.root().dfs().filter_map(load).collect()
    })
}
