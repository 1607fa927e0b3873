//! All patches, in the order of their files' names, and how one is found by number or name.
//! The built-in ones are embedded; loading knows nothing of that.

use std::collections::BTreeMap;

use include_dir::{Dir, File, include_dir};
use rayon::prelude::*;

use super::{Action, Patch, Step, Templates, manifest};
use crate::code::helpers::Helper;
use crate::error::{Error, Result};

static PATCHES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/patches");
static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// The patches, by issue.
#[derive(Debug)]
pub struct Catalogue {
    patches: Vec<Patch>,
}

/// The catalogue that fixup carries.
///
/// # Errors
/// A patch that does not load: a fault of fixup's own, found by its tests.
pub fn builtin() -> Result<Catalogue> {
    let patches = PATCHES.files().filter_map(named);
    let patches = patches.map(|(path, text)| (path.to_owned(), text));
    Catalogue::load(patches, &Embedded::default())
}

/// The templates that fixup carries, by path.
struct Embedded(BTreeMap<&'static str, &'static str>);

impl Default for Embedded {
    fn default() -> Self {
        let mut all = BTreeMap::new();
        let mut folders = vec![&TEMPLATES];
        while let Some(folder) = folders.pop() {
            all.extend(folder.files().filter_map(named));
            folders.extend(folder.dirs());
        }
        Self(all)
    }
}

impl Templates for Embedded {
    fn text(&self, path: &str) -> Option<String> {
        self.0.get(path).map(|text| (*text).to_owned())
    }

    fn below(&self, folder: &str) -> Vec<String> {
        let paths = self.0.keys().filter(|path| path.starts_with(folder));
        paths.map(|path| (*path).to_owned()).collect()
    }
}

/// The path and text of an embedded file.
fn named(file: &'static File<'_>) -> Option<(&'static str, &'static str)> {
    Some((file.path().to_str()?, file.contents_utf8()?))
}

impl Catalogue {
    /// Loads patch files, given as path and text.
    ///
    /// # Errors
    /// The first file that is no patch, and two files with one number.
    pub fn load<'a>(
        files: impl Iterator<Item = (String, &'a str)>,
        templates: &dyn Templates,
    ) -> Result<Self> {
        let files: Vec<(String, &str)> = files.collect();
        let loaded: Vec<Result<Patch>> = files
            .par_iter()
            .map(|(path, text)| manifest::load(path, text, templates))
            .collect();
        let mut patches = loaded.into_iter().collect::<Result<Vec<Patch>>>()?;
        patches.sort_by_key(|patch| patch.issue);
        if let Some(pair) = patches
            .windows(2)
            .find(|pair| pair[0].issue == pair[1].issue)
        {
            return Err(Error::new(format!(
                "two patches have the number {}: `{}` and `{}`",
                pair[0].issue, pair[0].name, pair[1].name
            )));
        }
        let catalogue = Self { patches };
        let helpers = catalogue.helpers();
        for (at, helper) in helpers.iter().enumerate() {
            let before = &helpers[..at];
            if let Some(other) = before.iter().find(|it| it.declares == helper.declares) {
                let fact = format!("nothing tells `{}` from `{}`", other.name, helper.name);
                let note = format!("both declare {}", helper.declares.join(", "));
                return Err(Error::new(fact).note(note));
            }
        }
        Ok(catalogue)
    }

    /// All patches, by issue.
    #[must_use]
    pub fn patches(&self) -> &[Patch] {
        &self.patches
    }

    /// The modules that the patches bring into services.
    #[must_use]
    pub fn helpers(&self) -> Vec<Helper> {
        let mut helpers: Vec<Helper> = Vec::new();
        let cases = self.patches.iter().flat_map(|patch| &patch.cases);
        let steps = cases.flat_map(|case| match &case.action {
            Action::Steps(steps) => steps.as_slice(),
            Action::Manual(_) => &[],
        });
        for step in steps {
            if let Step::Create {
                helper: Some(helper),
                ..
            } = step
                && !helpers.contains(helper)
            {
                helpers.push(helper.clone());
            }
        }
        helpers
    }

    /// The patch of the issue with this number.
    #[must_use]
    pub fn patch(&self, issue: u8) -> Option<&Patch> {
        self.patches.iter().find(|patch| patch.issue == issue)
    }

    /// The patch of an issue, by number or name.
    ///
    /// # Errors
    /// A name that is none; the nearest one is offered.
    pub fn get(&self, name: &str) -> Result<&Patch> {
        let found = match name.parse::<u8>() {
            Ok(issue) => self.patch(issue),
            Err(_) => self.patches.iter().find(|patch| patch.name == name),
        };
        found.ok_or_else(|| self.unknown(name))
    }

    fn unknown(&self, name: &str) -> Error {
        let error = Error::new(format!("there is no issue `{name}`"));
        match self.patches.iter().find(|patch| {
            !name.is_empty() && (patch.name.contains(name) || name.contains(&*patch.name))
        }) {
            Some(near) => error.help(format!("did you mean `{}` ({})?", near.name, near.issue)),
            None => error.help("`fixup list` shows all issues with their numbers and names"),
        }
    }
}
