//! The config of a Next.js app: which file Next.js reads, and the object in it that holds the settings, inside of whatever
//! wraps it.

use crate::code::Survey;
use crate::code::javascript::declarations::Declared;
use crate::code::javascript::exports::whole;
use crate::code::javascript::names::declared;
use crate::edit::script::{Node, Script, arguments, bare, is_function, items, property};
use crate::survey::fact::Fact;
use crate::tree::paths::below;

/// The names of a config, in the order in which Next.js looks for them.
const NAMES: &[&str] = &["next.config.js", "next.config.mjs", "next.config.ts"];

/// Names that look like one, and that Next.js does not read.
const UNREAD: &[&str] = &[
    "next.config.cjs",
    "next.config.mts",
    "next.config.cts",
    "next.config.json",
];

/// The first Next.js that reads a config in TypeScript.
const READS_TYPESCRIPT: u32 = 15;

/// Settings by which an object is known to be a config.
const SETTINGS: &[&str] = &[
    "allowedDevOrigins",
    "assetPrefix",
    "basePath",
    "cacheComponents",
    "cacheHandler",
    "compiler",
    "compress",
    "crossOrigin",
    "devIndicators",
    "distDir",
    "env",
    "eslint",
    "experimental",
    "generateBuildId",
    "generateEtags",
    "headers",
    "i18n",
    "images",
    "logging",
    "modularizeImports",
    "output",
    "outputFileTracingExcludes",
    "outputFileTracingIncludes",
    "outputFileTracingRoot",
    "pageExtensions",
    "poweredByHeader",
    "productionBrowserSourceMaps",
    "publicRuntimeConfig",
    "reactCompiler",
    "reactStrictMode",
    "redirects",
    "rewrites",
    "sassOptions",
    "serverExternalPackages",
    "serverRuntimeConfig",
    "swcMinify",
    "trailingSlash",
    "transpilePackages",
    "turbopack",
    "typedRoutes",
    "typescript",
    "webpack",
];

/// How many names, calls and functions a config is followed through: a name, three plugins and a function are usual.
const HOPS: usize = 16;

/// The config of an app.
pub(crate) struct Config<'s> {
    pub(crate) script: &'s Script,
    /// The object of its settings; none where it is made by code.
    pub(crate) object: Option<Node<'s>>,
    /// Another config beside it that nobody reads.
    pub(crate) unread: Option<String>,
}

/// The config in `folder` that Next.js of the major version `next` reads; absent where there is none.
pub(crate) fn config<'s>(
    survey: &'s Survey<'_>,
    folder: &str,
    next: Option<u32>,
) -> Fact<Config<'s>> {
    let there = |names: &[&str]| -> Vec<String> {
        let paths = names.iter().map(|name| below(folder, name));
        paths.filter(|path| survey.overlay.exists(path)).collect()
    };
    let found = there(NAMES);
    let Some(path) = found.first() else {
        let unread = there(UNREAD);
        return match unread.first() {
            Some(path) => Fact::Unknown(format!(
                "Next.js does not read `{path}`; rename it to `{}`",
                below(folder, "next.config.mjs")
            )),
            None => Fact::Absent,
        };
    };
    if path.ends_with(".ts") && next.is_some_and(|next| next < READS_TYPESCRIPT) {
        return Fact::Unknown(format!(
            "Next.js reads `{path}` from version {READS_TYPESCRIPT} on; write it in JavaScript, or bring Next.js up to date"
        ));
    }
    if let Some(reason) = survey.unreadable(path) {
        return Fact::Unknown(reason);
    }
    let Some(script) = survey.script(path) else {
        return Fact::Unknown(format!("`{path}` is no file"));
    };
    if let Some(error) = script.syntax_error(&script.root()) {
        return Fact::Unknown(format!("{error}; mend it first"));
    }
    Fact::Present(Config {
        script,
        object: whole(script).and_then(|node| object(&node)),
        unread: found.get(1).cloned(),
    })
}

impl<'s> Config<'s> {
    /// The value of a setting.
    pub(crate) fn setting(&self, path: &[&str]) -> Option<Node<'s>> {
        let (last, around) = path.split_last()?;
        let within = around.iter().try_fold(self.object.clone()?, |it, key| {
            object_in(&property(&it, key)?, HOPS)
        })?;
        property(&within, last)
    }

    /// Where a node stands, as `file:line`.
    pub(crate) fn place(&self, node: &Node<'_>) -> String {
        format!(
            "{}:{}",
            self.script.path,
            self.script.line(node.range().start)
        )
    }
}

