//! Images, really built by buildah as their Dockerfiles say, and containers that run from them. No engine is needed and no
//! registry of images: `node` and `python` are stand-ins that `tests/tools/base-image` makes of this machine's own.
//!
//! ```ignore
//! if !are_met(&[Need::Images]) { return; }
//! let image = images::build(&clinic.root.join("rtserver"), "Dockerfile", &[]);
//! assert!(!image.holds("/app/.env"));
//! let mut server = images::run(&image).with("DB_HOST", "127.0.0.1").start();
//! assert_eq!(server.get("/health").status, 200);
//! assert!(server.execute(&["node", "-e", "process.exit(0)"]).status.success());   // a health check
//! server.signal_child("TERM");            // to its first process, as an engine does
//! assert_eq!(server.wait_for_end(LIMIT).code(), Some(0));
//! ```
//!
//! - `build` takes the context, the Dockerfile below it, and build arguments. An image that was built of the same files
//!   before is there already, so tests may share what they build by naming the same folder.
//! - `run` is how the command of the image will be started: as user 1000 unless the image says otherwise, as the first
//!   process of a space of its own, with the environment of the image alone. It listens on a free port of this machine, so
//!   databases are on 127.0.0.1; `PORT` is set, and the port that the image exposes is replaced in its command and in those
//!   that `execute` runs, so that a health check may stand there as a compose file has it.
//! - `build_prepared` does without installing: `npm` and `pip` do nothing there, and the packages of the example lie in the
//!   base image. It is for services of a few lines, and `Image::starts` tells whether theirs comes to listen.
//! - `context_of` is all that `COPY . .` would bring into an image.
//!
//! npm has its packages from the cache in `target/tools/cache`, and from where it gets them otherwise; pip has nothing but
//! the wheels of the lock files in `tests/tools/python`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{LazyLock, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use serde_json::Value;

use super::command::{Ended, run as run_command, run_well};
use super::needs::{project, tools};
use super::packages::{self, Python};
use super::run as this_run;
use super::service::Service;

const BUILD_LIMIT: Duration = Duration::from_mins(10);
const LIMIT: Duration = Duration::from_mins(1);

/// An image that was built in this run.
#[derive(Clone)]
pub(crate) struct Image {
    id: String,
    /// All its files and folders.
    root: PathBuf,
    config: Value,
}

/// Builds an image of `context` as `dockerfile` in it says, with values for its `ARG`s.
pub(crate) fn build(context: &Path, dockerfile: &str, arguments: &[(&str, &str)]) -> Image {
    try_build(context, dockerfile, arguments).unwrap_or_else(|reason| panic!("{reason}"))
}

/// The same for a build that may fail; the error is what the build said.
pub(crate) fn try_build(
    context: &Path,
    dockerfile: &str,
    arguments: &[(&str, &str)],
) -> Result<Image, String> {
    type Built = Mutex<BTreeMap<u64, Result<Image, String>>>;
    static BUILT: LazyLock<Built> = LazyLock::new(Built::default);
    let file = context.join(dockerfile);
    let text = fs::read_to_string(&file)
        .map_err(|error| format!("cannot read {}: {error}", file.display()))?;
    for name in bases(&text, arguments) {
        base(&name)?;
    }
    let mut hasher = DefaultHasher::new();
    (context, dockerfile, arguments, state(context)).hash(&mut hasher);
    // One build at a time: they take all the processors that there are
    let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    let made = || {
        let mut buildah = buildah("build");
        buildah.arg("--file").arg(&file);
        for (name, value) in arguments {
            buildah.arg("--build-arg").arg(format!("{name}={value}"));
        }
        let cache = tools().join("cache/npm");
        fs::create_dir_all(&cache).map_err(|error| error.to_string())?;
        let wheels = packages::wheels()?;
        for (folder, place) in [(cache.as_path(), "/cache"), (wheels, "/wheels")] {
            buildah
                .arg("--volume")
                .arg(format!("{}:{place}", folder.display()));
        }
        finished(buildah, context)
    };
    built.entry(hasher.finish()).or_insert_with(made).clone()
}

