//! What is to be said of the image of an app: what its build needs, and which values matter.

use crate::survey::fact::Fact;
use crate::survey::nextjs::app::Nextjs;
use crate::survey::word::vocabulary;
use crate::tree::Literal;
use crate::tree::paths::below;

vocabulary! { Nextjs:
    /// what is to be known of the image: what its build needs, and which values matter
    fact "build-remarks" = |it, _| Fact::of(it.remarks());
}

/// Parts of names that say that a value is not for everyone.
const PRIVATE: &[&str] = &["SECRET", "PRIVATE"];

impl Nextjs<'_> {
    fn remarks(&self) -> Vec<String> {
        if self.image().is_some() {
            return Vec::new();
        }
        let mut remarks = self.of_packages();
        remarks.extend(self.of_node());
        remarks.extend(self.of_fonts());
        remarks.extend(self.of_names());
        if let Fact::Present(config) = self.config()
            && let Some(unread) = config.unread
        {
            remarks.push(format!(
                "Next.js reads `{}` and not `{unread}`",
                config.script.path
            ));
        }
        remarks
    }

    fn of_packages(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        let Ok(installer) = self.installer() else {
            return remarks;
        };
        match installer.lock {
            None => remarks.push("no lock file says which versions of packages are installed, so each build may have others".to_owned()),
            Some(lock) => {
                let path = below(installer.folder, lock);
                let text = self.survey.text(&path).unwrap_or_default();
                let mut lines = text.lines().enumerate().filter(|(_, it)| it.contains("git+ssh://") || it.contains("git@"));
                if let Some((line, _)) = lines.clone().find(|(_, it)| !is_archive_of_github(lock, it)) {
                    remarks.push(format!("`{path}:{}` takes a package from git over ssh: the build needs git and a key for it, which the image has not; take it from a registry", line + 1));
                } else if let Some((line, _)) = lines.next() {
                    remarks.push(format!("`{path}:{}` takes a package from a commit on GitHub: npm fetches it as an archive, without git, where everybody may read that repository; the image has neither git nor a key for another one", line + 1));
                }
            }
        }
        remarks
    }

    fn of_node(&self) -> Option<String> {
        let (line, wish) = self.node();
        let (wish, path) = wish?;
        Some(format!(
            "`{path}` asks for Node {wish}, which this Next.js does not take; the image has {line}"
        ))
    }

    fn of_fonts(&self) -> Option<String> {
        let path = self
            .sources_loading("next/font/google", Literal::NextFontGoogle)
            .next()?;
        Some(format!(
            "`{path}` takes fonts from Google while the app is built: the build needs the internet"
        ))
    }

    fn of_names(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        for (name, fallback) in self.public_names() {
            if PRIVATE.iter().any(|part| name.contains(part)) {
                remarks.push(format!("{name} is compiled into the pages, where everyone can read it: rename it, and rotate what it holds"));
            } else if let Some(place) = fallback {
                remarks.push(format!(
                    "without {name}, pages look for this on the visitor's own machine (`{place}`)"
                ));
            }
        }
        remarks
    }
}

/// Whether npm takes what a line of its lock file names as an archive: from GitHub, by a whole commit.
fn is_archive_of_github(lock: &str, line: &str) -> bool {
    let commit = line.rsplit_once('#').map_or("", |(_, rest)| rest);
    let commit = commit.trim_end_matches(['"', ',', ' ']);
    let is_whole = commit.len() == 40 && commit.bytes().all(|it| it.is_ascii_hexdigit());
    lock.ends_with(".json") && line.contains("git@github.com/") && is_whole
}

#[cfg(test)]
mod tests {
    use super::is_archive_of_github;

    #[test]
    fn npm_fetches_a_whole_commit_on_github_without_git() {
        let of = |lock: &str, host: &str, commit: &str| {
            let line = format!("\"resolved\": \"git+ssh://git@{host}/a/b.git#{commit}\",");
            is_archive_of_github(lock, &line)
        };
        let commit = "0123456789abcdef0123456789abcdef01234567";
        assert!(of("package-lock.json", "github.com", commit));
        assert!(!of("package-lock.json", "github.com", "main"));
        assert!(!of("package-lock.json", "git.example.com", commit));
        assert!(!of("yarn.lock", "github.com", commit));
    }
}
