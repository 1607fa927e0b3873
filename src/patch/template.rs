//! Templates: whole, readable files in their own language, with the marks of ERB and EJS, `<%= name %>` and `<% for … %>`.
//! A name that is not there is an error; nothing is ever rendered as an empty string by mistake.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, HtmlEscape, UndefinedBehavior, Value};

use crate::error::{Error, Result};

/// The name by which templates know the names of the modules that their patch brings.
pub const MODULES: &str = "modules";

/// A template by its name, which is also the name of the file that it becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    name: String,
    text: String,
    names: BTreeSet<String>,
    modules: BTreeSet<String>,
}

impl Template {
    /// Checks the syntax of a template.
    ///
    /// # Errors
    /// A template that does not parse.
    pub fn parse(name: &str, text: String) -> Result<Self> {
        let parsed = ENVIRONMENT
            .template_from_named_str(name, &text)
            .map_err(|error| broken(name, &error))?;
        let names = parsed.undeclared_variables(false).into_iter().collect();
        let nested = parsed.undeclared_variables(true).into_iter();
        let module = |used: String| {
            let (of, name) = used.split_once('.')?;
            (of == MODULES).then(|| name.to_owned())
        };
        Ok(Self {
            name: name.to_owned(),
            text,
            names,
            modules: nested.filter_map(module).collect(),
        })
    }

    /// The name of the template's file.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many bytes it has.
    #[must_use]
    pub fn size(&self) -> usize {
        self.text.len()
    }

    /// The names that it uses: facts, captures and parameters, with `_` for `-`.
    #[must_use]
    pub fn names(&self) -> &BTreeSet<String> {
        &self.names
    }

    /// The modules of its patch that it imports, with `_` for `-`.
    #[must_use]
    pub fn modules(&self) -> &BTreeSet<String> {
        &self.modules
    }

    /// The text with `values` filled in.
    ///
    /// # Errors
    /// A value that is missing or of the wrong kind: a fault of fixup's own.
    pub fn render(&self, values: &Value) -> Result<String> {
        let rendered = ENVIRONMENT.render_named_str(&self.name, &self.text, values);
        rendered.map_err(|error| broken(&self.name, &error))
    }
}

/// The template that a line includes. It has the line for itself.
#[must_use]
pub fn included(line: &str) -> Option<&str> {
    let name = line.trim_end().strip_prefix("<% include \"")?;
    name.strip_suffix("\" %>")
}

fn broken(name: &str, error: &minijinja::Error) -> Error {
    let line = error
        .line()
        .map_or(String::new(), |line| format!(" at line {line}"));
    Error::fault(format!("the template `{name}` fails{line}")).note(error.to_string())
}

/// How all templates are written and what they may say.
static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    let syntax = SyntaxConfig::builder()
        .variable_delimiters("<%=", "%>")
        .block_delimiters("<%", "%>")
        .comment_delimiters("<%#", "%>")
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build()
        .expect("the marks differ from each other");
    environment.set_syntax(syntax);
    environment.set_debug(true);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|name| match name.rsplit_once('.') {
        Some((_, "html")) => AutoEscape::Html,
        _ => AutoEscape::None,
    });
    // a string of JavaScript, Python or JSON
    environment.add_filter("quoted", |text: String| {
        serde_json::to_string(&text).expect("a string is always JSON")
    });
    // what `templatefile` of Terraform hands on as it stands
    environment.add_filter("escaped_for_templatefile", |text: String| {
        text.replace("${", "$${").replace("%{", "%%{")
    });
    // a text within a line of Markdown: no mark of a table, of a list or of HTML is its own
    environment.add_filter("in_line", |text: String| {
        let text = text.replace('|', "\\|").replace('<', "&lt;");
        text.split(char::is_whitespace)
            .filter(|word| !word.is_empty())
            .collect::<Vec<&str>>()
            .join(" ")
    });
    // the same in HTML, with code where Markdown has it
    environment.add_filter("with_code", |text: String| {
        let escaped = HtmlEscape(&text).to_string();
        let pieces = escaped.split('`').enumerate();
        let marked = pieces.map(|(at, piece)| match at % 2 {
            0 => piece.to_owned(),
            _ => format!("<code>{piece}</code>"),
        });
        Value::from_safe_string(marked.collect())
    });
    environment
});

#[cfg(test)]
mod tests {
    use minijinja::context;

    use super::*;

    #[test]
    fn a_missing_name_is_an_error_with_its_line() {
        let error = parsed("x\n<%= missing %>\n")
            .render(&context! {})
            .expect_err("the name is missing");
        assert!(error.to_string().contains("at line 2"), "{error}");
    }

    fn parsed(text: &str) -> Template {
        Template::parse("a.ts", text.to_owned()).expect("it parses")
    }

    #[test]
    fn a_line_may_include_a_template() {
        assert_eq!(included("<% include \"a.sh\" %>\n"), Some("a.sh"));
        for other in ["x <% include \"a.sh\" %>", "<% include a %>", "include"] {
            assert_eq!(included(other), None, "{other}");
        }
    }

    #[test]
    fn names_are_those_used_and_not_loop_variables() {
        let template = parsed(
            "<% for database in databases %>\n<%= database.ping %>\n<% endfor %>\n<%= name | quoted %>\n",
        );
        let names: Vec<&str> = template.names().iter().map(String::as_str).collect();
        assert_eq!(names, ["databases", "name"]);
    }

    #[test]
    fn lines_of_blocks_leave_nothing_behind() {
        let template = parsed("[\n  <% for x in xs %>\n  <%= x | quoted %>,\n  <% endfor %>\n]\n");
        let rendered = template.render(&context! { xs => ["a", "b"] });
        assert_eq!(rendered.expect("it renders"), "[\n  \"a\",\n  \"b\",\n]\n");
    }
}
