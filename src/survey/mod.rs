//! What stands in a repository: its services, and for each the facts, lists and slots that patches speak of.
//! A survey is a pure function of an overlay; what only a text decides is worked out once a run.

mod asked;
pub mod dockerfile;
pub mod express;
pub mod fact;
pub mod fastapi;
pub mod nextjs;
pub mod node_version;
mod places;
mod prisma;
pub mod script;
mod services;
pub mod symbols;
pub mod terraform;
mod trackers;
mod variables;

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use elsa::sync::FrozenMap;
use minijinja::Value;

pub(crate) use asked::Asked;
pub use services::{Service, Stack, Unreadable, services};

use crate::edit::Refusal;
use crate::edit::hcl::ParseError;
use crate::edit::python;
use crate::edit::script::lower::{Form, Style, lower};
use crate::edit::script::style::shown_indent;
use crate::tree::Overlay;
use express::Express;
use fact::{Fact, Site, Slot, Word};
use fastapi::Fastapi;
use nextjs::Nextjs;
use node_version::NodeVersion;
use script::Script;
use script::modules::{loads, resolve};
use symbols::Symbol;
use terraform::{Dangling, Source, Terraform};

/// The names that patches for a stack may use.
#[must_use]
pub fn vocabulary(stack: Stack) -> &'static [Word] {
    match stack {
        Stack::Express => express::VOCABULARY,
        Stack::Terraform => terraform::VOCABULARY,
        Stack::Fastapi => fastapi::VOCABULARY,
        Stack::Nextjs => nextjs::VOCABULARY,
        Stack::Repository => &[],
    }
}

