//! One look at a tree: its scripts, parsed when somebody asks, and what was worked out from them. What only a text decides
//! is worked out once a run; what takes several files, once a survey.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use elsa::sync::FrozenMap;

use crate::code::answers::{Answers, Memo};
use crate::code::helpers::Helper;
use crate::code::javascript::modules::{loads, resolve};
use crate::code::javascript::symbols::Symbol;
use crate::edit::script::lower::{Form, lower};
use crate::edit::script::style::Style;
use crate::edit::script::style::shown_indent;
use crate::edit::script::{Script, is_python, is_script, nested};
use crate::edit::{Refusal, python};
use crate::tree::Overlay;

/// What follows from a text alone, kept for the whole run: a file is parsed once, however many patches look at it.
#[derive(Default)]
pub struct Parsed {
    scripts: Memo<(String, Arc<str>), Arc<Script>>,
    loads: Memo<(String, Arc<str>), Arc<[String]>>,
    lowered: Memo<(String, Form), Result<String, Refusal>>,
    restyled: Memo<(String, python::Style), Result<String, Refusal>>,
    /// The modules that patches bring.
    helpers: Vec<Helper>,
    /// Files that are nested too deeply, with the line, by path and text.
    too_deep: FrozenMap<(String, Arc<str>), Box<usize>>,
    told: Memo<(String, Arc<str>), Option<usize>>,
    /// What rooms further up keep of texts.
    pub answers: Answers,
    /// Bytes of text whose trees are kept.
    kept: AtomicUsize,
}

/// Trees of files that are only followed are kept up to so many bytes of text: of a small repository all, of a large one
/// those that are met first.
const KEPT: usize = 1024 * 1024;

impl Parsed {
    /// Nothing is parsed yet; `helpers` are the modules that patches bring.
    #[must_use]
    pub fn knowing(helpers: Vec<Helper>) -> Self {
        Self {
            helpers,
            ..Self::default()
        }
    }

    /// The modules that patches bring.
    pub(crate) fn helpers(&self) -> &[Helper] {
        &self.helpers
    }

    /// Which of them the file at `path` with this text is.
    fn helper(&self, path: &str, text: &Arc<str>) -> Option<usize> {
        let key = (path.to_owned(), text.clone());
        self.told.of(key, || {
            if !self.helpers.iter().any(|helper| helper.may_be(text)) {
                return None;
            }
            let script = self.script(path, text);
            self.helpers.iter().position(|helper| helper.is(&script))
        })
    }

    /// The script at `path` with this text.
    pub fn script(&self, path: &str, text: &Arc<str>) -> Arc<Script> {
        let key = (path.to_owned(), text.clone());
        self.scripts.of(key, || Arc::new(self.parse(path, text)))
    }

    fn parse(&self, path: &str, text: &Arc<str>) -> Script {
        let script = Script::parse(path, text.clone());
        if let Some(line) = script.too_deep() {
            let key = (path.to_owned(), text.clone());
            self.too_deep.insert(key, Box::new(line));
        }
        script
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
                loads(&self.parse(path, text)).into()
            }
        })
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

/// One look at an overlay. Facts are computed when asked for.
pub struct Survey<'a> {
    /// What is looked at.
    pub overlay: &'a Overlay,
    /// What is known of texts.
    pub parsed: &'a Parsed,
    /// What rooms further up keep of the whole tree.
    pub answers: Answers,
    scripts: FrozenMap<String, Box<Option<Arc<Script>>>>,
    pub(crate) symbols: FrozenMap<usize, Box<Option<Symbol>>>,
    helpers: FrozenMap<String, Box<Option<usize>>>,
}

impl<'a> Survey<'a> {
    /// A survey of `overlay` that reuses what was parsed before.
    #[must_use]
    pub fn new(overlay: &'a Overlay, parsed: &'a Parsed) -> Self {
        Self {
            overlay,
            parsed,
            answers: Answers::default(),
            scripts: FrozenMap::new(),
            symbols: FrozenMap::new(),
            helpers: FrozenMap::new(),
        }
    }

    /// The text of the file at `path`; `None` where there is none that can be read.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<Arc<str>> {
        self.overlay.text(path).ok().flatten()
    }

    /// The parsed script at `path`; `None` where there is no readable file, or none that can be followed.
    pub fn script(&self, path: &str) -> Option<&Script> {
        let entry = if let Some(known) = self.scripts.get(path) {
            known
        } else {
            let text = self.text(path);
            let script = text.map(|text| self.parsed.script(path, &text));
            self.scripts.insert(path.to_owned(), Box::new(script))
        };
        entry
            .as_deref()
            .filter(|script| script.too_deep().is_none())
    }

    /// The module of a patch that the file at `path` is.
    pub(crate) fn helper_at(&self, path: &str) -> Option<usize> {
        if let Some(known) = self.helpers.get(path) {
            return *known;
        }
        let text = self.overlay.text(path).ok().flatten();
        let told = text.and_then(|text| self.parsed.helper(path, &text));
        *self.helpers.insert(path.to_owned(), Box::new(told))
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
        let text = self.text(path);
        text.map_or_else(Arc::default, |text| self.parsed.loads(path, &text))
    }

    /// Why `path` cannot be read or followed, if it is there.
    #[must_use]
    pub fn unreadable(&self, path: &str) -> Option<String> {
        let text = match self.overlay.text(path) {
            Ok(text) => text?,
            Err(error) => return Some(format!("`{path}` {}", error.0)),
        };
        if !is_script(path) && !is_python(path) {
            return None;
        }
        // by then it has been parsed
        let _ = self.loads(path);
        let line = self.parsed.too_deep.get(&(path.to_owned(), text))?;
        Some(format!("`{path}` {}", nested(*line)))
    }
}
