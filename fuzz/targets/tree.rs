//! A small tree from end to end: walked, surveyed, fixed, told in every form. The text holds its files, parted by NUL; the first
//! character of each says which one it is, and one that is left out is as it usually is.

#![no_main]

use std::fs;
use std::sync::{Arc, LazyLock};

use fixup::patch::parameters::Values;
use fixup::patch::{Catalogue, builtin};
use fixup::plan::saved::SavedPlan;
use fixup::plan::score::score;
use fixup::plan::{Choice, Planner, Selection};
use fixup::report;
use fixup::tree::{Overlay, walk_without};
use libfuzzer_sys::fuzz_target;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| builtin().expect("the catalogue loads"));

/// The files, and what stands in them unless the text says otherwise; empty: nothing.
const FILES: [(&str, &str); 12] = [
    ("package.json", r#"{ "main": "app.js", "scripts": { "start": "node app.js" }, "dependencies": { "cors": "2", "express": "4" } }"#),
    ("app.js", "const app = require('express')();\napp.use(require('cors')());\napp.listen(3000);\n"),
    ("Dockerfile", "FROM node:20\nCOPY . .\nCMD [\"node\", \"app.js\"]\n"),
    ("docker-compose.yml", "services:\n  api:\n    build: .\n    ports: ['80:3000']\n"),
    ("infra/main.tf", "resource \"aws_instance\" \"app\" {\n  ami = \"ami-1\"\n}\n"),
    ("backend/requirements.txt", "fastapi\nuvicorn\n"),
    ("backend/main.py", "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/a')\ndef a():\n    return 1\n"),
    ("fixup.toml", ""),
    (".gitignore", ""),
    (".env", ""),
    ("tsconfig.json", ""),
    ("lib/a.ts", ""),
];

/// What nobody but a terminal or a runner of workflows reads as text.
fn is_odd(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t') || matches!(c, '\u{202a}'..='\u{202e}')
}

fuzz_target!(|text: &str| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path();
    for name in ["infra", "backend", "lib"] {
        fs::create_dir(root.join(name)).expect("a folder");
    }
    for (path, usual) in FILES.iter().filter(|(_, usual)| !usual.is_empty()) {
        fs::write(root.join(path), usual).expect("a file");
    }
    for part in text.split('\0').filter(|part| !part.is_empty()) {
        let mut rest = part.chars();
        let which = rest.next().map_or(0, |c| c as usize) % FILES.len();
        fs::write(root.join(FILES[which].0), rest.as_str()).expect("a file");
    }
    let Ok(values) = Values::read(root) else { return };
    let Ok(tree) = walk_without(root, &[], &values.ignored().paths) else { return };
    let planner = Planner::new(&CATALOGUE, &values, Overlay::new(Arc::new(tree)));
    let all = Selection::default();
    let findings = planner.scan(&all).expect("nothing was selected");
    let fixes = planner
        .fixes(&all, |_, _| Ok(Choice::Take))
        .expect("nothing was selected");
    let plan = SavedPlan::of(&fixes, &CATALOGUE, &values);
    let mut said = Vec::new();
    for format in [report::scan::Format::Text, report::scan::Format::Json] {
        let scan = report::scan::Scan {
            root,
            services: planner.services().iter().map(Into::into).collect(),
            findings: &findings,
            score: score(&findings),
            ignored: report::scan::Ignored::default(),
            explained_by: None,
        };
        report::scan::print(&mut said, &scan, format).expect("memory is enough");
    }
    report::diff::fixes(&mut said, &CATALOGUE, &fixes).expect("memory is enough");
    report::diff::fixes_as_json(&mut said, &fixes).expect("memory is enough");
    let said = anstream::adapter::strip_str(std::str::from_utf8(&said).expect("text")).to_string();
    assert!(!said.contains(is_odd), "{said:?}");
    report::diff::patch_file(&mut std::io::sink(), &plan).expect("nothing is written");
});
