//! What of a file nobody may see: values under names of secrets, what tokens are signed with, passwords in addresses, and
//! private keys. Code is asked for its strings, and so is HCL; other files are read line by line, for most of them have no parser
//! here. What says where a secret comes from is none.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::code::Survey;
use crate::code::answers::Memo;
use crate::edit::hcl::is_hcl;
use crate::edit::script::{Node, Script, is_python, is_script, string_value};
use crate::survey::secret_settings::Settings;
use crate::survey::secret_values::{is_secret, names_secret, password_of};

/// What is known of texts, for the run.
#[derive(Default)]
struct Known(Memo<(String, Arc<str>), Arc<BTreeSet<String>>>);

/// The secrets in the file at `path`.
#[must_use]
pub fn secrets_in(survey: &Survey<'_>, path: &str) -> Arc<BTreeSet<String>> {
    let Some(text) = survey.text(path) else {
        return Arc::default();
    };
    let known = survey.parsed.answers.of::<Known>();
    let key = (path.to_owned(), text.clone());
    known.0.of(key, || Arc::new(find(survey, path, &text)))
}

fn find(survey: &Survey<'_>, path: &str, text: &str) -> BTreeSet<String> {
    let mut found = keys(text);
    if is_script(path) || is_python(path) {
        found.extend(survey.script(path).into_iter().flat_map(in_code));
    } else {
        let settings = if is_hcl(path) {
            Settings::of(text)
        } else {
            Settings::default()
        };
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let is_expression = |at, value: &str| {
                settings.is_expression(start + at) || is_page(path) && is_reference(value)
            };
            in_line(line, is_expression, &mut found);
            start += line.len();
        }
        found.extend(settings.secrets);
    }
    found
}

/// The lines of private keys.
fn keys(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut inside = false;
    for line in text.lines() {
        if line.contains("PRIVATE KEY-----") {
            inside = line.contains("-----BEGIN");
        } else if inside {
            found.insert(line.trim().to_owned());
        }
    }
    found
}

/// `NAME=value`, `name: "value"`, and addresses with a password. What begins where an expression does is none of its own.
fn in_line(line: &str, is_expression: impl Fn(usize, &str) -> bool, found: &mut BTreeSet<String>) {
    let is_mark = |c: char| matches!(c, '"' | '\'' | '`' | ',' | ';' | ' ' | '\t');
    for word in line.split(is_mark) {
        found.extend(
            password_of(word)
                .filter(|it| is_hidden(it))
                .map(str::to_owned),
        );
    }
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    for (at, sign) in line.match_indices(['=', ':']) {
        let before = line[..at].trim_end_matches([' ', '\t', '"', '\'']);
        let name = before
            .rsplit(|c: char| !is_name(c))
            .next()
            .unwrap_or_default();
        let value = line[at + sign.len()..].trim_start();
        let at = line.len() - value.len();
        let value = value.trim_end();
        if is_expression(at, value) {
            continue;
        }
        let value = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split(quote).next().unwrap_or_default(),
            _ => value
                .split(" #")
                .next()
                .unwrap_or_default()
                .trim_end_matches([',', ' ']),
        };
        if is_secret(name, value) && password_of(value).is_none() {
            found.insert(value.to_owned());
        }
    }
}

/// How an expression begins that says where a value comes from.
const SOURCES: [&str; 9] = [
    "data.",
    "each.value.",
    "import.meta.env.",
    "local.",
    "module.",
    "os.environ",
    "os.getenv(",
    "process.env.",
    "var.",
];

/// Whether a file is a page for people, which shows lines of code; elsewhere a password may begin as code does.
fn is_page(path: &str) -> bool {
    path.ends_with(".md")
}

/// Whether a value is code that says where one comes from, as a line of a page may show it.
fn is_reference(value: &str) -> bool {
    let is_path = |c: char| c.is_ascii_alphanumeric() || "._-[]()\"'*".contains(c);
    SOURCES.iter().any(|it| value.starts_with(it)) && value.chars().all(is_path)
}

/// Whether a password is one that not everybody has.
fn is_hidden(password: &str) -> bool {
    is_secret("PASSWORD", password)
}

/// The strings of a script that are secrets, as the code says what they are for.
fn in_code(script: &Script) -> Vec<String> {
    let strings = script.root();
    let strings = strings
        .dfs()
        .filter(|node| matches!(&*node.kind(), "string" | "template_string"));
    strings.filter_map(|node| secret(&node)).collect()
}

