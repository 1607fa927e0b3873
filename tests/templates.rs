//! Every script template in every form: rendered with samples, lowered, and put into tiny services, which are then
//! type-checked, linted, compared with the formatter, and run.
//!
//! `tests/templates/NN-name/` holds what the templates of a patch are tried with: `samples.json` (values by the name of a
//! sample), `app.ts` and other modules of a service (where a fragment goes stands its file name, as a string), and
//! `uses.mjs` (what the service must do). What a patch creates goes to `utils/`. A new patch is a new folder.
//!
//! The tools are those that `make setup` installs. Where they are missing, a test says so and is skipped; with
//! `FIXUP_TESTS_STRICT` in the environment, as in CI, it fails.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::io::{Write, stderr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::thread;
use std::time::Duration;

use fixup::code::helpers::Helper;
use fixup::edit::Refusal;
use fixup::edit::script::block::indented;
use fixup::edit::script::lower::{
    Form, Import, Language, Modules, check, import_line, lower, restyle, split_imports,
};
use fixup::edit::script::style::{Quotes, Style};
use fixup::edit::script::{Node, Script, is_typescript, method_call};
use fixup::patch::template::MODULES;
use fixup::patch::{Action, Patch, Step, Template, builtin};
use minijinja::Value;
use minijinja::value::Serde;
use serde_json::json;
use tempfile::TempDir;

#[path = "behaviour/harness/command.rs"]
mod command;
#[path = "behaviour/harness/wait.rs"]
mod wait;

const LIMIT: Duration = Duration::from_mins(1);

/// What a service may be written in; a folder of this name holds its services.
struct Package {
    name: &'static str,
    language: Language,
    modules: Modules,
    /// Of relative imports.
    suffix: &'static str,
}

/// The three forms; TypeScript in both kinds of packages, since its imports are not the same there.
const PACKAGES: [Package; 4] = [
    Package {
        name: "typescript-commonjs",
        language: Language::TypeScript,
        modules: Modules::CommonJs,
        suffix: "",
    },
    Package {
        name: "typescript-es",
        language: Language::TypeScript,
        modules: Modules::Es,
        suffix: ".js",
    },
    Package {
        name: "javascript-es",
        language: Language::JavaScript,
        modules: Modules::Es,
        suffix: ".js",
    },
    Package {
        name: "javascript-commonjs",
        language: Language::JavaScript,
        modules: Modules::CommonJs,
        suffix: "",
    },
];

impl Package {
    fn form(&self, style: &Style) -> Form {
        Form {
            language: self.language,
            modules: self.modules,
            suffix: self.suffix,
            style: style.clone(),
        }
    }

    fn ending(&self) -> &'static str {
        match self.language {
            Language::TypeScript => "ts",
            Language::JavaScript => "js",
        }
    }

    /// How `package.json` and `run.mjs` call its modules.
    fn modules(&self) -> (&'static str, &'static str) {
        match self.modules {
            Modules::Es => ("module", "es"),
            Modules::CommonJs => ("commonjs", "commonjs"),
        }
    }
}

/// A style by name, and the same in Prettier's words.
fn styles() -> [(&'static str, Style, serde_json::Value); 3] {
    let usual = Style {
        indent: "  ".to_owned(),
        quotes: Quotes::Double,
        semicolons: true,
        trailing_commas: true,
        newline: "\n",
    };
    let bare = Style {
        quotes: Quotes::Single,
        semicolons: false,
        ..usual.clone()
    };
    let tabs = Style {
        indent: "\t".to_owned(),
        trailing_commas: false,
        ..usual.clone()
    };
    [
        ("usual", usual, json!({})),
        ("bare", bare, json!({ "singleQuote": true, "semi": false })),
        (
            "tabs",
            tabs,
            json!({ "useTabs": true, "trailingComma": "none" }),
        ),
    ]
}

/// The script templates of a patch: files that it creates, and fragments that land in a file of the user's.
#[derive(Default)]
struct Scripts<'p> {
    whole: Vec<&'p Template>,
    /// What the files that it creates are known by, in the same order.
    helpers: Vec<&'p Helper>,
    fragments: Vec<&'p Template>,
}

