//! Imports of a fragment, merged into those of a file.

use super::*;

fn local(module: &str) -> bool {
    matches!(
        module.split('.').next(),
        Some("app" | "routes" | "utils" | "DB")
    )
}

fn with(text: &str, fragment: &str) -> Result<String, Refusal> {
    let script = Script::parse("a.py", text.into());
    let (imports, _) = split(fragment)?;
    let style = Style::of(&script);
    splice(text, edits(&script, &imports, text.len(), &style, &local)?)
}

fn added(text: &str, fragment: &str) -> String {
    let once = with(text, fragment).expect("the names are free");
    let again = with(&once, fragment).expect("the names are ours");
    assert_eq!(once, again, "what is there is not added again");
    once
}

#[test]
fn lines_go_to_their_groups() {
    let text = "import os\n\nfrom fastapi import FastAPI\n\nfrom app.db import engine\n\napp = FastAPI()\n";
    assert_eq!(
        added(
            text,
            "from functools import partial\nfrom pymongo import MongoClient\nfrom app.health import x\n"
        ),
        "import os\nfrom functools import partial\n\nfrom fastapi import FastAPI\nfrom pymongo import MongoClient\n\n\
         from app.db import engine\nfrom app.health import x\n\napp = FastAPI()\n"
    );
}

#[test]
fn a_group_that_is_missing_is_made() {
    assert_eq!(
        added(
            "from fastapi import FastAPI\n\napp = FastAPI()\n",
            "from utils.health import x\nimport os\n"
        ),
        "import os\n\nfrom fastapi import FastAPI\n\nfrom utils.health import x\n\napp = FastAPI()\n"
    );
    assert_eq!(
        added(
            "\"\"\"Doc.\"\"\"\n\nx = 1\n",
            "import os\nfrom utils.health import y\n"
        ),
        "\"\"\"Doc.\"\"\"\n\nimport os\n\nfrom utils.health import y\n\nx = 1\n"
    );
    assert_eq!(
        added(
            "from __future__ import annotations\n\nx = 1\n",
            "import os\n"
        ),
        "from __future__ import annotations\n\nimport os\n\nx = 1\n"
    );
}

#[test]
fn names_join_an_import_in_its_layout() {
    assert_eq!(
        added("from m import a\n", "from m import b\n"),
        "from m import a, b\n"
    );
    assert_eq!(
        added("from m import (b, c)\n", "from m import a, d\n"),
        "from m import (a, b, c, d)\n"
    );
    assert_eq!(
        added(
            "from m import (\n    a,\n    c,\n)\n",
            "from m import b, d\n"
        ),
        "from m import (\n    a,\n    b,\n    c,\n    d,\n)\n"
    );
    assert_eq!(
        added(
            "from m import (\r\n\ta,\r\n\tb # why\r\n)\r\n",
            "from m import c\r\n"
        ),
        "from m import (\r\n\ta,\r\n\tb,\r\n\tc # why\r\n)\r\n"
    );
    let long = format!(
        "from m import {}\n",
        [
            "abcdefghij",
            "bbcdefghij",
            "cbcdefghij",
            "dbcdefghij",
            "ebcdefghij",
            "fbcdefghij"
        ]
        .join(", ")
    );
    assert!(
        added(&long, "from m import gbcdefghij\n")
            .ends_with("    fbcdefghij,\n    gbcdefghij,\n)\n")
    );
}

#[test]
fn a_name_for_something_else_is_not_shadowed() {
    let refusal =
        with("import os\n\nhealth = 1\n", "from utils.x import health\n").expect_err("it is taken");
    assert_eq!(
        refusal.0,
        "the name `health` is taken at `a.py:3`; call that something else"
    );
    assert!(with("from other import health\n", "from utils.x import health\n").is_err());
    assert!(with("def f(health):\n    pass\n", "from utils.x import health\n").is_ok());
}

#[test]
fn imports_for_types_and_in_try_stay_as_they_are() {
    let text =
        "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from m import a\n\nx = 1\n";
    assert_eq!(
        added(text, "from m import a\n"),
        "from typing import TYPE_CHECKING\n\nfrom m import a\n\nif TYPE_CHECKING:\n    from m import a\n\nx = 1\n"
    );
    let text = "try:\n    from m import a\nexcept ImportError:\n    a = None\n";
    assert_eq!(added(text, "from m import a\n"), text);
}

#[test]
fn later_imports_are_left_alone() {
    let text = "from fastapi import FastAPI\n\napp = FastAPI()\n\n@app.get('/')\ndef f():\n    pass\n\nfrom routes.a import b\n";
    assert_eq!(
        added(text, "from utils.x import y\n"),
        text.replacen("FastAPI\n\n", "FastAPI\n\nfrom utils.x import y\n\n", 1)
    );
}

#[test]
fn a_file_without_an_end_of_line_keeps_none() {
    assert_eq!(
        added("from m import a", "import os\n"),
        "import os\n\nfrom m import a"
    );
    assert_eq!(
        added("import os", "from m import a\n"),
        "import os\n\nfrom m import a"
    );
}
