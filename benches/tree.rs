//! How a scan of a large repository compares with searching it: `rg --files`, `rg -l` with the literals that fixup looks for
//! in the same kinds of files, and `ast-grep scan` with rules for what the survey looks for. Once, twice and four times the tree.
//!
//! The figures in `docs/architecture.md` are of medusajs/medusa, all four commands in turn in every round:
//!
//! ```sh
//! git clone https://github.com/medusajs/medusa
//! FIXUP_BENCH_TREE=medusa cargo bench --bench tree   # with ripgrep and ast-grep on the PATH
//! ```

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use fixup::tree::{CODE, Literals};
use wait4::Wait4;

const ROUNDS: usize = 7;

const RULES: &str = include_str!("tree.yml");

fn main() {
    let Some(tree) = std::env::var_os("FIXUP_BENCH_TREE") else {
        return say("tree: left out; FIXUP_BENCH_TREE names no repository to scan");
    };
    for tool in ["rg", "ast-grep"] {
        let found = Command::new(tool).arg("--version").output();
        assert!(found.is_ok(), "`{tool}` is not on the PATH");
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let rules = folder.path().join("rules.yml");
    #[expect(clippy::disallowed_methods, reason = "a file of the benchmark's own")]
    fs::write(&rules, RULES).expect("the rules are written");
    for times in [1, 2, 4] {
        let copies = folder.path().join(times.to_string());
        for number in 0..times {
            copy(Path::new(&tree), &copies.join(number.to_string())).expect("the tree is copied");
        }
        measure(&copies, times, &rules);
    }
}

/// All commands in turn, so that whatever else the machine does falls on each of them.
fn measure(tree: &Path, times: usize, rules: &Path) {
    let commands = commands(tree, rules);
    let mut runs: Vec<Vec<Run>> = commands.iter().map(|_| Vec::new()).collect();
    for round in 0..=ROUNDS {
        for (command, runs) in commands.iter().zip(&mut runs) {
            let run = run(command);
            // the first round warms the cache of the file system
            if round > 0 {
                runs.push(run);
            }
        }
    }
    let files = count(tree).expect("the copy is read");
    say(&format!("{times} x the tree, {files} files"));
    let fixup = median(&runs[0]);
    for (command, runs) in commands.iter().zip(&runs) {
        let wall = median(runs);
        let memory = runs.iter().map(|run| run.memory).max().unwrap_or_default();
        let first_words = [
            Path::new(&command[0]).file_name(),
            Path::new(&command[1]).file_name(),
        ];
        let name = first_words
            .into_iter()
            .flatten()
            .map(|word| word.to_string_lossy());
        say(&format!(
            "  {:<24} {wall:>8.1?}  {:>4} MiB  fixup takes {:.2} of it",
            name.collect::<Vec<_>>().join(" "),
            memory / 1024 / 1024,
            fixup.as_secs_f64() / wall.as_secs_f64(),
        ));
    }
}

fn commands(tree: &Path, rules: &Path) -> [Vec<String>; 4] {
    let path = tree.to_str().expect("a path of plain text");
    let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    let mut literals: Vec<String> = owned(&["rg", "--files-with-matches", "--fixed-strings"]);
    for text in Literals::texts(false) {
        literals.extend(["--regexp".to_owned(), text.to_owned()]);
    }
    literals.extend([
        "--glob".to_owned(),
        format!("*.{{{}}}", CODE.join(",")),
        path.to_owned(),
    ]);
    let rules = rules.to_str().expect("a path of plain text");
    [
        owned(&[env!("CARGO_BIN_EXE_fixup"), "scan", path]),
        owned(&["rg", "--files", path]),
        literals,
        owned(&["ast-grep", "scan", "--rule", rules, path]),
    ]
}

/// How long a command took, and how many bytes of memory it had at most.
struct Run {
    wall: Duration,
    memory: u64,
}

fn run(command: &[String]) -> Run {
    let started = Instant::now();
    let child = Command::new(&command[0])
        .args(&command[1..])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the command starts");
    let used = child.wait4().expect("the command ends");
    let wall = started.elapsed();
    assert!(
        matches!(used.status.code(), Some(0 | 1)),
        "{command:?} failed"
    );
    Run {
        wall,
        memory: used.rusage.maxrss,
    }
}

fn median(runs: &[Run]) -> Duration {
    let mut walls: Vec<Duration> = runs.iter().map(|run| run.wall).collect();
    walls.sort();
    walls[walls.len() / 2]
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in entries(from)? {
        let target = to.join(entry.file_name().expect("an entry has a name"));
        if entry.is_dir() {
            copy(&entry, &target)?;
        } else {
            fs::copy(&entry, target)?;
        }
    }
    Ok(())
}

fn count(folder: &Path) -> io::Result<usize> {
    entries(folder)?.iter().try_fold(0, |sum, entry| {
        Ok(sum + if entry.is_dir() { count(entry)? } else { 1 })
    })
}

/// What lies in a folder, without git's own and symbolic links.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let all = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let kept = all.filter(|path: &io::Result<PathBuf>| {
        !path
            .as_ref()
            .is_ok_and(|path| path.is_symlink() || path.ends_with(".git"))
    });
    kept.collect()
}

#[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
fn say(line: &str) {
    println!("{line}");
}
