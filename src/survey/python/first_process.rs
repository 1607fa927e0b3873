//! Servers of Python that a shell starts and stays around: the signal of a stop reaches the shell alone, and the server is killed. And
//! those that would wait for their clients for ever.

use crate::edit::line_number;
use crate::survey::docker::command::{Command, Process, calls, start};
use crate::survey::docker::runs::{Started, started_in_production};
use crate::survey::docker::uvicorn::{Wait, is_old, limited, wait_of};
use crate::survey::fact::{Fact, Site};
use crate::survey::python::service::Service;
use crate::survey::word::vocabulary;
use crate::tree::paths::{below, file_name, folder, join};

vocabulary! { Service:
    /// commands behind a shell that a server of Python does not hear the stop in, or waits for its clients for ever
    list "deaf-commands" ["command"] = |it| Fact::Present(it.deaf_commands());
    /// services of compose files for production whose command lets uvicorn wait for its clients for ever, or not at all
    list "hasty-in-production" = |it| Fact::Present(it.hasty_in_production());
}

/// Programs that serve, or run what serves.
const SERVERS: &[&str] = &[
    "uvicorn",
    "gunicorn",
    "hypercorn",
    "granian",
    "fastapi",
    "python",
    "python3",
];

impl Service<'_> {
    /// The last commands of shells that start the container.
    fn deaf_commands(&self) -> Vec<Site> {
        let survey = self.survey;
        let home = self.deployed.folder();
        let Some(path) = join(home, "Dockerfile") else {
            return Vec::new();
        };
        let Some(text) = survey.text(&path) else {
            return Vec::new();
        };
        let is_old = is_old(survey, home);
        if let Some(start) = start(&text) {
            let line = match &start.command {
                Command::Exec(words) => match &words[..] {
                    [shell, flag, line]
                        if is_shell(shell) && flag.starts_with('-') && flag.ends_with('c') =>
                    {
                        Some(line.clone())
                    }
                    _ => None,
                },
                // one call alone is started with a limit as a whole
                Command::Shell(line) => line.contains("&&").then(|| line.clone()),
            };
            let within = &text[start.range.clone()];
            let found = line.and_then(|line| {
                let last = last_of(&line)?.to_owned();
                let at = start.range.start + within.rfind(&last)?;
                Some((at, last))
            });
            if let Some((at, last)) = found {
                let command = heard(&last, is_old);
                let site = command.map(|command| {
                    let line = line_number(&text, at);
                    Site::new(&path, at..at + last.len(), line).with("command", command)
                });
                return site.into_iter().collect();
            }
        }
        let scripts = self.scripts_started(&path, &text);
        scripts
            .iter()
            .filter_map(|script| self.deaf_script(script, is_old))
            .collect()
    }

    /// The scripts of a shell that an image names in its last `CMD` or `ENTRYPOINT`, where they lie beside it.
    fn scripts_started(&self, image: &str, text: &str) -> Vec<String> {
        let words = text
            .lines()
            .filter(|line| {
                let first = line.split_whitespace().next().unwrap_or_default();
                matches!(first.to_uppercase().as_str(), "CMD" | "ENTRYPOINT")
            })
            .flat_map(|line| line.split(|c: char| c.is_whitespace() || "\"'[],".contains(c)));
        let mut found: Vec<String> = words.filter_map(|it| self.script_of(image, it)).collect();
        found.dedup();
        found
    }

    /// The script of a shell that a word of an image means, where it lies beside that.
    fn script_of(&self, image: &str, word: &str) -> Option<String> {
        if !word.ends_with(".sh") {
            return None;
        }
        let overlay = self.survey.overlay;
        let name = file_name(word);
        let here = folder(image);
        let direct = [
            below(here, name),
            below(here, word.trim_start_matches("./")),
        ];
        let named = direct.into_iter().find(|path| overlay.is_listed(path));
        let tail = format!("/{name}");
        let elsewhere = || {
            let mut paths = overlay.paths();
            let found = paths.find(|path| path.starts_with(here) && path.ends_with(&tail));
            found.map(str::to_owned)
        };
        named.or_else(elsewhere)
    }

    /// Whether every uvicorn that production starts, of which there is one, waits for its clients for a while: that of the image, or
    /// what compose files start in its place.
    pub(crate) fn limits_wait(&self) -> bool {
        let (image, own) = self.process_of_image();
        let all = started_in_production(self.survey, self.deployed.folder());
        let mut all: Vec<Process> = all.into_iter().map(|it| it.process).collect();
        if all.is_empty() {
            all.push(Process::default());
        }
        let waits = all
            .iter()
            .flat_map(|it| self.waits_of(&image, &it.instead_of(&own)));
        let waits: Vec<Wait> = waits.collect();
        !waits.is_empty() && waits.iter().all(|it| *it == Wait::Limited)
    }

    /// The services of compose files for production that start uvicorn by a command of their own, and let it wait for its clients for
    /// ever or not at all.
    fn hasty_in_production(&self) -> Vec<Site> {
        let home = self.deployed.folder();
        if is_old(self.survey, home) {
            return Vec::new();
        }
        let (image, own) = self.process_of_image();
        let is_hasty = |it: &Started| {
            let mut waits = self
                .waits_of(&image, &it.process.instead_of(&own))
                .into_iter();
            it.process != Process::default() && waits.any(|it| it != Wait::Limited)
        };
        let all = started_in_production(self.survey, home);
        let hasty = all.into_iter().filter(is_hasty);
        hasty.map(|it| it.site).collect()
    }

    /// The Dockerfile, and what it starts.
    fn process_of_image(&self) -> (String, Process) {
        let image = below(self.deployed.folder(), "Dockerfile");
        let text = self.survey.text(&image).unwrap_or_default();
        let process = Process::of_image(&text);
        (image, process)
    }

    /// How long each uvicorn waits that a process starts.
    fn waits_of(&self, image: &str, process: &Process) -> Vec<Wait> {
        let calls = self.calls_of(image, process.words());
        calls.iter().filter_map(|words| wait_of(words)).collect()
    }

    /// The calls that words start: themselves, those of a line for a shell, those of scripts.
    fn calls_of(&self, image: &str, words: Vec<String>) -> Vec<Vec<String>> {
        let line = words.windows(3).find_map(|it| {
            let is_line = is_shell(&it[0]) && it[1].starts_with('-') && it[1].ends_with('c');
            is_line.then(|| it[2].clone())
        });
        let own = match line {
            Some(line) => calls(&line),
            None => vec![words],
        };
        let scripts = own.iter().flatten();
        let scripts = scripts.filter_map(|word| self.script_of(image, word));
        let texts = scripts.filter_map(|path| self.survey.text(&path));
        let of_scripts: Vec<_> = texts.flat_map(|text| calls(&text)).collect();
        own.into_iter().chain(of_scripts).collect()
    }

    /// The last line of a script, where it starts a server that does not hear the stop.
    fn deaf_script(&self, path: &str, is_old: bool) -> Option<Site> {
        let text = self.survey.text(path)?;
        let mut at = text.trim_end().len();
        let lines: Vec<&str> = text.trim_end().lines().collect();
        let mut first = lines.len().checked_sub(1)?;
        while first > 0 && lines[first - 1].ends_with('\\') {
            first -= 1;
        }
        let start: usize = text.split_inclusive('\n').take(first).map(str::len).sum();
        let whole = &text[start..at];
        let command = whole.trim_start();
        let from = at - command.len();
        if whole.len() != command.len() {
            // what stands in a branch may have others behind it
            return None;
        }
        at = from + command.len();
        let better = heard(command, is_old)?;
        Some(Site::new(path, from..at, line_number(&text, from)).with("command", better))
    }
}

fn is_shell(word: &str) -> bool {
    matches!(file_name(word), "sh" | "bash" | "ash" | "dash")
}

/// The last call of a line of a shell.
fn last_of(line: &str) -> Option<&str> {
    let last = line.rsplit("&&").next()?;
    let last = last.rsplit(';').next()?.trim();
    (!last.is_empty()).then_some(last)
}

/// A call that the shell gives way to, with a limit for uvicorn; none where it is so already, or is more than a call.
fn heard(command: &str, is_old: bool) -> Option<String> {
    let plain = command.replace("\\\n", " ");
    let mut words = plain.split_whitespace().peekable();
    let is_heard = words.next_if_eq(&"exec").is_some();
    let server = words.peek().map(|word| file_name(word).to_owned())?;
    let several = plain.contains(['|', '<', '>', '`', '&', ';', '(']) || plain.contains("$(");
    if !SERVERS.contains(&&*server) || several {
        return None;
    }
    let with_limit = (!is_old).then(|| limited(command)).flatten();
    match (is_heard, with_limit) {
        (true, None) => None,
        (true, Some(limited)) => Some(limited),
        (false, None) => Some(format!("exec {command}")),
        (false, Some(limited)) => Some(format!("exec {limited}")),
    }
}
