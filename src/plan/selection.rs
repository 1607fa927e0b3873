//! Which issues and services a command speaks of.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Error, Result};
use crate::patch::{Catalogue, Category, Patch, Priority, Safety};
use crate::survey::service::Service;

/// What the user chose; everything where nothing was said.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Issues by number, name or range: `5`, `cors-allowlist`, `1,4-5`.
    pub issues: Vec<String>,
    /// Only this priority.
    pub priority: Option<Priority>,
    /// Only this category.
    pub category: Option<Category>,
    /// Only these services, by path.
    pub services: Vec<String>,
    /// Issues left out, by number or name.
    pub ignored: Vec<String>,
    /// Only fixes that users of the service cannot notice.
    pub safe_only: bool,
}

impl Selection {
    /// The chosen patches that are built, by issue.
    ///
    /// # Errors
    /// An issue that does not exist.
    pub fn patches<'c>(&self, catalogue: &'c Catalogue) -> Result<Vec<&'c Patch>> {
        refuse_empty(&self.issues)?;
        let wanted = numbers(catalogue, &self.issues)?;
        let ignored = numbers(catalogue, &self.ignored)
            .map_err(|error| error.note("in `[ignore]` of `fixup.toml`"))?;
        let chosen = |patch: &&Patch| {
            (self.issues.is_empty() || wanted.contains(&patch.issue))
                && !ignored.contains(&patch.issue)
                && self
                    .priority
                    .is_none_or(|priority| patch.priority == priority)
                && self
                    .category
                    .is_none_or(|category| patch.category == category)
                && (!self.safe_only || is_safe(catalogue, patch))
                && !patch.cases.is_empty()
        };
        Ok(catalogue.patches().iter().filter(chosen).collect())
    }

    /// The chosen issues that no patch is built for yet.
    ///
    /// # Errors
    /// An issue that does not exist.
    pub fn unbuilt<'c>(&self, catalogue: &'c Catalogue) -> Result<Vec<&'c Patch>> {
        let wanted = numbers(catalogue, &self.issues)?;
        Ok(catalogue
            .patches()
            .iter()
            .filter(|patch| patch.cases.is_empty() && wanted.contains(&patch.issue))
            .collect())
    }

    /// The chosen issues that are not looked for yet in the stack of a chosen service, by stack.
    ///
    /// # Errors
    /// An issue or a service that does not exist.
    pub fn not_yet(
        &self,
        catalogue: &Catalogue,
        services: &[Service],
    ) -> Result<BTreeMap<&'static str, Vec<u8>>> {
        let services = self.services(services)?;
        let mut found: BTreeMap<&'static str, Vec<u8>> = BTreeMap::new();
        for patch in self.patches(catalogue)? {
            let stacks = patch.not_yet.iter().map(|stack| stack.name());
            for stack in stacks.filter(|stack| services.iter().any(|it| it.stack == *stack)) {
                found.entry(stack).or_default().push(patch.issue);
            }
        }
        Ok(found)
    }

    /// The chosen services.
    ///
    /// # Errors
    /// A service that does not exist.
    pub fn services<'s>(&self, services: &'s [Service]) -> Result<Vec<&'s Service>> {
        let plain = |path: &str| {
            let path = path.trim_end_matches('/').trim_start_matches("./");
            if path.is_empty() {
                ".".to_owned()
            } else {
                path.to_owned()
            }
        };
        let wanted: Vec<String> = self.services.iter().map(|path| plain(path)).collect();
        if let Some(unknown) = wanted
            .iter()
            .find(|path| !services.iter().any(|service| service.path == **path))
        {
            let names: BTreeSet<&str> = services
                .iter()
                .map(|service| service.path.as_str())
                .collect();
            let error = Error::new(format!("there is no service `{unknown}`"));
            return Err(match names.len() {
                0 => error.note("no service was found at all"),
                _ => error.help(format!(
                    "services are: {}",
                    names.into_iter().collect::<Vec<_>>().join(", ")
                )),
            });
        }
        Ok(services
            .iter()
            .filter(|service| wanted.is_empty() || wanted.contains(&service.path))
            .collect())
    }
}

/// Whether users notice neither the patch nor what joins the plan with it.
fn is_safe(catalogue: &Catalogue, patch: &Patch) -> bool {
    let mut needed = patch
        .needs
        .iter()
        .filter_map(|issue| catalogue.patch(*issue));
    patch.safety == Safety::Safe && needed.all(|it| is_safe(catalogue, it))
}

/// Words that name nothing at all: an empty variable in a script, mostly.
fn refuse_empty(words: &[String]) -> Result<()> {
    let empty = |words: &&String| words.split(',').all(|word| word.trim().is_empty());
    match words.iter().find(empty) {
        Some(_) => Err(Error::new("`--issue` names no issue")
            .help("give a number or a name, as `fixup list` shows them")),
        None => Ok(()),
    }
}

/// The issues that words like `5`, `cors-allowlist` and `1,4-5` name.
fn numbers(catalogue: &Catalogue, words: &[String]) -> Result<BTreeSet<u8>> {
    let mut found = BTreeSet::new();
    for word in words
        .iter()
        .flat_map(|words| words.split(','))
        .map(str::trim)
        .filter(|word| !word.is_empty())
    {
        match range(word) {
            Some((first, last)) => {
                let (first, last) = (catalogue.get(first)?.issue, catalogue.get(last)?.issue);
                if first > last {
                    return Err(Error::new(format!("`{word}` is no range of issues"))
                        .help(format!("type `{last}-{first}`")));
                }
                found.extend(first..=last);
            }
            None => drop(found.insert(catalogue.get(word)?.issue)),
        }
    }
    Ok(found)
}

/// `4-5`; names of issues hold hyphens, but no digits on both sides of one.
fn range(word: &str) -> Option<(&str, &str)> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    word.split_once('-')
        .filter(|(first, last)| is_number(first) && is_number(last))
}