/// What stands in one service. Names are those of the stack's vocabulary; others give `None`.
pub enum Facts<'s> {
    /// An Express service.
    Express(Box<Express<'s>>),
    /// A FastAPI service.
    Fastapi(Box<Fastapi<'s>>),
    /// A Next.js app.
    Nextjs(Nextjs<'s>),
    /// A tree of Terraform modules and environments.
    Terraform(Terraform),
}

impl<'s> Facts<'s> {
    /// The facts of `service`, computed when asked for; `None` where it is no longer there or its stack is not surveyed.
    #[must_use]
    pub fn of(survey: &'s Survey<'s>, service: &'s Service) -> Option<Self> {
        match service.stack {
            Stack::Express => Express::new(survey, service)
                .map(Box::new)
                .map(Self::Express),
            Stack::Terraform => Terraform::new(survey, service).map(Self::Terraform),
            Stack::Fastapi => Fastapi::new(survey, service)
                .map(Box::new)
                .map(Self::Fastapi),
            Stack::Nextjs => Some(Self::Nextjs(Nextjs::new(survey, service))),
            Stack::Repository => None,
        }
    }

    /// A fact, with code as seen from the file `seen_from`.
    #[must_use]
    pub fn fact(&self, name: &str, seen_from: Option<&str>) -> Option<Fact<Value>> {
        match self {
            Self::Express(express) => express.fact(name, seen_from),
            Self::Fastapi(fastapi) => fastapi.fact(name, seen_from),
            Self::Nextjs(nextjs) => nextjs.fact(name),
            Self::Terraform(terraform) => terraform.fact(name),
        }
    }

    /// A list of sites.
    #[must_use]
    pub fn sites(&self, name: &str) -> Option<Fact<Vec<Site>>> {
        match self {
            Self::Express(express) => express.sites(name),
            Self::Fastapi(fastapi) => fastapi.sites(name),
            Self::Nextjs(_) => None,
            Self::Terraform(terraform) => terraform.sites(name),
        }
    }

    /// A slot.
    #[must_use]
    pub fn slot(&self, name: &str) -> Option<Slot> {
        match self {
            Self::Express(express) => express.slot(name),
            Self::Fastapi(fastapi) => fastapi.slot(name),
            Self::Nextjs(_) | Self::Terraform(_) => None,
        }
    }

    /// The script that new scripts are written like.
    #[must_use]
    pub fn model(&self) -> Option<&Script> {
        match self {
            Self::Express(express) => express.model(),
            Self::Fastapi(fastapi) => fastapi.model(),
            Self::Nextjs(_) | Self::Terraform(_) => None,
        }
    }

    /// The file that lists the packages which the service needs.
    #[must_use]
    pub fn manifest(&self) -> Fact<String> {
        match self {
            Self::Express(express) => Fact::Present(express.manifest()),
            Self::Fastapi(fastapi) => fastapi.manifest(),
            Self::Nextjs(nextjs) => Fact::Present(nextjs.manifest()),
            Self::Terraform(_) => Fact::Absent,
        }
    }

    /// The Node that the service runs on and the file that says so; `None` where nothing says it.
    #[must_use]
    pub fn node(&self) -> Option<(NodeVersion, String)> {
        match self {
            Self::Express(express) => express.node(),
            Self::Fastapi(_) | Self::Nextjs(_) | Self::Terraform(_) => None,
        }
    }

    /// Where a finding about something that is missing points: file and line.
    #[must_use]
    pub fn place(&self) -> Option<(String, usize)> {
        match self {
            Self::Express(express) => express.place(),
            Self::Fastapi(fastapi) => fastapi.place(),
            Self::Nextjs(nextjs) => Some((nextjs.manifest(), 1)),
            Self::Terraform(terraform) => terraform.place(),
        }
    }

    /// References of Terraform that lead nowhere.
    #[must_use]
    pub fn dangling(&self) -> BTreeSet<Dangling> {
        match self {
            Self::Express(_) | Self::Fastapi(_) | Self::Nextjs(_) => BTreeSet::new(),
            Self::Terraform(terraform) => terraform.dangling(),
        }
    }

    /// Whether plain `.js` files of the service are ES modules.
    #[must_use]
    pub fn is_module(&self) -> bool {
        matches!(self, Self::Express(express) if express.is_module())
    }
}

/// What follows from a text alone, kept for the whole run: a file is parsed once, however many patches look at it.
#[derive(Default)]
pub struct Parsed {
    scripts: Memo<(String, Arc<str>), Arc<Script>>,
    loads: Memo<(String, Arc<str>), Arc<[String]>>,
    lowered: Memo<(String, Form), Result<String, Refusal>>,
    restyled: Memo<(String, python::Style), Result<String, Refusal>>,
    terraform: Memo<(String, String), Result<Source, ParseError>>,
    /// Bytes of text whose trees are kept.
    kept: AtomicUsize,
}

/// Trees of files that are only followed are kept up to so many bytes of text: of a small repository all, of a large one
/// those that are met first.
const KEPT: usize = 1024 * 1024;

impl Parsed {
    /// The script at `path` with this text.
    pub fn script(&self, path: &str, text: &Arc<str>) -> Arc<Script> {
        let key = (path.to_owned(), text.clone());
        self.scripts
            .of(key, || Arc::new(Script::parse(path, text.clone())))
    }

    /// The script that `before` became.
    pub fn changed(&self, before: &Script, text: &Arc<str>) -> Arc<Script> {
        let key = (before.path.clone(), text.clone());
        self.scripts
            .of(key, || Arc::new(before.changed_to(text.clone())))
    }

    /// The modules that the script at `path` loads. In a large repository its tree is not kept: of most files nothing else
    /// is ever asked.
    fn loads(&self, path: &str, text: &Arc<str>) -> Arc<[String]> {
        let key = (path.to_owned(), text.clone());
        self.loads.of(key, || {
            let kept = self.kept.fetch_add(text.len(), Ordering::Relaxed);
            if kept + text.len() <= KEPT {
                loads(&self.script(path, text)).into()
            } else {
                loads(&Script::parse(path, text.clone())).into()
            }
        })
    }

    /// What the Terraform file at `path` says.
    ///
    /// # Errors
    /// As [`Source::read`].
    pub fn terraform(&self, path: &str, text: &str) -> Result<Source, ParseError> {
        let key = (path.to_owned(), text.to_owned());
        self.terraform.of(key, || Source::read(path, text))
    }

    /// A template lowered to `form`.
    ///
    /// # Errors
    /// As [`lower`].
    pub fn lowered(&self, source: &str, form: &Form) -> Result<String, Refusal> {
        let key = (source.to_owned(), form.clone());
        self.lowered.of(key, || lower(source, form))
    }

    /// A template for a Python file in the style of its neighbours.
    ///
    /// # Errors
    /// As [`python::Style::file`].
    pub fn restyled(&self, source: &str, style: &python::Style) -> Result<String, Refusal> {
        let key = (source.to_owned(), style.clone());
        self.restyled.of(key, || style.file(source))
    }
}

/// Values that are worked out once, by whichever thread asks first; the others wait for it.
struct Memo<K, V>(Mutex<HashMap<K, Arc<OnceLock<V>>>>);

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash, V: Clone> Memo<K, V> {
    fn of(&self, key: K, find: impl FnOnce() -> V) -> V {
        let mut known = self.0.lock().expect("nobody panics while holding it");
        let entry = known.entry(key).or_default().clone();
        drop(known);
        entry.get_or_init(find).clone()
    }
}

/// One look at an overlay. Facts are computed when asked for.
pub struct Survey<'a> {
    /// What is looked at.
    pub overlay: &'a Overlay,
    /// What is known of texts.
    pub parsed: &'a Parsed,
    scripts: FrozenMap<String, Box<Option<Arc<Script>>>>,
    symbols: FrozenMap<usize, Box<Option<Symbol>>>,
}

impl<'a> Survey<'a> {
    /// A survey of `overlay` that reuses what was parsed before.
    #[must_use]
    pub fn new(overlay: &'a Overlay, parsed: &'a Parsed) -> Self {
        Self {
            overlay,
            parsed,
            scripts: FrozenMap::new(),
            symbols: FrozenMap::new(),
        }
    }

    /// The parsed script at `path`; `None` where there is no readable file.
    pub fn script(&self, path: &str) -> Option<&Script> {
        let entry = if let Some(known) = self.scripts.get(path) {
            known
        } else {
            let text = self.overlay.text(path).ok().flatten();
            let script = text.map(|text| self.parsed.script(path, &text));
            self.scripts.insert(path.to_owned(), Box::new(script))
        };
        entry.as_deref()
    }

    /// How the script is written: as its text on disk is, where there is one, for our own lines are no witnesses.
    #[must_use]
    pub fn style(&self, script: &Script) -> Style {
        let text = self.overlay.tree().text(&script.path).ok().flatten();
        let on_disk = text.map(|text| self.parsed.script(&script.path, &text));
        let script = on_disk.as_deref().unwrap_or(script);
        let mut style = script.style().clone();
        if shown_indent(&script.text).is_none() {
            style.indent = self.indent_of_modules(script).unwrap_or(style.indent);
        }
        style
    }

    /// The indentation of the first of a script's own modules that shows one.
    fn indent_of_modules(&self, script: &Script) -> Option<String> {
        let tree = self.overlay.tree();
        self.loads(&script.path)
            .iter()
            .filter_map(|module| resolve(self.overlay, &script.path, module))
            .filter_map(|path| tree.text(&path).ok().flatten())
            .find_map(|text| shown_indent(&text))
    }

    /// The modules that the script at `path` loads, in order; none where it cannot be read.
    #[must_use]
    pub fn loads(&self, path: &str) -> Arc<[String]> {
        if self.overlay.has_literals(path) {
            return self
                .script(path)
                .map_or_else(Arc::default, |script| loads(script).into());
        }
        let text = self.overlay.text(path).ok().flatten();
        text.map_or_else(Arc::default, |text| self.parsed.loads(path, &text))
    }

    /// Why `path` cannot be read, if it is there.
    #[must_use]
    pub fn unreadable(&self, path: &str) -> Option<String> {
        let error = self.overlay.text(path).err()?;
        Some(format!("`{path}` {}", error.0))
    }
}