impl<'p> Scripts<'p> {
    fn of(patch: &'p Patch) -> Self {
        let mut scripts = Self::default();
        let steps = patch.cases.iter().filter_map(|case| match &case.action {
            Action::Steps(steps) => Some(steps),
            Action::Manual(_) => None,
        });
        for step in steps.flatten() {
            if let Step::Create {
                template,
                helper: Some(helper),
                ..
            } = step
                && is_typescript(template.name())
                && !scripts.whole.contains(&template)
            {
                scripts.helpers.push(helper);
            }
            let list = match step {
                Step::Create { .. } => &mut scripts.whole,
                _ => &mut scripts.fragments,
            };
            for template in step.templates() {
                if is_typescript(template.name()) && !list.contains(&template) {
                    list.push(template);
                }
            }
        }
        scripts
    }

    fn is_empty(&self) -> bool {
        self.whole.is_empty() && self.fragments.is_empty()
    }
}

/// A patch with a folder of samples.
struct Subject<'p> {
    folder: String,
    scripts: Scripts<'p>,
    samples: BTreeMap<String, serde_json::Value>,
    /// The modules of the service, by name; templates like those of the patch.
    modules: Vec<Template>,
}

/// One sample of a patch, rendered.
struct Rendered<'s> {
    sample: &'s str,
    values: &'s serde_json::Value,
    whole: Vec<(String, String)>,
    fragments: Vec<(String, String)>,
    modules: Vec<(String, String)>,
}

/// A service in one form and style.
struct Service {
    package: &'static Package,
    folder: String,
    patch: String,
    values: serde_json::Value,
    files: Vec<(String, String)>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn samples() -> PathBuf {
    root().join("tests/templates")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
}

/// The entries of a folder, by name.
fn entries(folder: &Path) -> BTreeMap<String, PathBuf> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries
        .map(|entry| entry.expect("an entry").path())
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy();
            (name.into_owned(), path)
        })
        .collect()
}

fn patches() -> impl Iterator<Item = (String, Scripts<'static>)> {
    static PATCHES: LazyLock<fixup::patch::Catalogue> =
        LazyLock::new(|| builtin().expect("the catalogue loads"));
    PATCHES
        .patches()
        .iter()
        .map(|patch| {
            (
                format!("{:02}-{}", patch.issue, patch.name),
                Scripts::of(patch),
            )
        })
        .filter(|(_, scripts)| !scripts.is_empty())
}

fn subjects() -> Vec<Subject<'static>> {
    patches()
        .map(|(folder, scripts)| {
            let files = entries(&samples().join(&folder));
            let given = read(&files["samples.json"]);
            Subject {
                samples: with_modules(&given, &scripts),
                modules: files
                    .iter()
                    .filter(|(name, _)| is_typescript(name))
                    .map(|(name, path)| Template::parse(name, read(path)).expect("it parses"))
                    .collect(),
                folder,
                scripts,
            }
        })
        .collect()
}

/// The samples, each with the names of the modules that the patch creates.
fn with_modules(samples: &str, scripts: &Scripts<'_>) -> BTreeMap<String, serde_json::Value> {
    let mut samples: BTreeMap<String, serde_json::Value> =
        serde_json::from_str(samples).expect("samples are values by name");
    let names = scripts.helpers.iter();
    let names = names.map(|helper| (helper.variable(), json!(helper.name)));
    let names: serde_json::Map<String, serde_json::Value> = names.collect();
    for values in samples.values_mut() {
        values[MODULES] = json!(names);
    }
    samples
}

impl Subject<'_> {
    fn rendered(&self) -> impl Iterator<Item = Rendered<'_>> {
        self.samples.iter().map(|(sample, values)| {
            let given = Value::from(Serde(values));
            let has_all = |template: &Template| {
                template
                    .names()
                    .iter()
                    .all(|name| values.get(name).is_some())
            };
            let text = |template: &Template| {
                let name = template.name();
                let text = template.render(&given);
                let text = text
                    .unwrap_or_else(|error| panic!("{}, sample `{sample}`: {error}", self.folder));
                (name.to_owned(), text)
            };
            Rendered {
                sample,
                values,
                whole: self.scripts.whole.iter().map(|it| text(it)).collect(),
                // A sample without sockets has no value for what only servers of sockets get
                fragments: self
                    .scripts
                    .fragments
                    .iter()
                    .filter(|it| has_all(it))
                    .map(|it| text(it))
                    .collect(),
                modules: self.modules.iter().map(text).collect(),
            }
        })
    }
}

