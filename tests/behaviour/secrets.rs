//! Issue 17, on hosts: a secret becomes an environment file that all its readers understand alike, and one that they would not
//! is refused without a word of its values.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use super::harness::aws::{point, programs, put_secret, with_packages};
use super::harness::command::{Ended, run, run_well};
use super::harness::needs::{Need, are_met, project};
use super::harness::packages;
use super::harness::run::new_folder;

const LIMIT: Duration = Duration::from_mins(1);

/// What nobody may see.
const VALUE: &str = "hunter2";

/// A folder with the script, and the path of the file that it writes.
struct Place {
    folder: PathBuf,
    path: String,
}

impl Place {
    fn new() -> Self {
        let folder = new_folder("secrets");
        let script = project().join("templates/shared/fetch-secrets.sh");
        fs::copy(script, folder.join("fetch-secrets.sh")).expect("a copy");
        let path = env::var("PATH").expect("there is a PATH");
        Self {
            path: format!("{}:{path}", programs().display()),
            folder,
        }
    }

    fn fetch(&self, secret: &str) -> Ended {
        let mut fetch = Command::new("bash");
        point(&mut fetch)
            .args(["fetch-secrets.sh", secret, ".env.prod"])
            .env("PATH", &self.path)
            .current_dir(&self.folder);
        run(&mut fetch, LIMIT).unwrap_or_else(|reason| panic!("{reason}"))
    }

    fn file(&self) -> PathBuf {
        self.folder.join(".env.prod")
    }
}

type Values = BTreeMap<String, String>;

fn by_dotenv_of_node(file: &Path) -> Values {
    let modules = packages::rtserver().expect("the need was met");
    let program = "const { parse } = require(process.argv[1] + '/dotenv'); \
        console.log(JSON.stringify(parse(require('fs').readFileSync(process.argv[2]))))";
    let mut node = Command::new("node");
    node.args(["-e", program]).arg(modules).arg(file);
    parsed(&mut node)
}

fn by_node(file: &Path) -> Values {
    let mut node = Command::new("node");
    node.arg(format!("--env-file={}", file.display()))
        .args(["-e", "console.log(JSON.stringify(process.env))"])
        .env_clear()
        .env("PATH", env::var_os("PATH").expect("there is a PATH"));
    let mut values = parsed(&mut node);
    values.remove("PATH");
    values
}

fn by_dotenv_of_python(file: &Path) -> Values {
    let program = "import dotenv, json, sys; print(json.dumps(dotenv.dotenv_values(sys.argv[1])))";
    let mut python = Command::new("python3");
    with_packages(&mut python).args(["-c", program]).arg(file);
    parsed(&mut python)
}

/// What compose gives a container.
fn by_compose(file: &Path) -> Values {
    let compose = file.with_file_name("docker-compose.yml");
    fs::write(
        &compose,
        "version: '3'\nservices:\n  app:\n    image: app\n    env_file: [.env.prod]\n",
    )
    .expect("a file");
    let mut config = Command::new("docker-compose");
    config.arg("--file").arg(compose).arg("config");
    let text = run_well(&mut config, LIMIT).unwrap_or_else(|reason| panic!("{reason}"));
    let config: Value = serde_yaml::from_str(&text).expect("YAML");
    let values = config["services"]["app"]["environment"]
        .as_object()
        .expect("an object");
    // what it prints is a compose file again
    let text = |value: &Value| value.as_str().expect("a text").replace("$$", "$");
    values
        .iter()
        .map(|(name, value)| (name.clone(), text(value)))
        .collect()
}

fn parsed(command: &mut Command) -> Values {
    let text = run_well(command, LIMIT).unwrap_or_else(|reason| panic!("{reason}"));
    serde_json::from_str(&text).expect("an object of texts")
}

