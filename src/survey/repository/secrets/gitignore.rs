//! What the `.gitignore` of a repository lacks: lines that keep secrets out of git, and lines that let in again what a wide pattern
//! hides. A line is there, in whatever words, where git ignores what it is for; a name that the tree tracks on purpose is never hidden.

use std::collections::{BTreeMap, BTreeSet};

use crate::code::Survey;
use crate::survey::docker::exposed::is_example;
use crate::survey::fact::Site;
use crate::survey::gitignore::{Ignored, NAME, file_in};
use crate::survey::repository::secrets::ignore_file::{Changed, EXAMPLES, Line, add_exception};
use crate::survey::repository::secrets::names::{Kind, kind};
use crate::survey::repository::secrets::tracked::{Candidate, Candidates, quoted};
use crate::survey::service::Service;
use crate::tree::is_terraform;
use crate::tree::paths::{below, file_name, folder, upwards, within};

/// What is lacking.
#[derive(Clone, Debug, Default)]
pub(super) struct Lacking {
    /// Places in `.gitignore` files, with lines.
    pub(super) sites: Vec<Site>,
    /// What is said of them.
    pub(super) said: Vec<String>,
}

/// What the repository lacks.
pub(super) fn lacking<'s>(survey: &'s Survey<'s>, services: &[Service]) -> Lacking {
    let values = values(survey);
    let look = Look {
        survey,
        homes: homes(survey, services),
        ignored: Ignored::of(survey),
        candidates: Candidates::of(survey),
        tracked: survey.overlay.tree().tracked(),
        values,
    };
    let mut found = Lacking::default();
    for (target, homes) in look.targets() {
        look.collect(&target, &homes, &mut found);
    }
    if !found.sites.is_empty() {
        look.collect_exceptions(&mut found);
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

/// The folders where environment files are or will be: those of services, of compose files, and of examples.
fn homes(survey: &Survey<'_>, services: &[Service]) -> BTreeSet<String> {
    let own = services.iter().map(|it| it.folder().to_owned());
    let has_root = survey.overlay.is_listed(NAME);
    let root = has_root.then(String::new);
    let marks = |path: &&str| {
        let name = file_name(path);
        name.starts_with(".env") && is_example(name)
            || name.contains("compose") && name.contains(".y")
    };
    let marked = survey.overlay.paths().filter(marks);
    let marked = marked.map(|path| folder(path).to_owned());
    own.chain(root).chain(marked).collect()
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

/// Why a line is left out, and what to do where somebody's own values belong into such a file.
fn left_out(line: &str, path: &str) -> String {
    let said = format!("left out: `{line}` would hide `{path}`, which git tracks");
    if line == ".env" {
        let example = quoted(&format!("{path}.example"));
        let path = quoted(path);
        format!(
            "{said} with values for everybody; before anybody writes own ones there, `git mv {path} {example}` and ignore it"
        )
    } else {
        said
    }
}

struct Look<'s> {
    survey: &'s Survey<'s>,
    ignored: &'s Ignored,
    candidates: &'s Candidates,
    /// The files that git tracks.
    tracked: Vec<&'s str>,
    /// The folders for environment files.
    homes: BTreeSet<String>,
    /// The folders for values of Terraform.
    values: BTreeSet<String>,
}

impl Look<'_> {
    /// The files that lines go to, by folder, each with the folders that it answers for.
    fn targets(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut targets: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for home in self.homes.union(&self.values) {
            let own = targets.entry(self.target(home).to_owned()).or_default();
            own.insert(home.clone());
        }
        targets
    }

    /// The folder whose file has a say in `home`: that of the root, else the nearest; the root where there is none.
    fn target<'h>(&self, home: &'h str) -> &'h str {
        let has_file = |at: &str| self.survey.overlay.is_listed(&file_in(at));
        let nearest = upwards(home).find(|at| has_file(at));
        nearest.filter(|_| !has_file("")).unwrap_or_default()
    }

    /// The lines that the file in `target` lacks.
    fn collect(&self, target: &str, homes: &BTreeSet<String>, found: &mut Lacking) {
        let path = file_in(target);
        let text = self.survey.text(&path).unwrap_or_default();
        let mut changed = Changed::of(self.ignored, target, &text);
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
            let own = homes.intersection(&self.homes);
            own.flat_map(|home| names.iter().map(move |name| below(home, name)))
                .collect()
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
            self.target(folder(&it.path)) == target
                && it.secret.is_some()
                && it.kind != Kind::Values
        };
        let secret = self.candidates.0.iter().filter(own);
        lines.extend(secret.map(|it| {
            let seen = it.path[target.len()..].trim_start_matches('/');
            line(&format!("/{seen}"), vec![it.path.clone()], false)
        }));
        lines
    }

    /// Files of values by their ending. Where some are tracked, a value that is secret leaves those, and the rest is there on purpose:
    /// only what Terraform reads beside them is kept out.
    fn values_line(&self, homes: &BTreeSet<String>) -> Option<Line> {
        let folders = self.values.intersection(homes);
        let mut samples: Vec<String> = folders
            .flat_map(|at| [below(at, "prod.auto.tfvars"), below(at, "terraform.tfvars")])
            .collect();
        let tracked = self.tracked.iter();
        let tracked = tracked.filter(|path| kind(path) == Some(Kind::Values));
        let mut text = "*.tfvars";
        if tracked.clone().next().is_some() {
            text = "*.auto.tfvars";
            samples.retain(|it| it.ends_with(".auto.tfvars"));
        }
        let is_tracked = tracked.clone().any(|path| path.contains(".auto.tfvars"));
        (!samples.is_empty() && !is_tracked).then(|| Line {
            text: text.to_owned(),
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
        // to ask git's rules of every file takes long
        let named = self
            .tracked
            .iter()
            .filter(|path| path.contains(line.core()));
        let hidden = named.filter(is_hidden);
        let mut kept = hidden.filter(|path| !self.candidates.is_secret(path));
        if !line.text.contains('*') {
            return match kept.next() {
                Some(path) => Err(left_out(&line.text, path)),
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
    fn collect_exceptions(&self, found: &mut Lacking) {
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
        for home in &self.homes {
            let path = below(home, ".env.example");
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
