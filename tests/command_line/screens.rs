//! What is printed on terminals of 60, 80 and 200 columns, and where a pager stands between.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use unicode_width::UnicodeWidthStr;

use crate::repository::{PACKAGE, Repository, SERVER, reviewed};
use crate::terminal::play;

/// A service with a finding whose notes are long, and another with a line that no screen has room for.
fn repository() -> Repository {
    let repository = Repository::system();
    let long = format!(
        "app.use(cors({{ exposedHeaders: [\"{}\"], origin: \"*\" }}));",
        "x-trace, ".repeat(40)
    );
    repository.write("shop/package.json", PACKAGE);
    let server = SERVER.replace(
        "app.use(cors({ origin: \"*\", credentials: true }));",
        &long,
    );
    repository.write("shop/server.js", server);
    repository.write("shop/.env", "JWT_SECRET=a-secret-that-nobody-may-see-1\n");
    repository.write(
        "fixup.toml",
        "[cors]\norigins = [\"https://app.example.com\"]\n",
    );
    repository
}

#[test]
fn nothing_is_wider_than_the_screen() {
    let repository = repository();
    for columns in [60, 80, 200] {
        for arguments in [
            &["scan"][..],
            &["scan", "--format", "concise"],
            &["scan", "--verbose", "--issue", "5"],
            &["apply", "--yes", "--issue", "1,5,8,9"],
            &["undo"],
        ] {
            let played = play(&repository.command(arguments), columns, &[]);
            let said = played.plain();
            for line in said.lines() {
                assert!(line.width() <= usize::from(columns), "{columns}: {line}");
            }
            let widest = said.lines().map(UnicodeWidthStr::width).max();
            if columns == 200 && arguments[0] == "scan" {
                assert!(widest > Some(110), "the room is used: {said}");
            }
        }
    }
}

#[test]
fn the_narrowest_and_the_widest_screen_are_as_reviewed() {
    let repository = repository();
    for columns in [60, 80, 200] {
        let played = play(
            &repository.command(&["scan", "--issue", "1,5"]),
            columns,
            &[],
        );
        assert!(played.output.contains('\u{1b}'), "a terminal has colours");
        played.expect_to_say("[*] ");
        reviewed(&format!("screen_{columns}"), &played.plain());
    }
    // a screen that does not say how wide it is, and one that is too narrow
    let plain = repository.fixup(&["scan", "--issue", "1,5"]).said;
    let unknown = play(&repository.command(&["scan", "--issue", "1,5"]), 0, &[]);
    assert_eq!(unknown.plain(), plain);
}

#[test]
fn a_diff_goes_through_the_pager_of_the_user_where_there_is_a_terminal() {
    let repository = repository();
    let paged = |arguments: &[&str], pager: &str| {
        let mut command = repository.command(arguments);
        command.env("PAGER", pager);
        let played = play(&command, 80, &[]);
        played.expect(1);
        played.plain().contains("PAGED")
    };
    assert!(paged(&["diff", "--issue", "5"], "sed s/^/PAGED/"));
    assert!(!paged(
        &["diff", "--issue", "5", "--no-pager"],
        "sed s/^/PAGED/"
    ));
    assert!(!paged(&["diff", "--issue", "5"], "cat"));
    assert!(!paged(
        &["diff", "--issue", "5", "--format", "json"],
        "sed s/^/PAGED/"
    ));
    // who closes it early has seen enough
    assert!(!paged(&["diff", "--issue", "5"], "true"));
    let mut piped = repository.command(&["diff", "--issue", "5"]);
    let said = piped
        .env("PAGER", "sed s/^/PAGED/")
        .output()
        .expect("it starts")
        .stdout;
    assert!(!String::from_utf8_lossy(&said).contains("PAGED"));
}

#[test]
fn no_secret_stands_in_the_code_that_is_shown() {
    let repository = repository();
    let server = "const jwt = require('jsonwebtoken');\nconst app = require('express')();\n\
        app.post('/login', (req, res) => res.json(jwt.sign({ id: 1 }, 'hush-hush-4711')));\napp.listen(3000);\n";
    repository.write("shop/server.js", server);
    let package = PACKAGE.replace("\"cors\"", "\"jsonwebtoken\": \"9\", \"cors\"");
    repository.write("shop/package.json", package);
    for arguments in [&["scan"][..], &["scan", "--format", "concise"]] {
        let said = repository.fixup(arguments).said;
        assert!(said.contains("jwt"), "{said}");
        assert!(
            !said.contains("hush-hush") && !said.contains("nobody-may-see"),
            "{said}"
        );
    }
}

/// A scan that waits for so many seconds of git's.
fn waiting(repository: &Repository, seconds: &str) -> Command {
    let slow = "#!/bin/sh\ncase \"$*\" in *ls-tree*) sleep SECONDS ;; esac\nPATH=${PATH#*:} exec git \"$@\"\n";
    let folder = repository.root.path().join(".git/slow");
    fs::create_dir_all(&folder).expect("a folder");
    let git = folder.join("git");
    fs::write(&git, slow.replace("SECONDS", seconds)).expect("a file");
    fs::set_permissions(&git, fs::Permissions::from_mode(0o755)).expect("a mode");
    let mut command = repository.command(&["scan", "--since", "HEAD"]);
    let path = std::env::var("PATH").expect("there is one");
    command.env("PATH", format!("{}:{path}", folder.display()));
    command
}

#[test]
fn who_waits_longer_than_a_second_at_a_terminal_sees_what_is_at_work() {
    let repository = Repository::in_git();
    let slow = waiting(&repository, "3");
    let played = play(&slow, 80, &[("\rlooking for issues, 1 s ", "")]);
    // the line is wiped before anything else is said, and it is no part of what was said
    let (during, said) = played.output.split_once("\r\u{1b}[K").expect("it is wiped");
    assert!(during.ends_with(" s "), "{during}");
    assert!(!said.contains("looking for issues"), "{said}");
    let mut quiet = waiting(&repository, "3");
    quiet.arg("--quiet");
    assert_eq!(play(&quiet, 80, &[]).output, "");
    let soon = play(&waiting(&repository, "0"), 80, &[]);
    assert!(!soon.output.contains("looking for"), "{}", soon.output);
    let piped = waiting(&repository, "3").output().expect("it starts");
    assert_eq!(String::from_utf8_lossy(&piped.stderr), "");
}