#[test]
fn all_readers_understand_the_file_alike() {
    if !are_met(&[Need::Aws, Need::Node, Need::Compose]) {
        return;
    }
    let place = Place::new();
    let secret = json!({
        "PLAIN": "value",
        "EMPTY": "",
        "BLANKS": " in front, behind ",
        "HASH": "before # after",
        "DOLLAR": "pa$$word$HOME$(id)",
        "QUOTES": "say \"yes\"",
        "APOSTROPHE": "it's",
        "BACKTICKS": "`id`",
        "BACKSLASH": "C:\\new\\table",
        "EQUALS": "a=b&c=d;e",
        "UNICODE": "żółć ✓",
        "URL": "postgres://app:p%40ss@db:5432/app?sslmode=require#x",
        "NUMBER": 5432,
        "YES": true,
    });
    put_secret("alike", &secret.to_string());
    let ended = place.fetch("alike");
    assert!(ended.status.success(), "{}", ended.said());
    let mode = fs::metadata(place.file())
        .expect("the file")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);

    let text = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    let values = secret.as_object().expect("an object").iter();
    let expected: Values = values
        .map(|(name, value)| (name.clone(), text(value)))
        .collect();
    let file = place.file();
    assert_eq!(by_dotenv_of_node(&file), expected, "dotenv");
    assert_eq!(by_node(&file), expected, "node --env-file");
    assert_eq!(by_dotenv_of_python(&file), expected, "python-dotenv");
    assert_eq!(by_compose(&file), expected, "docker-compose");
}

#[test]
fn what_readers_would_take_differently_is_refused_and_nothing_of_it_is_said() {
    if !are_met(&[Need::Aws]) {
        return;
    }
    let place = Place::new();
    fs::write(place.file(), "OLD=1\n").expect("a file");
    let refused = [
        ("not JSON", "hunter2", "not a JSON object"),
        ("a text", "\"hunter2\"", "not a JSON object"),
        ("a list", "[\"hunter2\"]", "not a JSON object"),
        ("nothing", "{}", "not a JSON object"),
        ("a blank in a name", r#"{"A KEY": "hunter2"}"#, r#""A KEY""#),
        (
            "a line in a name",
            r#"{"KEY\nX": "hunter2"}"#,
            r#""KEY\nX""#,
        ),
        (
            "an object",
            r#"{"KEY": {"a": "hunter2"}}"#,
            "KEY is neither",
        ),
        ("none", r#"{"KEY": null, "B": "hunter2"}"#, "KEY is neither"),
        (
            "a long number",
            r#"{"KEY": 12345678901234567890}"#,
            "KEY has too many digits",
        ),
        (
            "two lines",
            r#"{"KEY": "hunter2\nX=1"}"#,
            "KEY has a control character",
        ),
        (
            "a variable",
            r#"{"KEY": "hunter2${X}"}"#,
            "KEY has a control character, ${",
        ),
        ("two backslashes", r#"{"KEY": "hunter2\\\\x"}"#, "KEY has"),
        (
            "a backslash at the end",
            r#"{"KEY": "hunter2\\"}"#,
            "KEY has",
        ),
        (
            "both quotes",
            r#"{"KEY": "hunter2'\""}"#,
            "KEY has a single quote",
        ),
        (
            "a quote and a dollar",
            r#"{"KEY": "hunter2'$x"}"#,
            "KEY has a single quote",
        ),
        (
            "a good one before",
            r#"{"A": "hunter2", "KEY": "\u0007"}"#,
            "KEY has",
        ),
    ];
    for (what, secret, said) in refused {
        let name = what.replace(' ', "-");
        put_secret(&name, secret);
        let ended = place.fetch(&name);
        assert!(!ended.status.success(), "{what}");
        assert!(ended.stderr.contains(said), "{what}: {}", ended.said());
        assert!(!ended.said().contains(VALUE), "{what}: {}", ended.said());
        assert_eq!(
            fs::read_to_string(place.file()).expect("the file"),
            "OLD=1\n",
            "{what}"
        );
    }
    nothing_is_left(&place);
}

#[test]
fn a_call_that_fails_leaves_the_old_file() {
    if !are_met(&[Need::Aws]) {
        return;
    }
    let place = Place::new();
    fs::write(place.file(), "OLD=1\n").expect("a file");
    let ended = place.fetch("no-such-secret");
    assert!(!ended.status.success(), "{}", ended.said());
    assert!(
        ended.stderr.contains("ResourceNotFoundException"),
        "{}",
        ended.said()
    );
    assert_eq!(
        fs::read_to_string(place.file()).expect("the file"),
        "OLD=1\n"
    );
    nothing_is_left(&place);
}

/// No file that was being written.
fn nothing_is_left(place: &Place) {
    let names = fs::read_dir(&place.folder)
        .expect("a folder")
        .map(|it| it.expect("an entry").file_name());
    let mut names: Vec<_> = names.collect();
    names.sort();
    assert_eq!(names, [".env.prod", "fetch-secrets.sh"]);
}