fn secret(node: &Node<'_>) -> Option<String> {
    let value = string_value(node)?;
    if let Some(password) = password_of(&value) {
        return is_hidden(password).then(|| password.to_owned());
    }
    let is_real = || is_secret("SECRET", &value);
    (is_real() && is_for_secret(node)).then_some(value)
}

/// Whether what a string stands for is a secret: by the name that it is bound to, compared with or given under, or by the call
/// that takes it.
fn is_for_secret(node: &Node<'_>) -> bool {
    let mut at = node.clone();
    for _ in 0..HOPS {
        let Some(parent) = at.parent() else {
            return false;
        };
        let named = ["name", "left", "key", "property"].iter().any(|field| {
            let field = parent.field(field);
            field.is_some_and(|it| it.node_id() != at.node_id() && ends_secret(&it.text()))
        });
        if named {
            return true;
        }
        match &*parent.kind() {
            "arguments" | "argument_list" => {
                return parent.parent().is_some_and(|it| takes(&it, &at));
            }
            "binary_expression"
            | "boolean_operator"
            | "parenthesized_expression"
            | "ternary_expression"
            | "conditional_expression"
            | "as_expression" => at = parent,
            _ => return false,
        }
    }
    false
}

/// How many expressions around a string are looked at.
const HOPS: usize = 8;

/// What signs, verifies or encrypts with what it is given second.
const SIGNS: [&str; 6] = [
    "createHmac",
    "decode",
    "encode",
    "jwtVerify",
    "sign",
    "verify",
];

/// Whether a call takes a secret in this place: `jwt.sign(user, "…")`, `os.getenv("JWT_SECRET", "…")`, `cookieParser("…")`.
fn takes(call: &Node<'_>, argument: &Node<'_>) -> bool {
    let Some(callee) = call.field("function") else {
        return false;
    };
    let name = callee.text();
    let name = name.rsplit('.').next().unwrap_or_default();
    let list = call.field("arguments");
    let given = list.map(|list| list.named_children().collect::<Vec<_>>());
    let given = given.unwrap_or_default();
    let place = given
        .iter()
        .position(|it| it.node_id() == argument.node_id());
    match (name, place) {
        ("cookieParser" | "SecretStr", Some(0)) => true,
        (_, Some(1)) if SIGNS.contains(&name) => true,
        (_, Some(1)) => string_value(&given[0]).is_some_and(|first| names_secret(&first)),
        _ => false,
    }
}

