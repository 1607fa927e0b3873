//! What systemd says of units.

use std::fs;
use std::process::Command;
use std::time::Duration;

use super::command::run;
use super::run::new_folder;

const LIMIT: Duration = Duration::from_mins(1);

/// Fails on whatever systemd has to say against units, by name and text. What they start has to be there.
#[track_caller]
pub(crate) fn assert_are_taken(units: &[(String, String)]) {
    let folder = new_folder("units");
    let mut analyze = Command::new("systemd-analyze");
    analyze.args(["verify", "--recursive-errors=no"]);
    for (name, text) in units {
        let file = folder.join(name);
        fs::write(&file, text).expect("the folder was just made");
        analyze.arg(file);
    }
    let ended = run(&mut analyze, LIMIT).unwrap_or_else(|reason| panic!("{reason}"));
    // it looks at units of this machine, too
    let stem = |name: &str| name.split('.').next().unwrap_or(name).to_owned();
    let is_ours = |line: &&str| units.iter().any(|(name, _)| line.contains(&stem(name)));
    let about: Vec<&str> = ended.stderr.lines().filter(is_ours).collect();
    assert_eq!(about, Vec::<&str>::new(), "{}", ended.said());
}
