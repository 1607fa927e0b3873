//! Killed at every step, as by a power cut: the next run leaves the tree wholly old or wholly new, and nothing else.
//! The points lie in the program (`src/apply/kill.rs`), and only where it is built for tests.

use std::fmt::Write;
use std::fs;
use std::os::unix::fs::symlink;

use super::harness::{Need, Plan, Tree, Yard, are_met, create, edit, run};

/// Edits of files of several modes, one of them through a symbolic link and one through a linked folder; a new file
/// beside old ones, and an executable one in a folder that is not there.
struct Scene {
    yard: Yard,
    old: Tree,
    new: Tree,
}

/// Path, text before, text after, mode.
const EDITS: [(&str, &str, &str, u32); 3] = [
    ("app/server.js", "a\nb\nc\n", "a\nB\nc\n", 0o755),
    ("app/secret.env", "KEY=1\n", "KEY=2\n", 0o600),
    ("notes.txt", "one\r\ntwo", "one\r\ntwo\r\nthree", 0o644),
];
const LINKED: (&str, &str) = ("real\n", "changed\n");
const IN_FOLDER: (&str, &str) = ("", "no longer empty\n");
const CREATED: [(&str, &str); 2] = [
    ("app/health.js", "new\n"),
    ("bin/deep/start", "#!/bin/sh\nexit\n"),
];

fn plan() -> Plan {
    let edits = EDITS.map(|(path, before, after, _)| edit(path, before, after));
    let linked = [
        edit("link.js", LINKED.0, LINKED.1),
        edit("lib/part.js", IN_FOLDER.0, IN_FOLDER.1),
    ];
    let created = CREATED.map(|(path, text)| create(path, text));
    Plan::of(edits.into_iter().chain(linked).chain(created))
}

/// A plan that leaves nothing to do: an apply of it only finishes what was interrupted.
fn nothing() -> Plan {
    Plan::of([])
}

impl Scene {
    fn new() -> Self {
        let mut scene = Self::at_start();
        scene.yard.apply(&plan()).expect(0);
        scene.new = scene.yard.tree();
        assert_eq!(
            scene.new.differences(&scene.old).len(),
            9,
            "{:?}",
            scene.new
        );
        Self {
            new: scene.new,
            ..Self::at_start()
        }
    }

    fn at_start() -> Self {
        let yard = Yard::with(&EDITS.map(|(path, before, ..)| (path, before)));
        for (path, _, _, mode) in EDITS {
            yard.chmod(path, mode);
        }
        yard.write("shared/real.js", LINKED.0);
        yard.write("shared/part.js", IN_FOLDER.0);
        symlink("shared/real.js", yard.root.join("link.js")).expect("a link");
        symlink("shared", yard.root.join("lib")).expect("a link");
        let old = yard.tree();
        Self {
            yard,
            new: old.clone(),
            old,
        }
    }

    /// The same scene again, as at the start.
    fn again(&self) -> Self {
        Self {
            new: self.new.clone(),
            ..Self::at_start()
        }
    }

    /// Runs the command to the kill point of this number; what it was doing, or nothing if it ended before.
    fn killed_at(&self, arguments: &[&str], point: u32) -> Option<String> {
        let mut command = if arguments.is_empty() {
            self.yard.applying(&plan())
        } else {
            super::harness::fixup(&self.yard.root, arguments)
        };
        let ended = run(command.env("FIXUP_KILL_AT", point.to_string()));
        if ended.code().is_some() {
            return None;
        }
        let said = ended.stderr.lines().last().unwrap_or_default().to_owned();
        Some(said.trim_start_matches("killed after ").to_owned())
    }

    /// `old`, `new` or `half`, whatever temporary files there are.
    fn word(&self) -> &'static str {
        let now = self.yard.tree().files();
        match () {
            () if now == self.old.clone().files() => "old",
            () if now == self.new.clone().files() => "new",
            () => "half",
        }
    }

    /// Fails unless the tree is exactly one of the two, temporary files included, and the records agree.
    #[track_caller]
    fn assert_whole(&self, what: &str) {
        let now = self.yard.tree();
        let expected = [(&self.old, vec![]), (&self.new, vec!["0001.json", "lock"])];
        let records = self.yard.records();
        let fits = expected
            .iter()
            .any(|(tree, names)| **tree == now && *names == records);
        assert!(
            fits,
            "{what}: {records:?}, unlike old: {:?}, unlike new: {:?}",
            now.differences(&self.old),
            now.differences(&self.new)
        );
    }

    #[track_caller]
    fn assert_is(&self, tree: &Tree, what: &str) {
        self.assert_whole(what);
        let now = self.yard.tree();
        assert_eq!(now.differences(tree), [""; 0], "{what}");
    }
}