impl Rendered<'_> {
    /// The files of the service: what the patch creates, and the user's own modules.
    fn files(&self, package: &Package, form: &Form) -> Result<Vec<(String, String)>, Refusal> {
        let rename = |name: &str| name.replace(".ts", &format!(".{}", package.ending()));
        let mut files = Vec::new();
        for (name, text) in &self.whole {
            files.push((format!("utils/{}", rename(name)), lower(text, form)?));
        }
        for (name, text) in &self.modules {
            let text = match name.as_str() {
                "app.ts" => self.app(text, form)?,
                _ => lower(text, form)?,
            };
            files.push((rename(name), text));
        }
        Ok(files)
    }

    /// The app with the fragments in it.
    fn app(&self, app: &str, form: &Form) -> Result<String, Refusal> {
        let (mut imports, body) = split_imports(app)?;
        let mut body = restyle(&body, form)?;
        for (name, fragment) in &self.fragments {
            let (brought, fragment) = split_imports(fragment)?;
            let placed = place(&body, name, &restyle(&fragment, form)?, form.style.newline);
            if placed != body {
                for import in brought {
                    merge(&mut imports, import);
                }
            }
            body = placed;
        }
        let lines: String = imports
            .iter()
            .map(|import| import_line(import, form) + form.style.newline)
            .collect();
        Ok(format!("{lines}{}{body}", form.style.newline))
    }
}

/// `body` with `fragment` wherever its name stands as a string: alone on a line for statements, else for an expression.
fn place(body: &str, name: &str, fragment: &str, newline: &str) -> String {
    let mut placed = String::new();
    for line in body.split_inclusive('\n') {
        let Some(mark) = [format!("\"{name}\""), format!("'{name}'")]
            .into_iter()
            .find(|mark| line.contains(mark))
        else {
            placed += line;
            continue;
        };
        if line.trim().trim_matches(';') == mark {
            // imports alone leave no line here
            if fragment.is_empty() {
                continue;
            }
            let indent = &line[..line.len() - line.trim_start().len()];
            placed += &indented(fragment, indent, newline);
            placed += newline;
            continue;
        }
        // As a statement, an expression may have `;` on either side; one in parentheses takes the place of arguments
        let expression = fragment.trim().trim_matches(';');
        let mark = if expression.starts_with('(') {
            format!("({mark})")
        } else {
            mark
        };
        placed += &line.replace(&mark, expression);
    }
    placed
}

/// Two imports of one module become one.
fn merge(imports: &mut Vec<Import>, new: Import) {
    let same = |other: &&mut Import| other.source == new.source && other.type_only == new.type_only;
    let Some(known) = imports.iter_mut().find(same) else {
        imports.push(new);
        return;
    };
    for name in new.names {
        if !known.names.contains(&name) {
            known.names.push(name);
        }
    }
}

/// Every sample of every patch in every form and style.
fn services() -> &'static [Service] {
    static SERVICES: LazyLock<Vec<Service>> = LazyLock::new(|| {
        let subjects = subjects();
        let mut services = Vec::new();
        for (subject, rendered) in subjects
            .iter()
            .flat_map(|subject| subject.rendered().map(move |rendered| (subject, rendered)))
        {
            for package in &PACKAGES {
                for (style_name, style, _) in styles() {
                    let form = package.form(&style);
                    let folder = format!(
                        "{}/{style_name}/{}/{}",
                        package.name, subject.folder, rendered.sample
                    );
                    let files = rendered
                        .files(package, &form)
                        .unwrap_or_else(|refusal| panic!("{folder}: {refusal}"));
                    services.push(Service {
                        package,
                        folder,
                        patch: subject.folder.clone(),
                        values: rendered.values.clone(),
                        files,
                    });
                }
            }
        }
        services
    });
    &SERVICES
}

#[expect(
    clippy::disallowed_methods,
    reason = "tests write into folders of their own"
)]
fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a file lies in a folder"))
        .and_then(|()| fs::write(path, text))
        .unwrap_or_else(|error| panic!("cannot write {}: {error}", path.display()));
}