/// Builds an image on stand-ins that have the packages of the example and install nothing, in seconds.
pub(crate) fn build_prepared(context: &Path, dockerfile: &str) -> Result<Image, String> {
    let file = context.join(dockerfile);
    let text = fs::read_to_string(&file).map_err(|error| format!("{dockerfile}: {error}"))?;
    let mut build = buildah("build");
    build.arg("--file").arg(&file);
    for name in bases(&text, &[]) {
        let prepared = prepared(&name)?;
        build
            .arg("--build-context")
            .arg(format!("{name}=container-image://{prepared}"));
    }
    finished(build, context)
}

/// The name of the stand-in with packages for a base image; made once each.
fn prepared(name: &str) -> Result<String, String> {
    static MADE: LazyLock<Mutex<BTreeMap<&str, Result<(), String>>>> =
        LazyLock::new(Mutex::default);
    // What would install is a script that does nothing
    let nothing = |program: &str| {
        format!(
            "cd /usr/local/bin && rm {program} && echo '#!/bin/sh' >{program} && chmod 755 {program}"
        )
    };
    let (kind, packages, stub) = if kind_of(name)? == "node" {
        ("node", packages::rtserver()?, nothing("npm"))
    } else {
        let uvicorn =
            "printf '#!/bin/sh\\nexec python -m uvicorn \"$@\"\\n' >uvicorn && chmod 755 uvicorn";
        let stub = format!("{} && {uvicorn}", nothing("pip"));
        ("python", packages::backendai(Python::Pinned)?, stub)
    };
    let tag = format!("localhost/prepared-{kind}");
    let make = || {
        base(&format!("{kind}:prepared"))?;
        let dockerfile = this_run::new_folder("base").join("Dockerfile");
        let place = if kind == "node" {
            "/node_modules"
        } else {
            "/packages"
        };
        let text = format!(
            "FROM docker.io/library/{kind}:prepared\nCOPY . {place}\nENV PYTHONPATH=/packages\nRUN {stub}\n"
        );
        fs::write(&dockerfile, text).map_err(|error| error.to_string())?;
        let mut build = buildah("build");
        build
            .arg("--quiet")
            .arg("--file")
            .arg(&dockerfile)
            .args(["--tag", &tag]);
        run_well(build.arg(packages), BUILD_LIMIT).map(drop)
    };
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    made.entry(kind).or_insert_with(make).clone().map(|()| tag)
}

/// Every file that `COPY . .` brings from `context` into an image, by its path in the context.
pub(crate) fn context_of(context: &Path, ignore_file: &str) -> BTreeSet<String> {
    let dockerfile = this_run::new_folder("context").join("Dockerfile");
    fs::write(&dockerfile, "FROM scratch\nCOPY . /\n").expect("the folder of the run is writable");
    let mut buildah = buildah("build");
    buildah.arg("--file").arg(&dockerfile);
    if context.join(ignore_file).exists() {
        buildah.arg("--ignorefile").arg(context.join(ignore_file));
    }
    let image = finished(buildah, context).unwrap_or_else(|reason| panic!("{reason}"));
    image.files("/")
}

impl Image {
    /// Whether there is a file or folder at an absolute path.
    pub(crate) fn holds(&self, path: &str) -> bool {
        self.at(path).symlink_metadata().is_ok()
    }

    /// Starts its command with no network but its own, and waits until it listens anywhere; what it said, where it does not.
    pub(crate) fn starts(&self) -> Result<(), String> {
        const LISTENS: &str = r#"
            "$@" &
            for _ in $(seq 300); do
                grep -q ' 0A ' /proc/net/tcp /proc/net/tcp6 && exit
                kill -0 $! || exit 1
                sleep 0.1
            done
            exit 2"#;
        let container = run(self);
        let mut words = vec!["/bin/sh".to_owned(), "-c".to_owned(), LISTENS.to_owned()];
        words.push("wait".to_owned());
        words.extend(container.words());
        let mut command = container.inside_of(&["--net"], &words);
        run_well(&mut command, LIMIT).map(drop)
    }

    /// All files below a folder, by their paths in it.
    pub(crate) fn files(&self, folder: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        collect(&self.at(folder), "", &mut found);
        found
    }

