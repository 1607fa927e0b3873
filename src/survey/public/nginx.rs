//! What configurations of nginx say, statement by statement.

use crate::tree::paths::{file_name, folder};

/// A statement: its words, and the line of the first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Statement {
    pub(crate) words: Vec<String>,
    pub(crate) line: usize,
}

impl Statement {
    /// Whether it gives a server a certificate, or has it listen for TLS.
    pub(crate) fn ends_tls(&self) -> bool {
        let words: Vec<&str> = self.words.iter().map(String::as_str).collect();
        match words[..] {
            ["ssl_certificate", ..] => true,
            ["listen", address, ref rest @ ..] => {
                address == "443" || address.ends_with(":443") || rest.contains(&"ssl")
            }
            _ => false,
        }
    }

    /// What it includes.
    pub(crate) fn included(&self) -> Option<&str> {
        match &self.words[..] {
            [first, name] if first == "include" => Some(name),
            _ => None,
        }
    }
}

/// Whether a file is a configuration of nginx, by its path.
pub(crate) fn is_configuration(path: &str) -> bool {
    let name = file_name(path).to_lowercase();
    let folders: Vec<&str> = folder(path).split('/').collect();
    let is_there = folders.iter().any(|it| {
        it.contains("nginx") || matches!(*it, "conf.d" | "sites-available" | "sites-enabled")
    });
    let has_ending = [
        ".conf",
        ".conf.template",
        ".conf.tmpl",
        ".conf.j2",
        ".nginx",
    ]
    .iter()
    .any(|ending| name.ends_with(ending));
    let is_script = [".sh", ".md", ".yml", ".yaml", ".service", ".timer"]
        .iter()
        .any(|ending| name.ends_with(ending));
    has_ending || (name.contains("nginx") || is_there) && !is_script && !name.contains("dockerfile")
}

/// The statements of a configuration; a block gives the words before its brace.
pub(crate) fn statements(text: &str) -> Vec<Statement> {
    let mut found = Vec::new();
    let mut current = Statement::default();
    let mut word = String::new();
    let mut quote = None;
    let mut is_comment = false;
    let mut line = 1;
    for c in text.chars() {
        let is_new_line = c == '\n';
        match (quote, c) {
            _ if is_comment => is_comment = !is_new_line,
            (Some(mark), _) if c == mark => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '#') if word.is_empty() => is_comment = true,
            (None, ';' | '{' | '}') => {
                current.take(&mut word, line);
                if !current.words.is_empty() {
                    found.push(std::mem::take(&mut current));
                }
            }
            (None, _) if c.is_whitespace() => current.take(&mut word, line),
            _ => word.push(c),
        }
        line += usize::from(is_new_line);
    }
    found
}

impl Statement {
    fn take(&mut self, word: &mut String, line: usize) {
        if word.is_empty() {
            return;
        }
        if self.words.is_empty() {
            self.line = line;
        }
        self.words.push(std::mem::take(word));
    }
}

#[cfg(test)]
mod tests {
    use super::{is_configuration, statements};

    #[test]
    fn statements_have_words_and_lines() {
        let text = "# listen 443 ssl;\nserver {\n  listen 80; # ssl\n  add_header A \"b; c\";\n  listen\n    [::]:443 ssl;\n}\n";
        let found = statements(text);
        let shown: Vec<(usize, String)> = found
            .iter()
            .map(|it| (it.line, it.words.join(" ")))
            .collect();
        let wanted = [
            (2, "server"),
            (3, "listen 80"),
            (4, "add_header A b; c"),
            (5, "listen [::]:443 ssl"),
        ];
        assert_eq!(shown, wanted.map(|(line, text)| (line, text.to_owned())));
        let ends: Vec<bool> = found.iter().map(super::Statement::ends_tls).collect();
        assert_eq!(ends, [false, false, false, true]);
    }

    #[test]
    fn configurations_are_told_by_their_paths() {
        for path in [
            "nginx/nginx.conf",
            "deploy/api.conf",
            "nginx/sites-available/api",
            "nginx/templates/default.conf.template",
        ] {
            assert!(is_configuration(path), "{path}");
        }
        for path in [
            "nginx/Dockerfile",
            "nginx/install-cert.sh",
            "app/main.py",
            "docker-compose.nginx.yml",
        ] {
            assert!(!is_configuration(path), "{path}");
        }
    }
}