fn print(title: &str, rows: &[[String; 5]]) {
    let mut table = format!("\n{title}\n");
    let head = [
        "point",
        "killed after",
        "tree then",
        "apply makes it",
        "undo makes it",
    ];
    let head = head.map(str::to_owned);
    for [point, after, then, apply, undo] in std::iter::once(&head).chain(rows) {
        let _ = writeln!(table, "{point:>5}  {after:<44}{then:<11}{apply:<16}{undo}");
    }
    #[expect(clippy::print_stderr, reason = "the table is what this test is for")]
    {
        eprintln!("{table}");
    }
}

#[test]
fn an_apply_that_is_killed_anywhere_is_wholly_done_or_not_at_all() {
    let start = Scene::new();
    let mut rows = Vec::new();
    for point in 1.. {
        let scene = start.again();
        let Some(after) = scene.killed_at(&[], point) else {
            break;
        };
        let then = scene.word();
        scene.yard.apply(&nothing()).expect(0);
        scene.assert_whole(&after);

        let scene = start.again();
        scene.killed_at(&[], point);
        scene.yard.apply(&plan()).expect(0);
        scene.assert_is(&scene.new, &after);
        let by_apply = scene.word();

        let scene = start.again();
        scene.killed_at(&[], point);
        scene.yard.fixup(&["undo"]).expect(0);
        scene.assert_is(&scene.old, &after);
        rows.push([
            point.to_string(),
            after,
            then.into(),
            by_apply.into(),
            scene.word().into(),
        ]);
    }
    let half = rows.iter().filter(|row| row[2] == "half").count();
    let title = format!(
        "apply: {} kill points, {half} of them leave half a tree",
        rows.len()
    );
    print(&title, &rows);
    assert!(rows.len() > 15 && half > 4, "{rows:?}");
}

#[test]
fn an_undo_that_is_killed_anywhere_is_wholly_done_or_not_at_all() {
    let start = Scene::new();
    let mut rows = Vec::new();
    for point in 1.. {
        let scene = start.again();
        scene.yard.apply(&plan()).expect(0);
        let Some(after) = scene.killed_at(&["undo"], point) else {
            break;
        };
        let then = scene.word();
        scene.yard.apply(&nothing()).expect(0);
        scene.assert_whole(&after);

        let scene = start.again();
        scene.yard.apply(&plan()).expect(0);
        scene.killed_at(&["undo"], point);
        scene.yard.apply(&plan()).expect(0);
        scene.assert_is(&scene.new, &after);
        let by_apply = scene.word();

        let scene = start.again();
        scene.yard.apply(&plan()).expect(0);
        scene.killed_at(&["undo"], point);
        scene.yard.fixup(&["undo"]).expect(0);
        scene.assert_is(&scene.old, &after);
        rows.push([
            point.to_string(),
            after,
            then.into(),
            by_apply.into(),
            scene.word().into(),
        ]);
    }
    let half = rows.iter().filter(|row| row[2] == "half").count();
    let title = format!(
        "undo: {} kill points, {half} of them leave half a tree",
        rows.len()
    );
    print(&title, &rows);
    assert!(rows.len() > 15 && half > 4, "{rows:?}");
}

#[test]
fn a_recovery_that_is_killed_anywhere_is_finished_by_the_next_one() {
    let start = Scene::new();
    let mut runs = 0;
    for point in 1.. {
        let scene = start.again();
        if scene.killed_at(&[], point).is_none() {
            break;
        }
        for second in 1.. {
            let scene = start.again();
            scene.killed_at(&[], point);
            let nothing = nothing().save(scene.yard.beside());
            let nothing = nothing
                .to_str()
                .expect("a temporary folder's name is UTF-8");
            let arguments = ["apply", "--yes", "--plan", nothing];
            let Some(after) = scene.killed_at(&arguments, second) else {
                break;
            };
            runs += 1;
            scene.yard.fixup(&arguments).expect(0);
            scene.assert_whole(&format!("{point}, then {after}"));
        }
    }
    assert!(runs > 50, "{runs}");
}

