//! One run of the tests: its folder, its ports, and the janitor that tidies up behind it.
//!
//! Tests share fixtures that live in statics, which Rust never drops, and a test process may be killed. So a small shell
//! process waits for the end of this one (the end of its input), stops by their process ids the servers that still run,
//! unmounts what is mounted in the folder, removes it, and prints how many tests ran.

use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};

use tempfile::Builder;

/// Its input: `run`, `skipped`, `started PID`, `stopped PID`. Postgres removes `postmaster.pid` when it has ended.
const JANITOR: &str = r#"
trap : INT TERM
run=0 skipped=0 live=" "
while read -r word pid; do
  case $word in
    run) run=$((run + 1)) ;;
    skipped) skipped=$((skipped + 1)) ;;
    started) live="$live$pid " ;;
    stopped) live="${live%% $pid *} ${live#* $pid }" ;;
  esac
done
for pid in $live; do kill -INT "$pid" 2>/dev/null; done
tries=100
while [ -e "$1/postgres/data/postmaster.pid" ] && [ $((tries -= 1)) -gt 0 ]; do sleep 0.1; done
for pid in $live; do kill -KILL "$pid" 2>/dev/null; done
for space in /run/netns/"${1##*/}"-*; do
  if [ -e "$space" ]; then ip netns del "${space##*/}"; fi
done
tac /proc/mounts 2>/dev/null | while read -r _ place _; do
  case $place in "$1"/*) umount "$place" ;; esac
done
rm -rf --one-file-system -- "$1"
echo "behaviour: $run run, $skipped skipped"
"#;

struct Run {
    folder: PathBuf,
    janitor: Mutex<Child>,
}

static RUN: LazyLock<Run> = LazyLock::new(|| {
    let folder = Builder::new()
        .prefix("fixup-behaviour-")
        .tempdir()
        .expect("the system has a temporary folder")
        .keep();
    let folder = folder.canonicalize().expect("the folder was just made");
    let janitor = Command::new("sh")
        .args(["-c", JANITOR, "janitor"])
        .arg(&folder)
        .stdin(Stdio::piped())
        .spawn()
        .expect("there is a shell");
    Run {
        folder,
        janitor: Mutex::new(janitor),
    }
});

fn tell(line: &str) {
    let mut janitor = RUN.janitor.lock().unwrap_or_else(PoisonError::into_inner);
    let input = janitor.stdin.as_mut().expect("its input is piped");
    writeln!(input, "{line}").expect("the janitor reads until this process ends");
}

/// A test begins.
pub(crate) fn count_run() {
    tell("run");
}

/// A test cannot run here.
pub(crate) fn count_skipped() {
    tell("skipped");
}

/// A server that the janitor stops if nobody else does.
pub(crate) fn started(pid: u32) {
    tell(&format!("started {pid}"));
}

/// That server has ended and its process id is anybody's.
pub(crate) fn stopped(pid: u32) {
    tell(&format!("stopped {pid}"));
}

/// The folder of this run.
pub(crate) fn folder() -> &'static Path {
    &RUN.folder
}

/// A new folder's path in it.
pub(crate) fn new_folder(name: &str) -> PathBuf {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let folder = folder().join(format!("{name}-{}", COUNT.fetch_add(1, Ordering::Relaxed)));
    std::fs::create_dir(&folder).expect("the folder of the run can be written");
    folder
}

/// A port that nobody listens on, and that nobody is given while a test holds it closed: it lies below the range that
/// systems hand out by themselves.
pub(crate) fn free_port() -> u16 {
    const FIRST: u16 = 20_000;
    const COUNT: u16 = 12_000;
    static NEXT: LazyLock<AtomicU16> = LazyLock::new(|| {
        // Two runs at once begin at different places
        let start = std::process::id().wrapping_mul(61) % u32::from(COUNT);
        AtomicU16::new(u16::try_from(start).expect("it is less than COUNT"))
    });
    (0..COUNT)
        .map(|_| FIRST + NEXT.fetch_add(1, Ordering::Relaxed) % COUNT)
        .find(|&port| TcpListener::bind(("127.0.0.1", port)).is_ok())
        .expect("one of many ports is free")
}
