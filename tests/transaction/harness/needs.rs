//! What a test needs of the machine, and what happens where it is not there.

use std::env;
use std::io::{Write, stderr};
use std::path::Path;
use std::process::Command;
use std::thread;

#[derive(Clone, Copy)]
pub(crate) enum Need {
    Git,
    /// the right to mount a small file system
    Mount,
    /// a user that is not root: another one, or ourselves
    PlainUser,
    /// to be root, who can own files that another user cannot replace
    Root,
}

impl Need {
    /// Why it is not met.
    fn lack(self) -> Option<String> {
        match self {
            Self::Git => lack_of("git"),
            Self::Mount if !is_root() => Some("only root may mount a file system".to_owned()),
            Self::Mount => super::tree::Mount::try_one().err(),
            Self::PlainUser if is_root() => lack_of("setpriv"),
            Self::PlainUser => None,
            Self::Root => (!is_root()).then(|| "it takes root".to_owned()),
        }
    }
}

/// Whether the test that calls this can run here; where nothing may be skipped it panics instead of saying no.
pub(crate) fn are_met(needs: &[Need]) -> bool {
    let Some(reason) = needs.iter().find_map(|need| need.lack()) else {
        return true;
    };
    assert!(
        env::var_os("FIXUP_TESTS_STRICT").is_none(),
        "cannot run: {reason}"
    );
    let test = thread::current();
    // Not `eprintln!`, which the test runner keeps to itself when a test passes
    let _ = writeln!(
        stderr(),
        "skipped {}: {reason}",
        test.name().unwrap_or("a test")
    );
    false
}

/// Whether the tests run as root, for whom no file is read-only.
pub(crate) fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout == b"0\n")
}

fn lack_of(program: &str) -> Option<String> {
    let path = env::var_os("PATH").unwrap_or_default();
    let found = env::split_paths(&path).any(|folder| Path::new(&folder).join(program).is_file());
    (!found).then(|| format!("no `{program}` on the PATH"))
}