/// The services whose language is among `languages`, in a folder with all that the tools look for.
fn written(languages: &[Language]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |path: &str| folder.path().join("services").join(path);
    std::os::unix::fs::symlink(
        tools().join("node_modules"),
        folder.path().join("node_modules"),
    )
    .expect("a link to the packages");
    for name in ["tsconfig.json", "eslint.config.mjs", "run.mjs"] {
        write(&at(name), &read(&samples().join(name)));
    }
    for (package, path) in entries(&samples().join("packages")) {
        for (name, path) in entries(&path) {
            // `@scope+name` is `@scope/name`
            let package = package.replace('+', "/");
            write(&at(&format!("node_modules/{package}/{name}")), &read(&path));
        }
    }
    for package in &PACKAGES {
        if languages.contains(&package.language) {
            let (kind, _) = package.modules();
            write(
                &at(&format!("{}/package.json", package.name)),
                &format!("{{ \"type\": \"{kind}\" }}\n"),
            );
            for (style, _, options) in styles() {
                write(
                    &at(&format!("{}/{style}/.prettierrc", package.name)),
                    &options.to_string(),
                );
            }
        }
    }
    let mut listed = Vec::new();
    for service in services() {
        if !languages.contains(&service.package.language) {
            continue;
        }
        for (name, text) in &service.files {
            write(&at(&format!("{}/{name}", service.folder)), text);
        }
        let uses = format!("{}/uses.mjs", service.patch);
        write(
            &at(&format!("uses/{}.mjs", service.patch)),
            &read(&samples().join(uses)),
        );
        let (_, modules) = service.package.modules();
        listed.push(json!({
            "folder": service.folder,
            "patch": service.patch,
            "modules": modules,
            "values": service.values,
        }));
    }
    write(&at("services.json"), &json!(listed).to_string());
    folder
}

/// Runs a script of Node's over the services.
#[track_caller]
fn runs_well(folder: &TempDir, script: &Path, arguments: &[&str]) {
    let mut node = Command::new("node");
    node.arg(script)
        .args(arguments)
        .current_dir(folder.path().join("services"));
    command::run_well(&mut node, LIMIT).unwrap_or_else(|reason| panic!("{reason}"));
}

/// The folder that `make setup` fills.
fn tools() -> PathBuf {
    root().join("target/tools/npm")
}

/// Whether the tools are there. Where nothing may be skipped it panics instead of saying no.
fn has_tools() -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    let has_node = env::split_paths(&path).any(|folder| folder.join("node").is_file());
    let reason = if !has_node {
        "no `node` on the PATH"
    } else if !tools().join("ready").is_file() {
        "no npm packages; run `make setup`"
    } else {
        return true;
    };
    assert!(
        env::var_os("FIXUP_TESTS_STRICT").is_none(),
        "cannot run: {reason}"
    );
    let test = thread::current();
    // Not `eprintln!`, which the test runner keeps to itself when a test passes
    let _ = writeln!(
        stderr(),
        "skipped {}: {reason}",
        test.name().unwrap_or("a test")
    );
    false
}

#[test]
fn every_script_template_has_its_place_in_a_sample() {
    let templates = root().join("templates");
    let path = |folder: &str, name: &str| {
        let own = format!("{folder}/{name}");
        if templates.join(&own).is_file() {
            own
        } else {
            format!("shared/{name}")
        }
    };
    let mut found = BTreeSet::new();
    for subject in subjects() {
        for rendered in subject.rendered() {
            let (_, app) = rendered
                .modules
                .iter()
                .find(|(name, _)| name == "app.ts")
                .expect("a sample has an app");
            let placed = rendered
                .fragments
                .iter()
                .filter(|(name, _)| app.contains(&format!("\"{name}\"")));
            for (name, _) in rendered.whole.iter().chain(placed) {
                found.insert(path(&subject.folder, name));
            }
        }
    }
    let scripts: BTreeSet<String> = entries(&templates)
        .into_iter()
        .flat_map(|(folder, path)| {
            entries(&path)
                .into_keys()
                .map(move |name| format!("{folder}/{name}"))
        })
        .filter(|path| is_typescript(path))
        .collect();
    assert_eq!(found, scripts);
}

#[test]
fn every_template_holds_only_what_each_form_can_say() {
    for subject in subjects() {
        for rendered in subject.rendered() {
            for (name, text) in rendered.whole.iter().chain(&rendered.fragments) {
                if let Err(refusal) = check(text) {
                    panic!("{}/{name}, {}: {refusal}", subject.folder, rendered.sample);
                }
            }
        }
    }
}

/// Compiled for ES5, only an array is gone through: a set that is spread is one element, and a map none. The compiler that
/// checks the types knows no ES5 any more.
#[test]
fn nothing_but_arrays_is_gone_through() {
    for subject in subjects() {
        for rendered in subject.rendered() {
            for (name, text) in rendered.whole.iter().chain(&rendered.fragments) {
                let script = Script::parse(name, text.as_str().into());
                let gone_through = gone_through(&script);
                let at = format!("{}/{name}, {}", subject.folder, rendered.sample);
                assert!(gone_through.is_empty(), "{at}: {gone_through:?}");
            }
        }
    }
}

