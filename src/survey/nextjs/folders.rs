//! Where an app is built, and from which folder the files of its server are gathered, as its config says.

use crate::edit::script::{Node, arguments, bare, callee, string_value};
use crate::survey::nextjs::config::Config;
use crate::survey::nextjs::values::{Told, named, told};
use crate::tree::paths::join;

/// How many names and calls a path is followed through.
const HOPS: usize = 8;

/// The folder that a build writes to.
pub(crate) fn build_folder(config: Option<&Config<'_>>) -> Result<String, String> {
    let Some((config, node)) = config.and_then(|it| Some((it, it.setting(&["distDir"])?))) else {
        return Ok(".next".to_owned());
    };
    match told(&node) {
        Some(Told::Text(text)) => Ok(text
            .trim_start_matches("./")
            .trim_end_matches('/')
            .to_owned()),
        _ => Err(format!(
            "`{}` decides while the app is built where it is built; say the folder as a text",
            config.place(&node)
        )),
    }
}

/// Fails where files are gathered from another folder than `context`, seen from the app in `app`.
pub(crate) fn traced_from(
    config: Option<&Config<'_>>,
    app: &str,
    context: &str,
) -> Result<(), String> {
    let Some(config) = config else { return Ok(()) };
    let settings: [&[&str]; 3] = [
        &["outputFileTracingRoot"],
        &["experimental", "outputFileTracingRoot"],
        &["turbopack", "root"],
    ];
    for setting in settings {
        let Some(node) = config.setting(setting) else {
            continue;
        };
        if path_of(&node, app, HOPS).as_deref() != Some(context) {
            return Err(format!(
                "`{}` lets Next.js gather files from another folder than the one that the packages are installed in; the server would lie elsewhere",
                config.place(&node)
            ));
        }
    }
    Ok(())
}

/// The folder that an expression names, seen from the one of the config.
fn path_of(node: &Node<'_>, app: &str, hops: usize) -> Option<String> {
    let hops = hops.checked_sub(1)?;
    let node = bare(node);
    if let Some(text) = string_value(&node) {
        return join(app, &text);
    }
    match &*node.text() {
        "__dirname" | "import.meta.dirname" | "process.cwd()" => return Some(app.to_owned()),
        _ => {}
    }
    if node.kind() == "identifier" {
        return path_of(&named(&node)?, app, hops);
    }
    let called = callee(&node)?.text().into_owned();
    let given = arguments(&node);
    let (first, rest) = given.split_first()?;
    match called.rsplit('.').next()? {
        "join" | "resolve" => rest.iter().try_fold(path_of(first, app, hops)?, |at, it| {
            join(&at, &string_value(it)?)
        }),
        "dirname" | "fileURLToPath"
            if first.text().contains("import.meta.url") && first.kind() != "new_expression" =>
        {
            Some(app.to_owned())
        }
        _ => None,
    }
}