#[test]
fn an_undo_that_was_interrupted_takes_no_second_apply_back() {
    let mut met = 0;
    for point in 1.. {
        let yard = Yard::with(&[("a", "1\n")]);
        yard.apply(&Plan::of([edit("a", "1\n", "2\n")])).expect(0);
        yard.apply(&Plan::of([edit("a", "2\n", "3\n")])).expect(0);
        let mut undo = super::harness::fixup(&yard.root, &["undo"]);
        if run(undo.env("FIXUP_KILL_AT", point.to_string()))
            .code()
            .is_some()
        {
            break;
        }
        met += usize::from(yard.text("a") == "2\n");
        yard.fixup(&["undo"]).expect(0);
        assert_eq!(yard.text("a"), "2\n", "{point}");
        assert_eq!(yard.records(), ["0001.json", "lock"]);
    }
    assert!(met > 1, "{met}");
}

#[test]
fn looking_at_an_interrupted_tree_says_so_and_writes_nothing() {
    let start = Scene::new();
    let half = (1..).find_map(|point| {
        let scene = start.again();
        scene.killed_at(&[], point)?;
        (scene.word() == "half").then_some(scene)
    });
    let scene = half.expect("one of the points leaves half a tree");
    let before = scene.yard.tree();
    for command in ["diff", "plan"] {
        let out = scene.yard.beside().join("looked.json");
        let mut arguments = vec![command];
        if command == "plan" {
            arguments.extend(["--out", out.to_str().expect("UTF-8")]);
        }
        let ended = scene.yard.fixup(&arguments);
        assert!(ended.stderr.contains("was interrupted here"), "{ended:?}");
        assert_eq!(scene.yard.tree(), before);
    }
}

#[test]
fn a_file_that_somebody_changed_after_a_kill_is_theirs_and_the_others_go_back() {
    let start = Scene::new();
    let mut met = 0;
    for point in 1.. {
        let scene = start.again();
        if scene.killed_at(&[], point).is_none() {
            break;
        }
        // before the commit point there is nothing to finish, and after the last rename nothing is open
        if !scene.yard.records().contains(&"committed.json".to_owned()) {
            continue;
        }
        met += 1;
        fs::write(scene.yard.root.join("notes.txt"), "mine\n").expect("a file of ours");
        let ended = scene.yard.apply(&nothing());
        ended.expect_error(&[
            "`notes.txt` was changed by somebody else",
            "as they were before",
        ]);
        assert_eq!(scene.yard.text("notes.txt"), "mine\n");
        let now = scene.yard.tree();
        assert_eq!(now.differences(&scene.old), ["notes.txt"], "{point}");
        assert_eq!(scene.yard.records(), [""; 0]);
    }
    assert!(met > 5, "{met}");
}

#[test]
fn turning_back_that_is_killed_anywhere_is_finished_by_the_next_run() {
    let start = Scene::new();
    let begun = (1..).find_map(|point| {
        let scene = start.again();
        scene.killed_at(&[], point)?;
        (scene.word() == "half").then_some(point)
    });
    // half of the files are new when somebody changes another one
    let begun = begun.expect("one of the points leaves half a tree") + 3;
    let mut words = Vec::new();
    for point in 1.. {
        let scene = start.again();
        scene.killed_at(&[], begun);
        scene.yard.write("bin/deep/start", "mine\n");
        let nothing = nothing().save(scene.yard.beside());
        let arguments = ["apply", "--yes", "--plan", nothing.to_str().expect("UTF-8")];
        let Some(after) = scene.killed_at(&arguments, point) else {
            break;
        };
        let ended = scene.yard.fixup(&arguments);
        assert!(matches!(ended.code(), Some(0 | 2)), "{ended:?}");
        let now = scene.yard.tree();
        let mine = ["bin", "bin/deep", "bin/deep/start"];
        assert_eq!(now.differences(&scene.old), mine, "{after}");
        assert_eq!(scene.yard.records(), [""; 0], "{after}");
        words.push(after);
    }
    assert!(words.contains(&"turning back".to_owned()), "{words:?}");
    assert!(words.len() > 8, "{words:?}");
}

#[test]
fn in_a_repository_git_sees_nothing_of_a_recovery() {
    if !are_met(&[Need::Git]) {
        return;
    }
    for point in 1.. {
        let yard = Yard::committed(&[("a", "1\n"), ("b", "1\n")]);
        let plan = Plan::of([
            edit("a", "1\n", "2\n"),
            edit("b", "1\n", "2\n"),
            create("c", "3\n"),
        ]);
        let ended = run(yard.applying(&plan).env("FIXUP_KILL_AT", point.to_string()));
        if ended.code().is_some() {
            break;
        }
        yard.fixup(&["undo"]);
        assert_eq!(yard.status(), "", "{point}");
        assert_eq!(yard.records(), ["lock"]);
    }
}
