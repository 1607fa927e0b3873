//! What `next build` leaves of an app: a folder of pages, a server of its own, or neither yet. And where its config says so.

use crate::edit::script::{Node, items, property};
use crate::survey::fact::{Captures, Fact, Place, Side, Site, Slot};
use crate::survey::nextjs::app::Nextjs;
use crate::survey::nextjs::config::{Config, object};
use crate::survey::nextjs::values::{Told, told};
use crate::survey::word::vocabulary;

vocabulary! { Nextjs:
    /// the app is built into a folder of pages that needs no server of its own
    fact "static-export" = |it, _| Fact::flag(matches!(it.output(), Fact::Present(Output::Export)));
    /// what needs a server to show its pages, as far as anybody can tell
    fact "server-rendered" = |it, _| Fact::flag(!matches!(it.output(), Fact::Present(Output::Export)));
    /// the value of `output` with which a server is built that stands for itself
    fact "standalone" = |it, _| Fact::of(it.standalone());
    /// the config of the app
    slot "next-config" = |it| it.config_slot();
    /// the settings of a config in which no server of its own is asked for
    list "serverless-configs" = |it| it.configs_without_standalone();
}

/// What `next build` leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    /// What `next start` serves.
    Default,
    /// A server with all that it needs.
    Standalone,
    /// A folder of pages.
    Export,
}

impl Nextjs<'_> {
    /// What `next build` leaves.
    pub(crate) fn output(&self) -> Fact<Output> {
        let exports = self
            .package
            .command("build")
            .is_some_and(|it| it.contains("next export"));
        if exports {
            return Fact::Present(Output::Export);
        }
        match self.config() {
            Fact::Absent => Fact::Present(Output::Default),
            Fact::Unknown(reason) => Fact::Unknown(reason),
            Fact::Present(config) => Fact::from_result(of_config(self, &config)),
        }
    }

    /// On Vercel, which looks for its own output, builds fail with another one.
    fn standalone(&self) -> &'static str {
        // names of the environment are keys of a list to a compiler that is told to be strict about these
        let is_strict = || {
            let settings = self.tsconfig()?;
            let options = settings.get("compilerOptions")?;
            options.get("noPropertyAccessFromIndexSignature")?.as_bool()
        };
        match self.is_on_vercel() {
            false => "\"standalone\"",
            true if is_strict() == Some(true) => {
                "process.env[\"VERCEL\"] ? undefined : \"standalone\""
            }
            true => "process.env.VERCEL ? undefined : \"standalone\"",
        }
    }

    /// Free where there is no config.
    fn config_slot(&self) -> Slot {
        match self.config() {
            Fact::Present(_) => Slot::Filled,
            Fact::Unknown(reason) => Slot::Missing(reason),
            Fact::Absent => Slot::Free(Place {
                path: self.path("next.config.mjs"),
                at: 0,
                side: Side::Before,
                indent: String::new(),
                captures: Captures::new(),
            }),
        }
    }

    fn configs_without_standalone(&self) -> Fact<Vec<Site>> {
        let output = match self.output() {
            Fact::Present(output) => output,
            Fact::Absent => return Fact::Absent,
            Fact::Unknown(reason) => return Fact::Unknown(reason),
        };
        let config = self.config();
        config.map(|config| {
            let object = config.object.as_ref().filter(|_| output == Output::Default);
            object
                .map(|it| Site::at(config.script, it))
                .into_iter()
                .collect()
        })
    }
}

/// What the config says; the reason where only a build would tell.
fn of_config<'s>(app: &Nextjs<'s>, config: &Config<'s>) -> Result<Output, String> {
    let path = &config.script.path;
    let Some(settings) = &config.object else {
        return Err(format!(
            "`{path}` makes its settings by code; export an object with `output: {}` in it",
            app.standalone()
        ));
    };
    let undecided = |node: &Node<'_>| {
        format!(
            "`{}` decides about `output` while the app is built; say `output: {}` there",
            config.place(node),
            app.standalone()
        )
    };
    let root = config.script.root();
    let later = root.dfs().find(|node| {
        let left = node
            .field("left")
            .filter(|_| node.kind() == "assignment_expression");
        left.and_then(|it| it.field("property"))
            .is_some_and(|it| it.text() == "output")
    });
    if let Some(later) = later {
        return Err(undecided(&later));
    }
    let value = match property(settings, "output") {
        Some(value) => Some(value),
        None => spread(app, config, settings)?,
    };
    let Some(value) = value else {
        return Ok(Output::Default);
    };
    match told(&value) {
        Some(Told::Nothing) if value.text() == "undefined" => Ok(Output::Default),
        Some(Told::Text(text)) if text == "standalone" => Ok(Output::Standalone),
        Some(Told::Text(text)) if text == "export" => Ok(Output::Export),
        _ => Err(undecided(&value)),
    }
}

/// `output` of what is spread into the settings.
fn spread<'s>(
    app: &Nextjs<'s>,
    config: &Config<'s>,
    settings: &Node<'s>,
) -> Result<Option<Node<'s>>, String> {
    for member in items(settings).filter(|it| it.kind() == "spread_element") {
        let Some(value) = items(&member).next() else {
            continue;
        };
        let here = object(&value);
        let there = || {
            app.survey
                .definition(config.script, &value)
                .map(|it| it.node)
                .filter(|it| it.kind() == "object")
        };
        if let Some(found) = here.or_else(there) {
            if let Some(value) = property(&found, "output") {
                return Ok(Some(value));
            }
            continue;
        }
        let speaks = |it: &Node<'_>| it.kind() == "object" && property(it, "output").is_some();
        let is_choice = matches!(
            &*value.kind(),
            "parenthesized_expression" | "ternary_expression" | "binary_expression"
        );
        if !is_choice || value.dfs().any(|it| speaks(&it)) {
            return Err(format!(
                "`{}` takes settings from elsewhere, and `output` may be among them; say `output: {}` beside it",
                config.place(&member),
                app.standalone()
            ));
        }
    }
    Ok(None)
}
