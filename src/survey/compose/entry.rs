//! A service of a compose file for production, and how it is written.

use serde::Serialize;

/// A service, in the words of compose.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Entry {
    pub(crate) name: String,
    /// The image, where a registry has it.
    pub(crate) image: Option<String>,
    /// What the image is built from, where none has.
    pub(crate) build: Option<Sources>,
    /// A command instead of that of the image, as a value of YAML.
    pub(crate) command: Option<String>,
    /// Whether it is one of the repository's own, which reads the environment file.
    pub(crate) is_own: bool,
    /// Names with values of YAML.
    pub(crate) environment: Vec<(String, String)>,
    pub(crate) ports: Vec<String>,
    pub(crate) volumes: Vec<String>,
    /// Names of services, and what is waited for.
    pub(crate) depends_on: Vec<(String, &'static str)>,
    /// The command that asks for its health, as a list of YAML.
    pub(crate) health: Option<String>,
    pub(crate) memory: &'static str,
    /// Whether it ends by itself, and is run by its name alone.
    pub(crate) is_task: bool,
}

/// What an image is built from, as seen from the compose file.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Sources {
    pub(crate) context: String,
    /// Where it is not the usual one.
    pub(crate) dockerfile: Option<String>,
    pub(crate) target: Option<String>,
    pub(crate) arguments: Vec<(String, String)>,
}

/// A value that YAML reads as this text.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a string is always JSON")
}

/// Words as a list of YAML.
pub(crate) fn list(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
    format!("[{}]", words.join(", "))
}

/// A text without marks where YAML reads it as itself, else with them.
pub(crate) fn plain(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "./_-:@${}?= ".contains(c);
    let is_word = text.starts_with(|c: char| c.is_ascii_alphabetic() || "./$".contains(c));
    let is_value = matches!(
        text.to_lowercase().as_str(),
        "true" | "false" | "yes" | "no" | "on" | "off" | "null"
    );
    if is_word
        && !is_value
        && text.chars().all(is_plain)
        && !(text.ends_with([':', ' ']) || text.contains(": "))
    {
        text.to_owned()
    } else {
        quoted(text)
    }
}
