//! What the `.gitignore` of a repository lacks: lines that keep secrets out of git, and lines that let in again what a wide pattern
//! hides. A line is there, in whatever words, where git ignores what it is for; a name that the tree tracks on purpose is never hidden.

use std::collections::{BTreeMap, BTreeSet};

use crate::code::Survey;
use crate::edit::{Edit, line_number, splice};
use crate::survey::docker::environment::above_comments;
use crate::survey::docker::exposed::is_example;
use crate::survey::fact::Site;
use crate::survey::gitignore::{Ignored, file_in};
use crate::survey::repository::secrets::names::{Kind, kind};
use crate::survey::repository::secrets::tracked::{Candidate, Candidates};
use crate::survey::service::Service;
use crate::tree::is_terraform;
use crate::tree::paths::{below, file_name, folder, upwards, within};

/// What stands above our lines.
const HEADING: &str = "# Secrets";

/// What a text for developers shows, beside the file that git ignores.
const EXAMPLES: &str = "!.env*.example";

/// What is lacking.
#[derive(Clone, Debug, Default)]
pub(super) struct Lacking {
    /// Places in `.gitignore` files, with lines.
    pub(super) sites: Vec<Site>,
    /// What is said of them.
    pub(super) said: Vec<String>,
}

/// A pattern that keeps secrets out, and paths that tell whether it is there.
struct Line {
    text: String,
    samples: Vec<String>,
    /// Whether a tree without it lets something in that it will have.
    is_wanted: bool,
}

/// What the repository lacks.
pub(super) fn lacking<'s>(survey: &'s Survey<'s>, services: &[Service]) -> Lacking {
    let look = Look {
        survey,
        ignored: Ignored::of(survey),
        candidates: Candidates::of(survey),
        tracked: survey.overlay.tree().tracked(),
        values: values(survey),
    };
    let mut found = Lacking::default();
    for (target, homes) in look.targets(services) {
        look.collect(&target, &homes, &mut found);
    }
    if !found.sites.is_empty() {
        look.collect_exceptions(services, &mut found);
    }
    Site::sort(&mut found.sites);
    found
}

/// Whether git has a say in the tree: it is a repository, or will be one.
pub(in crate::survey::repository) fn is_kept_in_git(survey: &Survey<'_>) -> bool {
    survey.overlay.exists(".git")
        || survey
            .overlay
            .paths()
            .any(|path| file_name(path) == ".gitignore")
}

/// The folders with files of Terraform that are applied by themselves.
fn values(survey: &Survey<'_>) -> BTreeSet<String> {
    let files = survey.overlay.paths().filter(|path| is_terraform(path));
    let is_module = |at: &str| at.split('/').any(|part| part == "modules");
    files
        .map(|path| folder(path).to_owned())
        .filter(|at| !is_module(at))
        .collect()
}

struct Look<'s> {
    survey: &'s Survey<'s>,
    ignored: &'s Ignored,
    candidates: &'s Candidates,
    /// The files that git tracks.
    tracked: Vec<&'s str>,
    /// The folders for values of Terraform.
    values: BTreeSet<String>,
}

