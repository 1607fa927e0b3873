//! Which folders of modules a build of the project takes along, where the project says so by name: the packages that
//! `pyproject.toml`, `setup.cfg` or `setup.py` lists. A module in any other folder is missing where the build is installed.

use std::collections::BTreeMap;

use toml_edit::{Document, Item};

use crate::code::Survey;
use crate::code::located::Located;
use crate::code::python::definitions::definition;
use crate::code::python::syntax::{all_calls, callee, keyword, string_value};
use crate::survey::python::service::Service;
use crate::tree::paths::{below, folder, join, upwards, within};

/// What a build takes along, as one file lists it.
#[derive(Default)]
pub(crate) struct Shipped {
    /// The file that lists it.
    pub(crate) listed_in: String,
    packages: Vec<Package>,
    /// Single modules, without their ending.
    modules: Vec<String>,
}

/// A package that a build takes along.
struct Package {
    folder: String,
    /// Whether its subfolders go with it.
    whole: bool,
}

impl Shipped {
    /// Whether a build takes along what lies in a folder.
    pub(crate) fn takes(&self, path: &str) -> bool {
        let mut packages = self.packages.iter();
        packages.any(|it| it.folder == path || it.whole && within(path, &it.folder))
    }

    fn takes_file(&self, path: &str) -> bool {
        let stem = path.strip_suffix(".py").unwrap_or(path);
        self.takes(folder(path)) || self.modules.iter().any(|module| module == stem)
    }
}

impl Service<'_> {
    /// The list that the service is built by, where one names its modules.
    pub(crate) fn shipped(&self) -> Option<&Shipped> {
        let found = self.answers.or_find(|| Kept(self.find_shipped()));
        found.0.as_ref()
    }

    /// A list that leaves the entry out is not what the service is started from.
    fn find_shipped(&self) -> Option<Shipped> {
        let survey = self.survey;
        upwards(folder(self.entry())).find_map(|home| {
            let lists = [
                of_pyproject(survey, home),
                of_setup_cfg(survey, home),
                of_setup_py(survey, home),
            ];
            let mut lists = lists.into_iter().flatten();
            lists.find(|shipped| shipped.takes_file(self.entry()))
        })
    }
}

struct Kept(Option<Shipped>);

/// How names of packages become folders.
struct Layout<'l> {
    home: &'l str,
    /// The folder of a package by its name; the empty name stands for all others.
    folders: BTreeMap<String, String>,
}

impl Layout<'_> {
    /// The folder of a package.
    fn folder_of(&self, name: &str) -> Option<String> {
        let mut above = Some(name);
        while let Some(known) = above {
            if let Some(at) = self.folders.get(known) {
                let rest = name[known.len()..].trim_start_matches('.');
                return join(self.home, &below(at, &rest.replace('.', "/")));
            }
            above = match known.rsplit_once('.') {
                Some((parent, _)) => Some(parent),
                None if known.is_empty() => None,
                None => Some(""),
            };
        }
        join(self.home, &name.replace('.', "/"))
    }

    /// Packages by their names; `shop*` and `shop.*` take all below.
    fn packages(&self, names: &[String]) -> Vec<Package> {
        let package = |name: &String| {
            let start = name.trim_end_matches('*');
            let whole = start.len() < name.len();
            let folder = self.folder_of(start.trim_end_matches('.'))?;
            Some(Package { folder, whole })
        };
        names.iter().filter_map(package).collect()
    }

    fn shipped(&self, file: &str, packages: &[String], modules: &[String]) -> Shipped {
        let modules = modules.iter().filter_map(|name| self.folder_of(name));
        Shipped {
            listed_in: below(self.home, file),
            packages: self.packages(packages),
            modules: modules.collect(),
        }
    }
}

/// The texts of a list.
fn texts(item: Option<&Item>) -> Vec<String> {
    let list = item.and_then(Item::as_array).into_iter().flatten();
    list.filter_map(|text| text.as_str().map(str::to_owned))
        .collect()
}

