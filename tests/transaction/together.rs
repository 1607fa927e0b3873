//! Two fixups at once: one does its work, the other is told, and nothing is mixed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::harness::{Need, Plan, Yard, are_met, edit, fixup, run};

/// An apply that has written and waits for its command to end.
struct Waiting {
    child: Child,
    go: PathBuf,
}

impl Waiting {
    fn in_the_middle_of(yard: &Yard) -> Self {
        let (began, go) = (yard.beside().join("began"), yard.beside().join("go"));
        let (touch, wait) = (began.display(), go.display());
        let script = format!("touch '{touch}'; while [ ! -e '{wait}' ]; do sleep 0.01; done");
        let mut command = yard.applying(&plan());
        command.arg("--verify").arg(script).stdout(Stdio::null());
        let child = command.spawn().expect("it starts");
        wait_for(&began);
        Self { child, go }
    }

    fn go_on(mut self) {
        fs::write(self.go, "").expect("the folder is ours");
        assert!(self.child.wait().expect("it ends").success());
    }
}

fn wait_for(file: &Path) {
    let start = Instant::now();
    while !file.exists() {
        assert!(
            start.elapsed() < Duration::from_mins(1),
            "no {}",
            file.display()
        );
        thread::sleep(Duration::from_millis(5));
    }
}

fn plan() -> Plan {
    Plan::of(["a", "b", "c"].map(|path| edit(path, "1\n", "2\n")))
}

fn yard() -> Yard {
    Yard::with(&[("a", "1\n"), ("b", "1\n"), ("c", "1\n"), ("sub/x", "1\n")])
}

#[test]
fn a_second_run_is_told_while_the_first_is_at_work() {
    let yard = yard();
    let first = Waiting::in_the_middle_of(&yard);
    let other = Plan::of([edit("sub/x", "1\n", "2\n")]);
    let told = ["another fixup is at work", "wait until it has ended"];
    yard.apply(&other).expect_error(&told);
    yard.fixup(&["undo"]).expect_error(&told);
    first.go_on();
    assert_eq!(yard.text("sub/x"), "1\n");
    yard.apply(&other).expect(0);
    assert_eq!(yard.records(), ["0001.json", "0002.json", "lock"]);
}

#[test]
fn a_second_run_in_a_folder_of_the_same_repository_is_told_too() {
    if !are_met(&[Need::Git]) {
        return;
    }
    let yard = yard();
    yard.commit_all();
    let first = Waiting::in_the_middle_of(&yard);
    let path = Plan::of([edit("x", "1\n", "2\n")]).save(yard.beside());
    let sub = yard.root.join("sub");
    let mut second = fixup(&sub, &["apply", "--yes", "--plan"]);
    run(second.arg(path)).expect_error(&["another fixup is at work"]);
    first.go_on();
}

#[test]
fn of_many_at_once_one_applies_and_the_others_find_it_done_or_are_told() {
    for _ in 0..5 {
        let yard = yard();
        let start = |_| {
            let mut command = yard.applying(&plan());
            command
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .expect("it starts")
        };
        let running: Vec<_> = (0..8).map(start).collect();
        let codes: Vec<Option<i32>> = running
            .into_iter()
            .map(|mut child| child.wait().expect("it ends").code())
            .collect();
        assert!(
            codes.iter().all(|code| matches!(code, Some(0 | 2))),
            "{codes:?}"
        );
        assert!(codes.contains(&Some(0)), "{codes:?}");
        for path in ["a", "b", "c"] {
            assert_eq!(yard.text(path), "2\n");
        }
        assert_eq!(yard.records(), ["0001.json", "lock"], "{codes:?}");
        yard.fixup(&["undo"]).expect(0);
        assert_eq!(yard.text("a"), "1\n");
    }
}