impl Look<'_> {
    /// The files that lines go to, by folder, each with the folders that it answers for: the file of the root, else those that
    /// speak of a folder already, else one that is to come at the root.
    fn targets(&self, services: &[Service]) -> BTreeMap<String, BTreeSet<String>> {
        let has_file = |at: &str| self.survey.overlay.is_listed(&file_in(at));
        let mut targets: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for home in self.homes(services) {
            let nearest = upwards(&home).find(|at| has_file(at));
            let target = if has_file("") {
                ""
            } else {
                nearest.unwrap_or_default()
            };
            targets.entry(target.to_owned()).or_default().insert(home);
        }
        targets
    }

    /// The folders where environment files are or will be: those of services, of compose files, and of examples.
    fn homes(&self, services: &[Service]) -> BTreeSet<String> {
        let own = services.iter().map(|it| it.folder().to_owned());
        let has_root = self.survey.overlay.is_listed(".gitignore");
        let root = has_root.then(String::new);
        let marks = |path: &&str| {
            let name = file_name(path);
            name.starts_with(".env") && is_example(name)
                || name.contains("compose") && name.contains(".y")
        };
        let marked = self.survey.overlay.paths().filter(marks);
        let marked = marked.map(|path| folder(path).to_owned());
        own.chain(root)
            .chain(marked)
            .chain(self.values.clone())
            .collect()
    }

    /// The lines that the file in `target` lacks.
    fn collect(&self, target: &str, homes: &BTreeSet<String>, found: &mut Lacking) {
        let path = file_in(target);
        let text = self.survey.text(&path).unwrap_or_default();
        let mut changed = Changed::of(self, target, &text);
        let mut is_wanted = false;
        for line in self.lines(target, homes) {
            let lacks = |ignored: &Ignored| line.samples.iter().any(|it| !ignored.ignores(it));
            if !lacks(&changed.ignored) || !changed.helps(&line) {
                continue;
            }
            match self.exceptions(&line, &changed) {
                Ok(exceptions) => {
                    let with = changed.clone().with(&line, &exceptions);
                    if line
                        .samples
                        .iter()
                        .any(|it| !changed.ignored.ignores(it) && with.ignored.ignores(it))
                    {
                        is_wanted |= line.is_wanted;
                        changed = with;
                    }
                }
                Err(reason) => found.said.push(reason),
            }
        }
        if !is_wanted {
            found.said.clear();
            return;
        }
        changed.let_examples_in(self.ignored, homes);
        found.sites.extend(changed.sites(&path));
    }

    /// The patterns, in the order in which they are written.
    fn lines(&self, target: &str, homes: &BTreeSet<String>) -> Vec<Line> {
        let each = |names: &[&str]| -> Vec<String> {
            let paths = homes
                .iter()
                .flat_map(|home| names.iter().map(move |name| below(home, name)));
            paths.collect()
        };
        let line = |text: &str, samples: Vec<String>, is_wanted: bool| Line {
            text: text.to_owned(),
            samples,
            is_wanted,
        };
        let speaks_tls = self.tls_folders(target);
        let has_hosts = !self.values.is_empty() || !speaks_tls.is_empty();
        let mut lines = vec![
            line(".env", each(&[".env"]), true),
            line(
                ".env.*",
                each(&[".env.prod", ".env.production", ".env.local"]),
                true,
            ),
            line(".dev.vars", each(&[".dev.vars"]), self.tracks(".dev.vars")),
            line("*.pem", each(&["key.pem"]), has_hosts),
        ];
        lines.extend(speaks_tls.into_iter().map(|(seen, path)| {
            line(
                &format!("{seen}/ssl/"),
                vec![below(&path, "ssl/live.key")],
                true,
            )
        }));
        lines.extend(self.values_line(homes));
        let own = |it: &&Candidate| {
            within(&it.path, target) && it.secret.is_some() && it.kind != Kind::Values
        };
        let secret = self.candidates.0.iter().filter(own);
        lines.extend(secret.map(|it| {
            let seen = it.path[target.len()..].trim_start_matches('/');
            line(&format!("/{seen}"), vec![it.path.clone()], false)
        }));
        lines
    }

    /// Files of values by their ending, unless some are tracked: a value that is secret leaves those, and the rest is there on
    /// purpose.
    fn values_line(&self, homes: &BTreeSet<String>) -> Option<Line> {
        let folders = self.values.intersection(homes);
        let samples: Vec<String> = folders
            .flat_map(|at| [below(at, "terraform.tfvars"), below(at, "prod.auto.tfvars")])
            .collect();
        let is_tracked = self
            .tracked
            .iter()
            .any(|path| kind(path) == Some(Kind::Values));
        (!samples.is_empty() && !is_tracked).then(|| Line {
            text: "*.tfvars".to_owned(),
            samples,
            is_wanted: true,
        })
    }

    fn tracks(&self, name: &str) -> bool {
        self.tracked.iter().any(|path| file_name(path) == name)
    }

    /// The folders of nginx that speak of certificates, as the file of `target` sees them, and from the root.
    fn tls_folders(&self, target: &str) -> BTreeMap<String, String> {
        let is_nginx = |path: &&&str| {
            within(path, target) && folder(path).split('/').any(|part| part == "nginx")
        };
        let speaks = |path: &&&str| {
            let text = self.survey.text(path);
            text.is_some_and(|text| text.contains("ssl_certificate"))
        };
        let files = self.tracked.iter().filter(is_nginx).filter(speaks);
        let folders = files.filter_map(|path| {
            let end = path.match_indices("nginx/").last()?.0 + "nginx".len();
            let path = path[..end].to_owned();
            Some((
                path[target.len()..].trim_start_matches('/').to_owned(),
                path,
            ))
        });
        folders.collect()
    }

    /// The lines that let in again what a line would hide although git tracks it and it is no secret.
    ///
    /// # Errors
    /// Why the line is left out: it means one name, and that is tracked.
    fn exceptions(&self, line: &Line, changed: &Changed<'_>) -> Result<BTreeSet<String>, String> {
        let with = changed.clone().with(line, &BTreeSet::new());
        let is_hidden = |path: &&&str| !changed.ignored.ignores(path) && with.ignored.ignores(path);
        let hidden = self.tracked.iter().filter(is_hidden);
        let mut kept = hidden.filter(|path| !self.candidates.is_secret(path));
        if !line.text.contains('*') {
            return match kept.next() {
                Some(path) => Err(format!(
                    "left out: `{}` would hide `{path}`, which git tracks",
                    line.text
                )),
                None => Ok(BTreeSet::new()),
            };
        }
        let exception = |path: &&str| {
            let name = file_name(path);
            if name.starts_with(".env") {
                return if name.ends_with(".example") {
                    EXAMPLES.to_owned()
                } else {
                    format!("!{name}")
                };
            }
            format!("!/{}", path[changed.target.len()..].trim_start_matches('/'))
        };
        Ok(kept.map(exception).collect())
    }

    /// Lines that let in again what a pattern hides although it belongs into git, each in the file that hides it.
    fn collect_exceptions(&self, services: &[Service], found: &mut Lacking) {
        let mut all = vec![(
            ".github/workflows/deploy.yml".to_owned(),
            vec!["!.github/", "!.github/**"],
        )];
        for at in &self.values {
            all.push((
                below(at, ".terraform.lock.hcl"),
                vec!["!.terraform.lock.hcl"],
            ));
            all.push((
                below(at, "terraform.tfvars.example"),
                vec!["!*.tfvars.example"],
            ));
        }
        for home in self.homes(services) {
            let path = below(&home, ".env.example");
            let is_there = self.survey.overlay.exists(&path);
            all.extend(is_there.then(|| (path, vec![EXAMPLES])));
        }
        for (path, candidates) in all {
            let Some(at) = self.ignored.ignoring(&path) else {
                continue;
            };
            let file = file_in(at);
            let text = self.survey.text(&file).unwrap_or_default();
            let helps = |line: &&&str| {
                let changed = format!("{text}\n{line}\n");
                !self.ignored.with(at, &changed).ignores(&path)
            };
            let Some(line) = candidates.iter().find(helps) else {
                continue;
            };
            if path.starts_with(".github") {
                found.said.push(format!(
                    "`{file}` hides `.github/`, and with it every workflow; it is let in again"
                ));
            }
            add_exception(&mut found.sites, &file, &text, line);
        }
    }
}

