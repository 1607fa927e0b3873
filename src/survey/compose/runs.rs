//! What machines are told to run: in the scripts that they start with, in workflows and scripts that reach them, in units.

use std::sync::Arc;

use crate::code::Survey;
use crate::survey::compose::commands::words;
use crate::survey::compose_names::is_compose;
use crate::tree::paths::{file_name, folder, is_test, within};

/// What the machines of a repository are told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Told {
    /// All that they run, in order of place.
    pub(crate) runs: Vec<Run>,
    /// A script that prepares a machine, where none of these speaks of Docker.
    pub(crate) without_docker: Option<String>,
}

/// Something that a machine is told to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) path: String,
    pub(crate) line: usize,
    pub(crate) what: What,
}

/// What is run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// Compose, with the files that it is told.
    Compose(Vec<String>),
    /// A container by itself.
    Container,
    /// A process without any container, or what places containers by itself.
    Process,
}

/// Marks of a text that reaches another machine.
const REMOTE: &[&str] = &[
    "ssh ",
    "scp ",
    "rsync ",
    "ssh-action",
    "send-command",
    "self-hosted",
    "docker context",
    "DOCKER_HOST",
];

/// Endings of scripts for machines.
const SCRIPTS: &[&str] = &[
    ".bash", ".cfg", ".sh", ".sh.tmpl", ".tftpl", ".tpl", ".yaml", ".yml",
];

/// Parts of the names of scripts for machines.
const NAMES: &[&str] = &[
    "bootstrap",
    "cloud-init",
    "cloud_init",
    "deploy",
    "provision",
    "user-data",
    "user_data",
    "userdata",
];

/// Programs that a machine runs instead of compose.
const PROCESSES: &[&str] = &[
    "ECS_CLUSTER",
    "gunicorn",
    "k3s",
    "kubeadm",
    "microk8s",
    "minikube",
    "nohup",
    "nomad",
    "rke2",
    "uvicorn",
];

/// What the machines of a repository are told.
pub(crate) fn told(survey: &Survey<'_>) -> Told {
    let all = || survey.overlay.paths().filter(|path| !is_test(path));
    let terraform: Vec<&str> = all().filter(|it| it.ends_with(".tf")).map(folder).collect();
    let mut found = Told::default();
    let mut prepared = None;
    let mut has_docker = false;
    for path in all() {
        let is_own = is_for_machines(path, &terraform) && !is_compose(path);
        if !is_own && !may_reach(path) {
            continue;
        }
        let text: Arc<str> = survey.text(path).unwrap_or_default();
        let reaches = || REMOTE.iter().any(|mark| text.contains(mark));
        if !is_own && !reaches() {
            continue;
        }
        found.runs.extend(in_text(path, &text, is_own));
        has_docker |= text.contains("docker");
        let prepares = text.contains("#!/") || text.contains("#cloud-config");
        if is_own && prepares && prepared.is_none() {
            prepared = Some(path.to_owned());
        }
    }
    found.without_docker = prepared.filter(|_| !has_docker);
    found
}

/// Whether some machine is told to run containers.
pub(crate) fn runs_containers(survey: &Survey<'_>) -> bool {
    let runs = told(survey).runs;
    runs.iter().any(|run| run.what != What::Process)
}

/// Whether a machine runs a file itself: Terraform with its scripts, a unit, or a script that is called so.
fn is_for_machines(path: &str, terraform: &[&str]) -> bool {
    let name = file_name(path).to_lowercase();
    let is_script = SCRIPTS.iter().any(|it| name.ends_with(it));
    let is_named = || !name.ends_with("ml") && NAMES.iter().any(|it| name.contains(it));
    let is_beside = || {
        let mut folders = terraform.iter().filter(|it| !it.is_empty());
        folders.any(|it| within(path, it))
    };
    name.ends_with(".tf") || name.ends_with(".service") || is_script && (is_named() || is_beside())
}

fn may_reach(path: &str) -> bool {
    path.starts_with(".github/workflows/")
        || path.starts_with(".gitlab-ci")
        || path.ends_with(".sh")
        || file_name(path) == "Makefile"
}

/// What a text runs; processes count where the machine itself runs it.
fn in_text(path: &str, text: &str, is_own: bool) -> Vec<Run> {
    let joined = text.replace("\\\r\n", "  ").replace("\\\n", "  ");
    let lines = joined.lines().enumerate();
    let told = lines.filter(|(_, line)| !line.trim_start().starts_with('#'));
    let run = |(at, line): (usize, &str)| {
        let what = what(line).or_else(|| process(line).filter(|_| is_own))?;
        Some(Run {
            path: path.to_owned(),
            line: at + 1,
            what,
        })
    };
    told.filter_map(run).collect()
}

/// A process that a line starts without a container.
fn process(line: &str) -> Option<What> {
    let words = words(line);
    let is_known = words
        .iter()
        .any(|word| PROCESSES.contains(&file_name(word)));
    let starts = words.windows(2).any(|pair| {
        matches!(pair, ["npm" | "yarn" | "pnpm", "start"])
            || file_name(pair[0]) == "node" && pair[1].ends_with(".js")
    });
    (is_known || starts).then_some(What::Process)
}
/// What a line runs.
fn what(line: &str) -> Option<What> {
    let words = words(line);
    let at = |name: &str| {
        words
            .iter()
            .position(|word| *word == name || word.ends_with(&format!("/{name}")))
    };
    if let Some(at) = at("docker-compose") {
        return compose(&words[at + 1..]);
    }
    if let Some(at) = at("docker") {
        return match words.get(at + 1) {
            Some(&"compose") => compose(&words[at + 2..]),
            Some(&"run") => Some(What::Container),
            Some(&"stack") => Some(What::Compose(Vec::new())),
            _ => None,
        };
    }
    let pm2 = at("pm2").and_then(|at| words.get(at + 1));
    pm2.is_some_and(|verb| {
        matches!(
            *verb,
            "start" | "reload" | "restart" | "startOrReload" | "startOrRestart"
        )
    })
    .then_some(What::Process)
}

/// What compose is told, where it starts something.
fn compose(words: &[&str]) -> Option<What> {
    let mut files = Vec::new();
    let mut starts = false;
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match *word {
            "-f" | "--file" => files.extend(words.next().map(|it| (*it).to_owned())),
            "up" | "start" | "restart" | "pull" => starts = true,
            _ => files.extend(word.strip_prefix("--file=").map(str::to_owned)),
        }
    }
    starts.then_some(What::Compose(files))
}

#[cfg(test)]
mod tests {
    use super::{What, what};

    #[test]
    fn a_line_tells_what_a_machine_runs() {
        let compose = |files: &[&str]| {
            Some(What::Compose(
                files.iter().map(|it| (*it).to_owned()).collect(),
            ))
        };
        let cases = [
            ("cd /opt/app && docker compose up -d", compose(&[])),
            (
                "sudo /usr/local/bin/docker-compose -f a.yml -f b.yml up",
                compose(&["a.yml", "b.yml"]),
            ),
            (
                "ExecStart=/usr/bin/docker compose --file=c.yml up",
                compose(&["c.yml"]),
            ),
            ("docker run -d app", Some(What::Container)),
            ("pm2 start app.js", Some(What::Process)),
            ("apt-get install -y docker-compose", None),
            ("docker compose config -q", None),
        ];
        for (line, expected) in cases {
            assert_eq!(what(line), expected, "{line}");
        }
    }
}