    /// What the image says of itself, as `docker inspect` names it: `Cmd`, `Env`, `User`, `Healthcheck`.
    pub(crate) fn config(&self, key: &str) -> &Value {
        &self.config[key]
    }

    fn words(&self, key: &str) -> Vec<String> {
        let words = self.config[key].as_array().into_iter().flatten();
        let words = words.filter_map(Value::as_str);
        words.map(str::to_owned).collect()
    }

    fn at(&self, path: &str) -> PathBuf {
        self.root.join(path.trim_start_matches('/'))
    }
}

/// How a container will be started; see the top of this file.
pub(crate) struct Container {
    image: Image,
    environment: BTreeMap<String, String>,
}

/// The container of an image, about to be started on files of its own.
pub(crate) fn run(image: &Image) -> Container {
    let root = files_of(&image.id).unwrap_or_else(|reason| panic!("{reason}"));
    let image = Image {
        root,
        ..image.clone()
    };
    let set = image.words("Env");
    let set = set.iter().filter_map(|it| it.split_once('='));
    let environment = set
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    Container { image, environment }
}

impl Container {
    /// A variable of its environment.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.insert(name.to_owned(), value.to_owned());
        self
    }

    /// All variables of a server that was about to be started without an image.
    pub(crate) fn with_all<'v>(mut self, all: impl Iterator<Item = (&'v str, &'v str)>) -> Self {
        self.environment
            .extend(all.map(|(name, value)| (name.to_owned(), value.to_owned())));
        self
    }

    /// Starts it and waits until it listens.
    pub(crate) fn start(mut self) -> Running {
        let port = this_run::free_port();
        self.environment.insert("PORT".to_owned(), port.to_string());
        let words = self.on_port(self.words(), port);
        let service = Service::start(&mut self.inside(&words), port);
        Running {
            container: self,
            service,
        }
    }

    /// The command of the image.
    fn words(&self) -> Vec<String> {
        let mut words = self.image.words("Entrypoint");
        words.extend(self.image.words("Cmd"));
        words
    }

    /// Words with another port than the one that the image exposes.
    fn on_port(&self, words: Vec<String>, port: u16) -> Vec<String> {
        let exposed = self.image.config("ExposedPorts").as_object();
        let exposed = exposed.and_then(|it| it.keys().next());
        let Some(exposed) = exposed.and_then(|it| it.split('/').next()) else {
            return words;
        };
        let is_digit = |text: Option<char>| text.is_some_and(|it| it.is_ascii_digit());
        let replaced = |word: String| {
            let mut found = String::new();
            let mut rest = &word[..];
            while let Some(at) = rest.find(exposed) {
                let (before, behind) = (&rest[..at], &rest[at + exposed.len()..]);
                let is_part =
                    is_digit(before.chars().next_back()) || is_digit(behind.chars().next());
                found += before;
                found += &if is_part {
                    exposed.to_owned()
                } else {
                    port.to_string()
                };
                rest = behind;
            }
            found + rest
        };
        words.into_iter().map(replaced).collect()
    }

    /// A file or folder of the container, as it lies on this machine.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.image.at(path)
    }

    /// Its own command or another one, to be started by whoever knows where it listens.
    pub(crate) fn command(&self, words: Option<Vec<String>>) -> Command {
        self.inside(&words.unwrap_or_else(|| self.words()))
    }

    /// A command as the first process of a space of its own, in the files of the container.
    fn inside(&self, words: &[String]) -> Command {
        self.inside_of(&[], words)
    }

    /// The same, with more that is its own.
    fn inside_of(&self, spaces: &[&str], words: &[String]) -> Command {
        // The variables are for the command alone: programs out here may lie elsewhere
        const ENTER: &str = r#"
            mount --bind /dev "$1/dev"
            exec chroot --userspec="$2" "$1" /bin/env -i "${@:3}""#;
        let text = |key: &str| {
            self.image
                .config(key)
                .as_str()
                .unwrap_or_default()
                .to_owned()
        };
        let user = match text("User") {
            user if user.is_empty() => "1000:1000".to_owned(),
            user if user.contains(':') || user.parse::<u32>().is_err() => user,
            user => format!("{user}:{user}"),
        };
        let folder = Some(text("WorkingDir")).filter(|it| !it.is_empty());
        let mut unshare = Command::new("unshare");
        unshare
            .args(["--pid", "--fork", "--mount", "--kill-child"])
            .args(spaces)
            .arg(format!("--mount-proc={}", self.image.at("/proc").display()))
            .args(["bash", "-c", ENTER, "enter"])
            .arg(&self.image.root)
            .arg(user)
            .args(
                self.environment
                    .iter()
                    .map(|(name, value)| format!("{name}={value}")),
            )
            .args(["/bin/sh", "-c", "cd \"$0\" && exec \"$@\""])
            .arg(folder.unwrap_or_else(|| "/".to_owned()))
            .args(words);
        unshare
    }
}