/// One more line at the end of a file, once.
fn add_exception(sites: &mut Vec<Site>, file: &str, text: &str, line: &str) {
    let last = sites
        .iter_mut()
        .find(|site| site.path == file && site.range.start == text.len());
    let mut lines = last.as_ref().map(|site| lines_of(site)).unwrap_or_default();
    if lines.iter().any(|it| it == line) {
        return;
    }
    lines.push(line.to_owned());
    match last {
        Some(site) => {
            site.captures.insert("lines".to_owned(), lines.into());
        }
        None => {
            if !is_open_below(text) {
                lines.insert(0, String::new());
            }
            sites.push(site(file, text, text.len(), lines));
        }
    }
}

/// Whether what is put at the end of a text needs no blank line above.
fn is_open_below(text: &str) -> bool {
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    lines.next_back().is_none_or(|line| line.trim().is_empty())
}

fn lines_of(site: &Site) -> Vec<String> {
    let lines = site.captures.get("lines").and_then(|it| it.try_iter().ok());
    lines
        .into_iter()
        .flatten()
        .map(|it| it.to_string())
        .collect()
}

fn site(path: &str, text: &str, at: usize, lines: Vec<String>) -> Site {
    let line = line_number(text, at.min(text.trim_end().len()));
    Site::new(path, at..at, line).with("lines", lines)
}

