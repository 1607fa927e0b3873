//! How a file knows a handle: by a name that it has already, else by a new import; or why it cannot.

use crate::code::Survey;
use crate::code::javascript::export_paths::export_paths;
use crate::code::javascript::exports::names_export;
use crate::code::javascript::modules::resolve;
use crate::code::javascript::names::reference_in;
use crate::edit::script::{Node, Reference, Script, is_statement_list};
use crate::survey::node::databases::getters::getter;
use crate::survey::node::databases::handles::Handle;
use crate::survey::node::databases::new_import::{View, new_import};
use crate::survey::node::package::packages;
use crate::tree::paths::within;

/// How `viewer` knows a handle; a new import of it binds none of the names that are `taken` by others.
pub(crate) fn view(
    survey: &Survey<'_>,
    viewer: &Script,
    block: Option<&Node<'_>>,
    handle: &Handle,
    taken: &[String],
) -> Result<View, String> {
    if handle.client.package == "mongoose" {
        return Ok(package_view(viewer, "mongoose"));
    }
    if handle.symbol.path == viewer.path {
        return own_view(viewer, block, handle);
    }
    let home = survey
        .script(&handle.symbol.path)
        .expect("the handle was found in this script");
    let paths = export_paths(survey, home, &handle.symbol);
    let Some(path) = paths.first() else {
        if let Some((name, symbol)) = getter(survey, home, handle) {
            let function = handle.given_by(name, symbol);
            let mut view = view(survey, viewer, block, &function, taken)?;
            view.expression.push_str("()");
            return Ok(view);
        }
        return Err(handle.out_of_reach());
    };
    if let Some(expression) = paths
        .iter()
        .find_map(|path| known_as(survey, viewer, home, path))
    {
        return Ok(View {
            expression,
            import: String::new(),
        });
    }
    let module = package_name(survey, viewer, home);
    Ok(new_import(viewer, home, module, path, handle, taken))
}

/// The name of the package whose main file `home` is, where that is another one than the viewer's: a workspace is imported by
/// its name, for only that is sure to be there once the service is packed.
fn package_name(survey: &Survey<'_>, viewer: &Script, home: &Script) -> Option<String> {
    let all = packages(survey);
    let nearest = |path: &str| {
        let around = all.iter().filter(|p| within(path, &p.folder));
        around.max_by_key(|p| p.folder.len())
    };
    let other = nearest(&home.path).filter(|other| !within(&viewer.path, &other.folder))?;
    let name = other.full_name()?;
    let is_main = resolve(survey.overlay, &viewer.path, name)? == home.path;
    is_main.then(|| name.to_owned())
}

/// A package's own handle: the name that the file has for it, or a new default import.
fn package_view(viewer: &Script, package: &str) -> View {
    let known = top_names(viewer)
        .into_iter()
        .find(|(_, reference)| reference.is(package, None));
    match known {
        Some((name, _)) => View {
            expression: name,
            import: String::new(),
        },
        None => View {
            expression: package.to_owned(),
            import: format!("import {package} from \"{package}\";"),
        },
    }
}

/// A handle of the same file must be visible in the block that asks.
fn own_view(viewer: &Script, block: Option<&Node<'_>>, handle: &Handle) -> Result<View, String> {
    let name = handle
        .name
        .clone()
        .filter(|_| handle.symbol.member.is_empty())
        .ok_or_else(|| handle.out_of_reach())?;
    let root = viewer.root();
    let visible = |list: &Node<'_>| {
        list.range().start <= handle.symbol.at
            && handle.symbol.at < list.range().end
            && declares(list, handle.symbol.at)
    };
    let inside = match block {
        Some(block) => {
            visible(block)
                || block
                    .ancestors()
                    .filter(is_statement_list)
                    .any(|list| visible(&list))
        }
        None => visible(&root),
    };
    if inside {
        Ok(View {
            expression: name,
            import: String::new(),
        })
    } else {
        Err(handle.out_of_reach())
    }
}

/// Whether the name at byte `at` is declared directly in this list.
fn declares(list: &Node<'_>, at: usize) -> bool {
    list.children().any(|statement| {
        let range = statement.range();
        let nested = |n: &Node<'_>| is_statement_list(n) && n.range().contains(&at);
        range.contains(&at) && !statement.dfs().any(|n| nested(&n))
    })
}

/// The expression by which `viewer` knows what `home` exports under `path` already.
fn known_as(
    survey: &Survey<'_>,
    viewer: &Script,
    home: &Script,
    path: &[String],
) -> Option<String> {
    top_names(viewer).into_iter().find_map(|(name, reference)| {
        let same = resolve(survey.overlay, &viewer.path, &reference.module)
            .is_some_and(|file| file == home.path);
        let rest = path
            .strip_prefix(reference.path.as_slice())
            .filter(|_| same)?;
        // a default import knows nothing of the other exports
        if reference.default && path.first().is_some_and(|first| names_export(home, first)) {
            return None;
        }
        Some([&[name], rest].concat().join("."))
    })
}

/// The names that stand for other modules at the top of a file.
fn top_names(script: &Script) -> Vec<(String, Reference)> {
    let root = script.root();
    let mut found: Vec<(String, Reference)> = Vec::new();
    let declares = |n: &Node<'_>| {
        matches!(
            &*n.kind(),
            "import_statement" | "lexical_declaration" | "variable_declaration"
        )
    };
    for statement in root.children().filter(declares) {
        let is_name = |n: &Node<'_>| {
            matches!(
                &*n.kind(),
                "identifier" | "shorthand_property_identifier_pattern"
            )
        };
        for name in statement.dfs().filter(is_name) {
            let known = found.iter().any(|(known, _)| *known == name.text());
            let reference = reference_in(&statement, &name.text()).filter(|_| !known);
            found.extend(reference.map(|reference| (name.text().into_owned(), reference)));
        }
    }
    found
}