/// A container that runs.
pub(crate) struct Running {
    container: Container,
    service: Service,
}

impl Running {
    /// Runs another command in the container to its end, as a health check is run.
    pub(crate) fn execute(&self, words: &[&str]) -> Ended {
        let words: Vec<String> = words.iter().map(|it| (*it).to_owned()).collect();
        let words = self.container.on_port(words, self.service.port);
        let mut command = self.container.inside(&words);
        run_command(&mut command, LIMIT).unwrap_or_else(|reason| panic!("{reason}"))
    }
}

impl std::ops::Deref for Running {
    type Target = Service;

    fn deref(&self) -> &Service {
        &self.service
    }
}

impl std::ops::DerefMut for Running {
    fn deref_mut(&mut self) -> &mut Service {
        &mut self.service
    }
}

/// Why images cannot be built here.
pub(crate) fn lack() -> Option<String> {
    static LACK: OnceLock<Option<String>> = OnceLock::new();
    let look = || {
        let mut id = Command::new("id");
        let is_root = run_well(id.arg("-u"), LIMIT).is_ok_and(|it| it.trim() == "0");
        if is_root {
            packages::wheels().err()
        } else {
            Some("only root can build images without an engine".to_owned())
        }
    };
    LACK.get_or_init(look).clone()
}

/// buildah with storage of this run.
fn buildah(command: &str) -> Command {
    static DRIVER: LazyLock<&str> = LazyLock::new(|| {
        let shares = run_well(in_storage("overlay").arg("images"), LIMIT).is_ok();
        // It copies all files of an image for each of its layers and containers, and works anywhere
        if shares { "overlay" } else { "vfs" }
    });
    let mut buildah = in_storage(&DRIVER);
    buildah.arg(command);
    if command == "build" {
        // Without the format of Docker a HEALTHCHECK is lost
        buildah.args([
            "--isolation",
            "chroot",
            "--format",
            "docker",
            "--pull-never",
        ]);
    }
    buildah
}

fn in_storage(driver: &str) -> Command {
    static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| this_run::new_folder("images"));
    let mut buildah = Command::new("buildah");
    buildah
        .arg("--root")
        .arg(FOLDER.join(driver))
        .arg("--runroot")
        .arg(FOLDER.join("run"))
        .args(["--storage-driver", driver])
        .env("TMPDIR", &*FOLDER)
        .current_dir(&*FOLDER);
    buildah
}

/// The image that a build of `context` gives.
fn finished(mut build: Command, context: &Path) -> Result<Image, String> {
    let told = this_run::new_folder("image").join("id");
    build
        .arg("--quiet")
        .arg("--iidfile")
        .arg(&told)
        .arg(context);
    run_well(&mut build, BUILD_LIMIT)?;
    let id = fs::read_to_string(&told).map_err(|error| error.to_string())?;
    let id = id.trim();
    let mut inspect = buildah("inspect");
    let told = run_well(inspect.args(["--type", "image", id]), LIMIT)?;
    let mut told: Value = serde_json::from_str(&told).map_err(|error| error.to_string())?;
    Ok(Image {
        id: id.to_owned(),
        root: files_of(id)?,
        config: told["Docker"]["config"].take(),
    })
}

