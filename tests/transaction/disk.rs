//! A disk without room, on a small file system that is mounted for the test.

use std::fs;
use std::path::Path;

use super::harness::{Mount, Need, Plan, Tree, Yard, are_met, create, edit, fixup, run};

const SIZE: usize = 1024 * 1024;

/// What the files take of it.
const USED: usize = 8 * 8 * 1024;

/// Eight files of 8 KiB that change, and a new one.
fn files() -> Vec<(String, String)> {
    (0..8)
        .map(|number| {
            (
                format!("file-{number}"),
                format!("{number}\n").repeat(4 * 1024),
            )
        })
        .collect()
}

/// Fills the file system but for about `room` bytes.
fn fill(folder: &Path, room: usize) {
    let ballast = folder.join("ballast");
    let sizes = (0..=SIZE - room).rev().step_by(4096);
    let fits = sizes
        .map(|size| fs::write(&ballast, vec![0; size]))
        .any(|written| written.is_ok());
    assert!(fits, "nothing at all can be written");
}

#[test]
fn a_disk_that_is_full_means_that_nothing_is_written() {
    if !are_met(&[Need::Mount]) {
        return;
    }
    let yard = Yard::with(&[]);
    let edits = files().into_iter().map(|(path, text)| {
        let after = text.replace('\n', "!\n");
        edit(&path, &text, &after)
    });
    let plan = Plan::of(edits.chain([create("new/file", "x\n")])).save(yard.beside());
    let plan = plan.to_str().expect("UTF-8");
    let (mut refused, mut done) = (0, 0);
    for room in (0..50).map(|step| step * 8192) {
        let folder = yard.beside().join("small");
        let _mount = Mount::new(&folder, &SIZE.to_string()).expect("it worked before");
        let root = folder.join("tree");
        fs::create_dir(&root).expect("there is room");
        for (path, text) in files() {
            fs::write(root.join(path), text).expect("there is room");
        }
        let old = Tree::read(&root);
        fill(&folder, room + USED);
        let ended = run(&mut fixup(&root, &["apply", "--yes", "--plan", plan]));
        let now = Tree::read(&root);
        if ended.code() == Some(0) {
            done += 1;
            fs::remove_file(folder.join("ballast")).ok();
            run(&mut fixup(&root, &["undo"])).expect(0);
            assert_eq!(Tree::read(&root).differences(&old), [""; 0]);
            continue;
        }
        refused += 1;
        assert_eq!(now.differences(&old), [""; 0], "with {room} bytes left");
        ended.expect_error(&["No space left on device", "nothing was written"]);
        // with room again, the same plan goes through
        fs::remove_file(folder.join("ballast")).expect("it is ours");
        run(&mut fixup(&root, &["apply", "--yes", "--plan", plan])).expect(0);
    }
    assert!(refused > 10 && done > 3, "{refused} refused, {done} done");
}
