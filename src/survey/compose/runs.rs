//! What machines are told to run: in the scripts that they start with, in workflows and scripts that reach them, in units.

use std::sync::Arc;

use crate::code::Survey;
use crate::survey::compose::commands::words;
use crate::tree::paths::{file_name, folder, is_test, within};

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
    /// A process, without any container.
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

/// All that machines are told to run, in order of place.
pub(crate) fn runs(survey: &Survey<'_>) -> Vec<Run> {
    let terraform: Vec<&str> = survey
        .overlay
        .paths()
        .filter(|it| it.ends_with(".tf"))
        .map(folder)
        .collect();
    let is_for_machines = |path: &str| {
        let name = file_name(path).to_lowercase();
        let is_script = [
            ".sh", ".tpl", ".tftpl", ".sh.tmpl", ".yml", ".yaml", ".bash", ".cfg",
        ]
        .iter()
        .any(|it| name.ends_with(it));
        let is_named = || {
            [
                "user-data",
                "user_data",
                "userdata",
                "cloud-init",
                "cloud_init",
                "deploy",
                "provision",
                "bootstrap",
            ]
            .iter()
            .any(|it| name.contains(it))
        };
        let is_beside = || {
            terraform
                .iter()
                .any(|it| !it.is_empty() && within(path, it))
        };
        name.ends_with(".tf")
            || name.ends_with(".service")
            || is_script && (is_beside() || !name.ends_with("ml") && is_named())
    };
    let is_workflow =
        |path: &str| path.starts_with(".github/workflows/") || path.starts_with(".gitlab-ci");
    let may_reach =
        |path: &str| is_workflow(path) || path.ends_with(".sh") || file_name(path) == "Makefile";
    let text = |path: &&str| -> Option<Arc<str>> {
        let is_one = is_for_machines(path) || may_reach(path);
        let text = survey.text(path).filter(|_| is_one)?;
        let reaches = || REMOTE.iter().any(|mark| text.contains(mark));
        (is_for_machines(path) || reaches()).then_some(text)
    };
    let own = survey.overlay.paths().filter(|path| !is_test(path));
    let texts = own.filter_map(|path| Some((path, text(&path)?)));
    texts
        .flat_map(|(path, text)| in_text(path, &text))
        .collect()
}

fn in_text(path: &str, text: &str) -> Vec<Run> {
    let joined = text.replace("\\\r\n", "  ").replace("\\\n", "  ");
    let lines = joined.lines().enumerate();
    let told = lines.filter(|(_, line)| !line.trim_start().starts_with('#'));
    let run = |(at, line): (usize, &str)| {
        Some(Run {
            path: path.to_owned(),
            line: at + 1,
            what: what(line)?,
        })
    };
    told.filter_map(run).collect()
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
