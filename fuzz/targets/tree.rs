//! A small tree from end to end: walked, surveyed, fixed, told in every form. The text holds its files, parted by NUL; the first
//! character of each says which one it is, and one that is left out is as it usually is.

#![no_main]

use std::fs;
use std::sync::{Arc, LazyLock};

use clap::ValueEnum;
use fixup::patch::parameters::Values;
use fixup::patch::{Catalogue, builtin};
use fixup::plan::saved::SavedPlan;
use fixup::plan::score::Score;
use fixup::plan::{Choice, Planner, Selection};
use fixup::report::format::{Format, Of, Planned, Report};
use fixup::report::print::print;
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
    let mut planner = Planner::new(&CATALOGUE, &values, Overlay::new(Arc::new(tree)));
    let all = Selection::default();
    let Ok(review) = planner.review(&all, &values.ignored().findings, None) else { return };
    let fixes = planner
        .fixes(&all, |_, _| Ok(Choice::Take))
        .expect("nothing was selected");
    let saved = SavedPlan::of(&fixes, &CATALOGUE, &values);
    let plan = Planned { fixes, saved, left: Vec::new(), score: Score::default() };
    let report = Report {
        root,
        prefix: "",
        catalogue: &CATALOGUE,
        review: &review,
        tree: planner.start(),
        plan: Some(&plan),
        explained: true,
    };
    let mut said = Vec::new();
    for format in Format::value_variants() {
        for of in [Of::Scan, Of::Diff] {
            // a patch has the bytes of the files
            let mut sink = std::io::sink();
            let out: &mut dyn std::io::Write = if *format == Format::Patch { &mut sink } else { &mut said };
            print(out, &report, *format, of).expect("memory is enough");
        }
    }
    let said = anstream::adapter::strip_str(std::str::from_utf8(&said).expect("text")).to_string();
    assert!(!said.contains(is_odd), "{said:?}");
});