#[test]
fn what_is_no_array_is_seen() {
    let all = |text: &str| gone_through(&Script::parse("a.ts", text.into()));
    for text in [
        "const a = new Set<string>();\nconst b = [...a];\n",
        "const a = new Map<string, string>();\nfor (const [b] of a) {\n  c(b);\n}\n",
        "const a = new Map<string, string>();\nf(...a.keys());\n",
    ] {
        assert_eq!(all(text).len(), 1, "{text}");
    }
    for text in [
        "const a = new Set<string>();\nconst b = [...Array.from(a)];\n",
        "const a = { b: 1 };\nconst c = { ...a };\n",
        "for (const [a, b] of Object.entries(c)) {\n  d(a, b);\n}\n",
    ] {
        assert!(all(text).is_empty(), "{text}");
    }
}

/// What a script spreads or goes through, as far as it is a set, a map or an iterator.
fn gone_through(script: &Script) -> Vec<String> {
    let root = script.root();
    let is_made = |name: &str| {
        root.dfs().any(|it| {
            let made = it
                .field("value")
                .and_then(|value| value.field("constructor"));
            made.is_some_and(|made| matches!(&*made.text(), "Set" | "Map"))
                && it.field("name").is_some_and(|it| it.text() == name)
        })
    };
    let is_no_array = |value: &Node<'_>| {
        let iterates = method_call(value).is_some_and(|(of, name)| {
            matches!(&*name, "entries" | "keys" | "matchAll" | "values") && of.text() != "Object"
        });
        iterates || is_made(&value.text())
    };
    let value = |node: Node<'_>| {
        let of_object = node.parent().is_some_and(|it| it.kind() == "object");
        let value = match &*node.kind() {
            "spread_element" if !of_object => node.named_children().next(),
            "for_in_statement" => node.field("right"),
            _ => None,
        };
        value.filter(is_no_array).map(|it| it.text().into_owned())
    };
    root.dfs().filter_map(value).collect()
}

#[test]
fn every_module_is_known_in_each_form_by_what_it_declares() {
    for subject in subjects() {
        let patch = &subject.folder;
        assert_eq!(subject.scripts.helpers.len(), subject.scripts.whole.len());
        for rendered in subject.rendered() {
            for (helper, (name, text)) in subject.scripts.helpers.iter().zip(&rendered.whole) {
                for package in &PACKAGES {
                    let form = package.form(&styles()[0].1);
                    let text = lower(text, &form).expect("a template can be lowered");
                    let path = name.replace(".ts", &format!(".{}", package.ending()));
                    let script = Script::parse(&path, text.into());
                    assert!(helper.is(&script), "{patch}/{name}, {}", package.name);
                }
            }
        }
    }
}

#[test]
fn typescript_has_sound_types_where_the_compiler_is_strict() {
    if has_tools() {
        has_sound_types(&[]);
    }
}

#[test]
fn typescript_has_sound_types_where_undefined_is_not_left_out() {
    if has_tools() {
        has_sound_types(&["--exactOptionalPropertyTypes"]);
    }
}

#[track_caller]
fn has_sound_types(options: &[&str]) {
    let folder = written(&[Language::TypeScript]);
    let tsc = tools().join("node_modules/typescript/bin/tsc");
    runs_well(&folder, &tsc, &[&["--pretty", "false"], options].concat());
}

#[test]
fn every_name_in_javascript_is_declared_and_used() {
    if has_tools() {
        let folder = written(&[Language::JavaScript]);
        let eslint = tools().join("node_modules/eslint/bin/eslint.js");
        // A file that it leaves out is a warning
        let arguments = [
            "--max-warnings",
            "0",
            "javascript-es",
            "javascript-commonjs",
        ];
        runs_well(&folder, &eslint, &arguments);
    }
}

#[test]
fn every_form_is_laid_out_as_the_formatter_would() {
    if has_tools() {
        let folder = written(&[Language::TypeScript, Language::JavaScript]);
        let prettier = tools().join("node_modules/prettier/bin/prettier.cjs");
        let scripts = "{typescript,javascript}-*/**/*.{ts,js}";
        let arguments = ["--check", "--no-editorconfig", scripts];
        runs_well(&folder, &prettier, &arguments);
    }
}

#[test]
fn every_service_does_what_its_templates_promise() {
    if has_tools() {
        let folder = written(&[Language::JavaScript]);
        runs_well(&folder, Path::new("run.mjs"), &[]);
    }
}