/// The file of a folder with lines that are new, each before the user's exceptions that it would overrule.
#[derive(Clone)]
struct Changed<'t> {
    target: &'t str,
    text: &'t str,
    /// The user's exceptions: a path that each lets in, and where it stands with the comments above.
    let_in: Vec<(String, usize)>,
    lines: BTreeMap<usize, Vec<String>>,
    exceptions: BTreeSet<String>,
    /// What git ignores with the lines.
    ignored: Ignored,
}

impl<'t> Changed<'t> {
    fn of(look: &Look<'_>, target: &'t str, text: &'t str) -> Self {
        let mut at = 0;
        let mut let_in = Vec::new();
        for line in text.split_inclusive('\n') {
            if let Some(pattern) = line.trim_end().strip_prefix('!') {
                let name = pattern
                    .trim_start_matches('/')
                    .replace("**/", "")
                    .replace('*', "x");
                let_in.push((
                    below(target, name.trim_end_matches('/')),
                    above_comments(text, at),
                ));
            }
            at += line.len();
        }
        Self {
            target,
            text,
            let_in,
            lines: BTreeMap::new(),
            exceptions: BTreeSet::new(),
            ignored: look.ignored.clone(),
        }
    }

    /// Whether the line makes git ignore more than before.
    fn helps(&self, line: &Line) -> bool {
        let with = self.clone().with(line, &BTreeSet::new());
        let mut samples = line.samples.iter();
        samples.any(|it| !self.ignored.ignores(it) && with.ignored.ignores(it))
    }

    /// With one line more.
    fn with(mut self, line: &Line, exceptions: &BTreeSet<String>) -> Self {
        let last = self.text.len();
        let rules = self.ignored.clone().with(self.target, &line.text);
        let overrules =
            |(path, _): &&(String, usize)| rules.ignores(path) && !self.ignored.ignores(path);
        let first = self.let_in.iter().find(overrules).map(|(_, at)| *at);
        let at = first.unwrap_or(last);
        self.lines.entry(at).or_default().push(line.text.clone());
        self.exceptions.extend(exceptions.iter().cloned());
        self.look_again()
    }

    fn look_again(mut self) -> Self {
        let edits = self
            .edits()
            .into_iter()
            .map(|(at, lines)| Edit::insert(at, format!("\n{}\n", lines.join("\n"))));
        let text = splice(self.text, edits.collect()).expect("insertions do not overlap");
        self.ignored = self.ignored.with(self.target, &text);
        self
    }

    /// With the line that lets examples in which our own lines hide, or of which the file lets some in and others not.
    fn let_examples_in(&mut self, before: &Ignored, homes: &BTreeSet<String>) {
        let path = |home: &str, name: &str| below(home, name);
        let is_lost = |home: &String| {
            let path = path(home, ".env.example");
            self.ignored.ignores(&path) && !before.ignores(&path)
        };
        let lets_in = |name| !before.ignores(&path(self.target, name));
        let is_half = lets_in(".env.example") && !lets_in(".env.prod.example");
        if is_half || homes.iter().any(is_lost) {
            self.exceptions.insert(EXAMPLES.to_owned());
        }
    }

    fn edits(&self) -> BTreeMap<usize, Vec<String>> {
        let mut edits = self.lines.clone();
        if !self.exceptions.is_empty() {
            let last = edits.entry(self.text.len()).or_default();
            last.extend(self.exceptions.iter().cloned());
        }
        edits
    }

    fn sites(&self, path: &str) -> Vec<Site> {
        let sites = self.edits().into_iter().map(|(at, mut lines)| {
            if at == self.text.len() {
                lines.insert(0, HEADING.to_owned());
            }
            if at == self.text.len() && !is_open_below(self.text) {
                lines.insert(0, String::new());
            }
            site(path, self.text, at, lines)
        });
        sites.collect()
    }
}