/// A folder with the files of an image, for whoever asked alone. What is mounted there is unmounted at the end of the run.
fn files_of(image: &str) -> Result<PathBuf, String> {
    let container = run_well(buildah("from").arg("--pull-never").arg(image), LIMIT)?;
    let root = run_well(buildah("mount").arg(container.trim()), LIMIT)?;
    Ok(PathBuf::from(root.trim()))
}

/// Makes the stand-in for a base image, once each.
fn base(name: &str) -> Result<(), String> {
    type Made = Mutex<BTreeMap<String, Result<(), String>>>;
    static MADE: LazyLock<Made> = LazyLock::new(Made::default);
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    let make = || {
        let kind = kind_of(name)?;
        let dockerfile = this_run::new_folder("base").join("Dockerfile");
        let text = format!(
            "FROM scratch\nCOPY . /\nENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\nCMD [\"{kind}\"]\n"
        );
        fs::write(&dockerfile, text).map_err(|error| error.to_string())?;
        let mut build = buildah("build");
        build
            .arg("--quiet")
            .arg("--file")
            .arg(&dockerfile)
            .arg("--tag");
        let full = if name.contains('/') {
            name.to_owned()
        } else {
            format!("docker.io/library/{name}")
        };
        run_well(build.arg(full).arg(base_files(kind)?), BUILD_LIMIT).map(drop)
    };
    made.entry(name.to_owned()).or_insert_with(make).clone()
}

/// What a base image is there for, by its name.
fn kind_of(name: &str) -> Result<&str, String> {
    let place = name.split([':', '@']).next().unwrap_or_default();
    let kind = place.rsplit('/').next().unwrap_or_default();
    let is_known = matches!(kind, "node" | "python");
    is_known
        .then_some(kind)
        .ok_or_else(|| format!("there is no stand-in for the image `{name}`"))
}

/// The files of a stand-in.
fn base_files(kind: &str) -> Result<PathBuf, String> {
    let folder = this_run::folder().join(format!("base-image-{kind}"));
    if !folder.exists() {
        let mut script = Command::new(project().join("tests/tools/base-image"));
        run_well(script.arg(kind).arg(&folder), LIMIT)?;
    }
    Ok(folder)
}

/// The images that a Dockerfile begins with, but for `scratch` and its own stages.
fn bases(text: &str, arguments: &[(&str, &str)]) -> BTreeSet<String> {
    let mut values: BTreeMap<&str, &str> = BTreeMap::new();
    let (mut stages, mut found) = (BTreeSet::new(), BTreeSet::new());
    for line in text.lines() {
        let mut words = line
            .split_whitespace()
            .filter(|word| !word.starts_with("--"));
        match words.next().map(str::to_uppercase).as_deref() {
            Some("ARG") => values.extend(words.filter_map(|word| word.split_once('='))),
            Some("FROM") => {
                let name = words.next().unwrap_or_default();
                let all = values.iter().map(|(name, value)| (*name, *value));
                let filled = all.chain(arguments.iter().copied()).fold(
                    name.to_owned(),
                    |text, (name, value)| {
                        text.replace(&format!("${{{name}}}"), value)
                            .replace(&format!("${name}"), value)
                    },
                );
                if filled != "scratch" && !stages.contains(&filled) {
                    found.insert(filled);
                }
                stages.extend(words.nth(1).map(str::to_owned));
            }
            _ => {}
        }
    }
    found
}

/// What tells two states of a folder apart: names, sizes and times of its files.
fn state(folder: &Path) -> Vec<(PathBuf, u64, Option<std::time::SystemTime>)> {
    let mut files = BTreeSet::new();
    collect(folder, "", &mut files);
    let told = |path: String| {
        let path = folder.join(path);
        let told = path.symlink_metadata().ok();
        let size = told.as_ref().map_or(0, fs::Metadata::len);
        (path, size, told.and_then(|it| it.modified().ok()))
    };
    files.into_iter().map(told).collect()
}

fn collect(folder: &Path, prefix: &str, found: &mut BTreeSet<String>) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type().is_ok_and(|it| it.is_dir()) {
            collect(&entry.path(), &format!("{path}/"), found);
        } else {
            found.insert(path);
        }
    }
}