/// The object literal that an expression is in the end.
pub(crate) fn object<'s>(node: &Node<'s>) -> Option<Node<'s>> {
    object_in(node, HOPS)
}

fn object_in<'s>(node: &Node<'s>, hops: usize) -> Option<Node<'s>> {
    let hops = hops.checked_sub(1)?;
    let node = bare(node);
    match &*node.kind() {
        "object" => Some(node),
        "identifier" | "shorthand_property_identifier" => match declared(&node.text(), &node)? {
            Declared::Value { value, path, .. } if path.is_empty() => object_in(&value, hops),
            Declared::Function(function) => returned(&function, hops),
            _ => None,
        },
        "call_expression" => wrapped(&node, hops),
        _ if is_function(&node) => returned(&node, hops),
        _ => None,
    }
}

/// The config among the arguments of a plugin: `withX(config)`, `withX(options)(config)`, `withX(config, options)`.
fn wrapped<'s>(call: &Node<'s>, hops: usize) -> Option<Node<'s>> {
    let given = arguments(call).into_iter().filter(|it| !is_function(it));
    let objects = given.filter_map(|it| object_in(&it, hops));
    let mut configs: Vec<Node<'s>> = objects.filter(is_config).collect();
    configs.dedup_by_key(|it| it.range());
    let only = configs.len() == 1;
    configs.pop().filter(|_| only)
}

/// Whether an object holds settings of Next.js, or nothing.
fn is_config(object: &Node<'_>) -> bool {
    let mut members = items(object).peekable();
    members.peek().is_none() || SETTINGS.iter().any(|key| property(object, key).is_some())
}

/// The one object that a function returns.
fn returned<'s>(function: &Node<'s>, hops: usize) -> Option<Node<'s>> {
    let body = function.field("body")?;
    if body.kind() != "statement_block" {
        return object_in(&body, hops);
    }
    let own = |it: &Node<'s>| {
        let around = it.ancestors().find(is_function);
        around.is_some_and(|around| around.node_id() == function.node_id())
    };
    let returns = body.dfs().filter(|it| it.kind() == "return_statement");
    let values = returns.filter(own).filter_map(|it| items(&it).next());
    let mut found: Option<Node<'s>> = None;
    for value in values {
        let next = object_in(&value, hops)?;
        if found
            .as_ref()
            .is_some_and(|it| it.node_id() != next.node_id())
        {
            return None;
        }
        found = Some(next);
    }
    found
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::object;
    use crate::code::javascript::exports::whole;
    use crate::edit::script::Script;

    /// The text of the settings in a config.
    fn settings(text: &str) -> Option<String> {
        let script = Script::parse("next.config.js", Arc::from(text));
        let node = whole(&script)?;
        object(&node).map(|it| it.text().into_owned())
    }

    #[test]
    fn settings_are_found_inside_of_whatever_wraps_them() {
        let config = "{ reactStrictMode: true }";
        for around in [
            "module.exports = CONFIG;",
            "/** @type {import('next').NextConfig} */\nconst c = CONFIG;\nexport default c;",
            "export default withA(withB({ enabled: false })(CONFIG));",
            "const c = CONFIG;\nmodule.exports = withSentryConfig(c, { silent: true }, { org: 'x' });",
            "const c = CONFIG;\nexport default [withA, withB].reduce((all, next) => next(all), c);",
            "module.exports = withPlugins([[withA, { a: 1 }]], CONFIG);",
            "export default async (phase) => {\n  const withA = (await import('a')).default({ x: 1 });\n  return withA(CONFIG);\n};",
            "export default function config() { return CONFIG }",
            "let c = CONFIG;\nif (process.env.ANALYZE) c = withA(c);\nexport default c;",
        ] {
            let found = settings(&around.replace("CONFIG", config));
            assert_eq!(found.as_deref(), Some(config), "{around}");
        }
    }

    #[test]
    fn settings_that_code_makes_are_nobodys() {
        for text in [
            "module.exports = makeConfig(process.env);",
            "module.exports = withPWA({ dest: 'public' });",
            "export default production ? { images: {} } : { env: {} };",
            "export default (phase) => {\n  if (phase) { return { images: {} } }\n  return { env: {} };\n};",
            "export { default } from './other';",
        ] {
            assert_eq!(settings(text), None, "{text}");
        }
    }
}
