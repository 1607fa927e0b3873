//! The files around a server's code: package.json, tsconfig.json, Dockerfile.

#![no_main]

use std::sync::{Arc, LazyLock};

use fixup::patch::parameters::Values;
use fixup::patch::{Catalogue, builtin};
use fixup::plan::{Choice, Planner, Selection};
use fixup::tree::{Overlay, walk};
use libfuzzer_sys::fuzz_target;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| builtin().expect("the catalogue loads"));

const SERVER: &str = "import cors from 'cors';\nimport express from 'express';\n\nconst app = express();\n\
                      app.use(cors());\napp.listen(3000);\n";

static SERVICE: LazyLock<Overlay> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut start = Overlay::new(Arc::new(walk(folder.path(), &[]).expect("a tree")));
    let manifest =
        r#"{ "main": "src/server.ts", "dependencies": { "cors": "2", "express": "4" } }"#;
    start.write("package.json", manifest.to_owned());
    start.write("src/server.ts", SERVER.to_owned());
    start
});

fuzz_target!(|text: &str| {
    let name = ["package.json", "tsconfig.json", "Dockerfile"][text.len() % 3];
    let mut start = SERVICE.clone();
    start.write(name, text.to_owned());
    let values = Values::default();
    let planner = Planner::new(&CATALOGUE, &values, start);
    let all = Selection::default();
    planner.scan(&all).expect("nothing was selected");
    planner
        .fixes(&all, |_, _| Ok(Choice::Take))
        .expect("nothing was selected");
});