fn of_pyproject(survey: &Survey<'_>, home: &str) -> Option<Shipped> {
    let file = "pyproject.toml";
    let text = survey.text(&below(home, file))?;
    let document = text.parse::<Document<String>>().ok()?;
    let tool = document.get("tool")?;
    let at = |path: &[&str]| path.iter().try_fold(tool, |item, key| item.get(key));
    let setuptools = at(&["setuptools", "package-dir"]).and_then(Item::as_table_like);
    let folders = setuptools.into_iter().flat_map(|table| table.iter());
    let folders = folders.filter_map(|(name, at)| Some((name.to_owned(), at.as_str()?.to_owned())));
    let layout = Layout {
        home,
        folders: folders.collect(),
    };
    let listed = texts(at(&["setuptools", "packages"]));
    let modules = texts(at(&["setuptools", "py-modules"]));
    let mut shipped = layout.shipped(file, &listed, &modules);
    let mut places = texts(at(&["setuptools", "packages", "find", "where"]));
    if places.is_empty() {
        places.push(String::new());
    }
    let found = texts(at(&["setuptools", "packages", "find", "include"]));
    for place in &places {
        let layout = Layout {
            home,
            folders: BTreeMap::from([(String::new(), place.clone())]),
        };
        shipped.packages.extend(layout.packages(&found));
    }
    let hatch = ["packages", "only-include", "include"];
    let hatch = hatch.map(|key| texts(at(&["hatch", "build", "targets", "wheel", key])));
    let pdm = texts(at(&["pdm", "build", "includes"]));
    let poetry = at(&["poetry", "packages"]).and_then(Item::as_array);
    let poetry = poetry.into_iter().flatten().filter_map(|package| {
        let package = package.as_inline_table()?;
        let named = |key: &str| package.get(key).and_then(toml_edit::Value::as_str);
        Some(below(named("from").unwrap_or_default(), named("include")?))
    });
    let whole = hatch.into_iter().flatten().chain(pdm).chain(poetry);
    let whole = whole.filter_map(|path| {
        let fixed = path.split('*').next().unwrap_or_default();
        let folder = join(home, fixed.trim_matches('/'))?;
        Some(Package {
            folder,
            whole: true,
        })
    });
    shipped.packages.extend(whole);
    Some(shipped)
}

/// `packages =` and `py_modules =` of `[options]`, each a list with a name a line.
fn of_setup_cfg(survey: &Survey<'_>, home: &str) -> Option<Shipped> {
    let file = "setup.cfg";
    let text = survey.text(&below(home, file))?;
    let mut section = "";
    let mut key = "";
    let mut found: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for line in text.lines() {
        let said = line.trim();
        if said.starts_with(['#', ';']) {
            continue;
        }
        let value = if said.starts_with('[') {
            section = said;
            continue;
        } else if line.starts_with(char::is_whitespace) {
            said
        } else if let Some((name, value)) = said.split_once('=') {
            key = name.trim();
            value
        } else {
            continue;
        };
        let names = value.split(',').map(str::trim).filter(|it| !it.is_empty());
        if section == "[options]" {
            let names = names.map(str::to_owned);
            found.entry(key).or_default().extend(names);
        }
    }
    let list = |key: &str| found.get(key).cloned().unwrap_or_default();
    let folders = list("package_dir").into_iter().filter_map(|entry| {
        let (name, at) = entry.split_once('=')?;
        Some((name.trim().to_owned(), at.trim().to_owned()))
    });
    let layout = Layout {
        home,
        folders: folders.collect(),
    };
    Some(layout.shipped(file, &list("packages"), &list("py_modules")))
}

/// What `setup(…)` is given.
fn of_setup_py(survey: &Survey<'_>, home: &str) -> Option<Shipped> {
    let file = "setup.py";
    let script = survey.script(&below(home, file))?;
    let setup = all_calls(script).find(|call| {
        let called = callee(call).map(|it| it.text().into_owned());
        called.is_some_and(|name| name == "setup" || name.ends_with(".setup"))
    })?;
    let given = |name: &str| {
        let value = keyword(&setup, name)?;
        definition(survey, script, &value)
    };
    let list = |name: &str| -> Vec<String> {
        let members = |list: Located<'_>| -> Vec<String> {
            let members = list.node.named_children();
            members.filter_map(|it| string_value(&it)).collect()
        };
        let list = given(name).filter(|it| matches!(&*it.node.kind(), "list" | "tuple"));
        list.map(members).unwrap_or_default()
    };
    let folders = given("package_dir").into_iter().flat_map(|given| {
        let pairs = given.node.named_children();
        let pairs = pairs.filter_map(|pair| {
            let text = |field: &str| string_value(&pair.field(field)?);
            Some((text("key")?, text("value")?))
        });
        pairs.collect::<Vec<_>>()
    });
    let layout = Layout {
        home,
        folders: folders.collect(),
    };
    Some(layout.shipped(file, &list("packages"), &list("py_modules")))
}
