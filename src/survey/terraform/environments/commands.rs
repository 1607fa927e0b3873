//! What workflows and scripts tell Terraform: which environment it is run for.

use crate::code::Survey;
use crate::survey::environments::Told;
use crate::survey::environments::{is_production, says_environment, told_by_path};
use crate::tree::paths::{file_name, is_test};

/// Something that a workflow or script says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    /// The file.
    pub(crate) path: String,
    /// Counted from 1.
    pub(crate) line: usize,
    /// The words.
    pub(crate) words: String,
    /// Whether it plainly runs Terraform for production; else production is only spoken of.
    pub(crate) is_plain: bool,
}

const COMMANDS: [&str; 3] = ["terraform", "tofu", "terragrunt"];

/// Files that run commands, by name.
const FILES: [&str; 9] = [
    "Jenkinsfile",
    "Justfile",
    "Makefile",
    "Taskfile.yml",
    "azure-pipelines.yml",
    "bitbucket-pipelines.yml",
    "buildspec.yml",
    "justfile",
    "package.json",
];

/// Options whose value is a path that belongs to an environment.
const PATHS: [&str; 5] = [
    "-backend-config",
    "-chdir",
    "-var-file",
    "working-directory",
    "working_directory",
];

/// What is said of production, plain words first.
pub(crate) fn said(survey: &Survey<'_>) -> Option<Said> {
    let paths = survey
        .overlay
        .paths()
        .filter(|path| runs_commands(path) && !is_test(path));
    let mut found: Vec<Said> = paths
        .flat_map(|path| said_in(path, &survey.text(path).unwrap_or_default()))
        .collect();
    found.sort_by_key(|said| !said.is_plain);
    found.into_iter().next()
}

fn runs_commands(path: &str) -> bool {
    let name = file_name(path);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    is_workflow(path) || FILES.contains(&name) || ["bash", "mk", "ps1", "sh"].contains(&ending)
}

fn is_workflow(path: &str) -> bool {
    [".circleci/", ".github/workflows/", ".gitlab-ci", ".gitlab/"]
        .iter()
        .any(|start| path.starts_with(start))
}

fn said_in(path: &str, text: &str) -> Vec<Said> {
    let is_command = |word: &str| {
        COMMANDS
            .iter()
            .any(|command| word.starts_with(command) || word.ends_with(command))
    };
    if !text.split_whitespace().any(is_command) {
        return Vec::new();
    }
    let lines = text.lines().enumerate();
    let lines = lines.filter(|(_, line)| {
        !["#", "//"]
            .iter()
            .any(|start| line.trim_start().starts_with(start))
    });
    lines
        .filter_map(|(at, line)| {
            let words: Vec<&str> = line.split_whitespace().map(bare).collect();
            let said = |words: String, is_plain| Said {
                path: path.to_owned(),
                line: at + 1,
                words,
                is_plain,
            };
            if let Some(words) = plain(&words) {
                return Some(said(words, true));
            }
            let spoken = words
                .iter()
                .find(|word| is_workflow(path) && is_name(word))?;
            Some(said((*spoken).to_owned(), false))
        })
        .collect()
}

/// The words that run Terraform for production.
fn plain(words: &[&str]) -> Option<String> {
    let is_set = |word: &str| {
        let (key, value) = word.split_once('=').unwrap_or((word, ""));
        says_environment(key) && is_production(value)
    };
    (0..words.len()).find_map(|at| {
        let (word, before) = (words[at], at.checked_sub(1).map_or("", |at| words[at]));
        let option = word
            .strip_prefix("--")
            .map_or_else(|| word.to_owned(), |rest| format!("-{rest}"));
        let (key, value) = option.split_once(['=', ':']).unwrap_or((&option, ""));
        let value = if value.is_empty() {
            words.get(at + 1).copied().unwrap_or_default()
        } else {
            value
        };
        let (key, value) = (bare(key), bare(value));
        let is_it = match key {
            "-var" => is_set(value),
            "TF_WORKSPACE" => is_production(value),
            "select" | "new" => {
                let named = words[at + 1..].iter().find(|word| !word.starts_with('-'));
                before == "workspace" && named.is_some_and(|word| is_production(word))
            }
            _ if PATHS.contains(&key) => {
                matches!(told_by_path(value), Some((Told::Production, _)))
            }
            _ => key.strip_prefix("TF_VAR_").is_some_and(says_environment) && is_production(value),
        };
        is_it.then(|| words[at..words.len().min(at + 3)].join(" "))
    })
}

/// A word without the quotes and marks around it.
fn bare(word: &str) -> &str {
    word.trim_matches(['"', '\'', ',', '[', ']', '`', ';'])
}

/// Whether a word is a name of production and nothing else.
fn is_name(word: &str) -> bool {
    ["prd", "prod", "production"].contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::said_in;

    fn is_plain(line: &str) -> Option<bool> {
        let text = format!("terraform init\n{line}\n");
        said_in(".github/workflows/deploy.yml", &text)
            .first()
            .map(|said| said.is_plain)
    }

    #[test]
    fn what_terraform_is_told_for_production_is_plain() {
        for line in [
            "terraform apply -var environment=prod",
            "terraform apply -var='env=production' -auto-approve",
            "terraform plan -var-file=envs/prod.tfvars",
            "terraform plan -var-file \"prod.tfvars\"",
            "terraform workspace select -or-create prod",
            "terraform -chdir=infra/prod apply",
            "  working-directory: infra/envs/production",
            "  TF_WORKSPACE: prod",
            "export TF_VAR_environment=prod",
            "terraform init -backend-config=prod.tfbackend",
        ] {
            assert_eq!(is_plain(line), Some(true), "{line}");
        }
    }

    #[test]
    fn a_mere_mention_in_a_workflow_is_not_and_other_environments_are_none() {
        assert_eq!(is_plain("    environment: production"), Some(false));
        assert_eq!(is_plain("        options: [dev, prod]"), Some(false));
        for line in [
            "# terraform workspace select prod",
            "terraform apply -var environment=staging",
            "terraform workspace select dev",
            "NODE_ENV=production npm run build",
        ] {
            assert_eq!(is_plain(line), None, "{line}");
        }
    }
}