/// Whether the last name of an expression is that of a secret: `process.env.JWT_SECRET`, `"apiKey"`.
fn ends_secret(text: &str) -> bool {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let mut words = text.rsplit(|c: char| !is_name(c));
    words.find(|word| !word.is_empty()).is_some_and(|name| {
        let mut parted = String::new();
        let mut before = ' ';
        for c in name.chars() {
            if c.is_ascii_uppercase() && before.is_ascii_lowercase() {
                parted.push('_');
            }
            parted.push(c);
            before = c;
        }
        names_secret(&parted)
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::secrets_in;
    use crate::code::{Parsed, Survey};
    use crate::tree::{Overlay, walk};

    fn found(path: &str, text: &str) -> Vec<String> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut overlay = Overlay::new(Arc::new(walk(folder.path(), &[]).expect("a tree")));
        overlay.write(path, text.to_owned());
        let parsed = Parsed::default();
        let secrets = secrets_in(&Survey::new(&overlay, &parsed), path);
        secrets.iter().cloned().collect()
    }

    #[test]
    fn secrets_in_code_are_told_by_what_they_are_for() {
        for text in [
            "const secret = process.env.JWT_SECRET || 'p4r1s-9x';",
            "jwt.sign({ id }, process.env.JWT_SECRET ?? `p4r1s-9x`);",
            "jwt.verify(token, 'p4r1s-9x');",
            "const { JWT_SECRET = 'p4r1s-9x' } = process.env;",
            "new Pool({ password: 'p4r1s-9x' });",
            "config.dbPassword = 'p4r1s-9x';",
            "connect('postgres://shop:p4r1s-9x@db/shop');",
            "app.use(cookieParser('p4r1s-9x'));",
            "session({ secret: isProduction ? get() : 'p4r1s-9x' });",
        ] {
            assert_eq!(found("a.js", text), ["p4r1s-9x"], "{text}");
        }
        for text in [
            "SECRET_KEY = os.getenv('SECRET_KEY', 'p4r1s-9x')\n",
            "class Settings(BaseSettings):\n    secret_key: str = 'p4r1s-9x'\n",
            "jwt.decode(token, 'p4r1s-9x', algorithms=['HS256'])\n",
            "create_engine('postgresql://shop:p4r1s-9x@db/shop')\n",
            "connect(password='p4r1s-9x')\n",
        ] {
            assert_eq!(found("a.py", text), ["p4r1s-9x"], "{text}");
        }
        for text in [
            "const tokenUrl = '/oauth/token/new';",
            "res.send('p4r1s-9x');",
            "const name = process.env.NAME || 'p4r1s-9x';",
        ] {
            assert!(found("a.js", text).is_empty(), "{text}");
        }
    }

    #[test]
    fn other_files_are_read_line_by_line() {
        for (path, text) in [
            ("docker-compose.yml", "      - DB_PASSWORD=p4r1s-9x\n"),
            (
                "docker-compose.yml",
                "      DB_PASSWORD: \"p4r1s-9x\" # old\n",
            ),
            ("a.tfvars", "db_password = \"p4r1s-9x\"\n"),
            (
                ".env",
                "export DATABASE_URL=postgres://shop:p4r1s-9x@db/shop\n",
            ),
            ("Dockerfile", "ENV API_KEY=p4r1s-9x\n"),
            ("config.json", "{ \"password\": \"p4r1s-9x\" }\n"),
            (
                "key.pem",
                "-----BEGIN PRIVATE KEY-----\np4r1s-9x\n-----END PRIVATE KEY-----\n",
            ),
        ] {
            assert_eq!(found(path, text), ["p4r1s-9x"], "{path}");
        }
    }

    #[test]
    fn what_says_where_a_secret_comes_from_is_none() {
        for value in [
            "var.db_password",
            "local.secrets[\"db_password\"]",
            "module.database.password",
            "random_password.main.result",
            "data.aws_ssm_parameter.main.value",
            "jsondecode(data.aws_secretsmanager_secret_version.main.secret_string)[\"db_password\"]",
            "file(\"keys/database.txt\")",
            "var.is_new ? random_password.main.result : var.db_password",
            "\"${var.db_password}-x\"",
        ] {
            let text = format!("module \"rds\" {{\n  db_password = {value}\n}}\n");
            assert!(found("main.tf", &text).is_empty(), "{value}");
            let text = format!("locals {{\n  all = {{ db_password = {value} }}\n}}\n");
            assert!(found("main.tf", &text).is_empty(), "{value}");
        }
        for value in ["process.env.DB_PASSWORD", "os.environ[\"DB_PASSWORD\"]"] {
            let text = format!("DB_PASSWORD = {value}\n");
            assert!(found("guide.md", &text).is_empty(), "{value}");
        }
    }

    #[test]
    fn a_password_that_begins_as_code_does_is_one() {
        for path in [".env", "prod.auto.tfvars.json", "settings.yml"] {
            let text = "DB_PASSWORD=data.p4r1s-9x\n";
            assert_eq!(found(path, text), ["data.p4r1s-9x"], "{path}");
        }
    }

    #[test]
    fn texts_inside_of_an_expression_are_secrets() {
        for value in [
            "\"p4r1s-9x\"",
            "(\"p4r1s-9x\")",
            "var.is_new ? var.db_password : \"p4r1s-9x\"",
            "coalesce(var.db_password, \"p4r1s-9x\")",
            "sensitive(\"p4r1s-9x\")",
            "lookup(var.all, \"db_password\", \"p4r1s-9x\")",
        ] {
            let text = format!("module \"rds\" {{\n  db_password = {value}\n}}\n");
            assert_eq!(found("main.tf", &text), ["p4r1s-9x"], "{value}");
        }
        for text in [
            "a = <<EOT\nexport DB_PASSWORD=p4r1s-9x\nEOT\n",
            "# db_password = \"p4r1s-9x\"\n",
            // as nothing parses it, it is read line by line
            "db_password = p4r1s-9x \"\n",
            "db_passwords = {\n  prod_password : \"p4r1s-9x\"\n}\n",
        ] {
            assert!(found("main.tf", text)[0].starts_with("p4r1s-9x"), "{text}");
        }
    }
}
