//! Whatever some of the patches leave of the two services starts in production and answers. A short sample by default;
//! `FIXUP_SUBSETS` says how many subsets, `FIXUP_SEED` which.

#[path = "../subsets/orders.rs"]
mod orders;

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::Path;
use std::time::Instant;

use rayon::prelude::*;

use super::harness::example::Clinic;
use super::harness::needs::{Need, are_met, tools};
use super::harness::packages::{self, Python};
use super::harness::service::Service;
use orders::{Example, Texts, orders};

const NEEDS: [Need; 4] = [
    Need::Node,
    Need::PatchPackages,
    Need::Postgres,
    Need::Python,
];

/// The trees that differ in files of a service, each with an order that gives it.
fn distinct<'t>(trees: &'t [(Vec<u8>, Texts)], service: &str) -> Vec<&'t (Vec<u8>, Texts)> {
    let own = |texts: &Texts| -> Texts {
        let own = texts.iter().filter(|(path, _)| path.starts_with(service));
        own.map(|(path, text)| (path.clone(), text.clone()))
            .collect()
    };
    let all: BTreeMap<Texts, &(Vec<u8>, Texts)> =
        trees.iter().map(|tree| (own(&tree.1), tree)).collect();
    all.into_values().collect()
}

fn clinic(texts: &Texts) -> Clinic {
    let clinic = Clinic::copy();
    for (path, text) in texts {
        let file = clinic.root.join(path);
        fs::create_dir_all(file.parent().expect("it lies in a folder")).expect("a folder");
        fs::write(file, &**text).expect("a file");
    }
    clinic
}

/// Why what these orders left of a service does not answer.
fn silent(trees: &[&(Vec<u8>, Texts)], page: &str, start: fn(&Clinic) -> Service) -> Vec<String> {
    let asked = trees.par_iter().filter_map(|(order, texts)| {
        let clinic = clinic(texts);
        let service = start(&clinic);
        let reply = service.get(page);
        let is_well = reply.status == 200;
        let said = (!is_well).then(|| format!("{order:?}: {reply:?}\n{}", service.said()));
        drop(service);
        let home = clinic.root.parent().expect("a folder of its own");
        fs::remove_dir_all(home).expect("it can be taken away");
        said
    });
    asked.collect()
}

/// Folders of packages, as a variable takes them.
fn joined(folders: &[&Path]) -> String {
    let path = env::join_paths(folders).expect("no folder has a colon in its name");
    path.into_string()
        .expect("the paths of the packages are UTF-8")
}

fn start_rtserver(clinic: &Clinic) -> Service {
    let tools = tools().join("npm/node_modules");
    let added = packages::of_patches().expect("the test says that it needs them");
    let server = clinic.rtserver().with("NODE_ENV", "production");
    server.with("NODE_PATH", &joined(&[&tools, added])).start()
}

fn start_backendai(clinic: &Clinic) -> Service {
    let own = packages::backendai(Python::Pinned).expect("the test says that it needs them");
    let added = packages::of_python_patches().expect("the test says that it needs them");
    let server = clinic.backendai(Python::Pinned);
    server
        .with("PYTHONPATH", &joined(&[own, added]))
        .with("ENVIRONMENT", "production")
        .start()
}

#[test]
#[expect(
    clippy::print_stdout,
    reason = "figures are for who reads the log of the tests"
)]
fn what_any_subset_leaves_starts_and_answers() {
    if !are_met(&NEEDS) {
        return;
    }
    let began = Instant::now();
    let example = Example::new();
    let trees: Vec<(Vec<u8>, Texts)> = orders()
        .into_par_iter()
        .map(|order| {
            let applied = example.applied(&[&order]);
            let texts = example.texts(applied.last().expect("there is one"));
            (order, texts)
        })
        .collect();
    let nodes = distinct(&trees, "rtserver/");
    let pythons = distinct(&trees, "backendai/");
    let mut wrong = silent(&nodes, "/", start_rtserver);
    wrong.extend(silent(&pythons, "/hello", start_backendai));
    println!(
        "{} subsets: started {} rtservers and {} backendais in {:.0?}",
        trees.len(),
        nodes.len(),
        pythons.len(),
        began.elapsed()
    );
    assert!(wrong.is_empty(), "{wrong:#?}");
}
