//! Which packages of a repository are Express services.

use rayon::prelude::*;

use crate::code::Survey;
use crate::survey::express::app::find;
use crate::survey::express::candidates::PACKAGE;
use crate::survey::express::surveyed::NAME;
use crate::survey::fact::Fact;
use crate::survey::node::entry::{commanded_entry, usual_entry};
use crate::survey::node::package::{Package, packages, scripts_of};
use crate::survey::node::run_when_loaded::listens_when_loaded;
use crate::survey::service::Service;

/// The packages that run on Express and make an app that listens.
pub(crate) fn services(survey: &Survey<'_>) -> Vec<Service> {
    let on_express = packages(survey)
        .par_iter()
        .filter(|package| package.runs_on(PACKAGE));
    on_express
        .filter_map(|package| service(survey, package))
        .collect()
}

/// The service of `package`, if one of its files makes an app that listens.
fn service(survey: &Survey<'_>, package: &Package) -> Option<Service> {
    let files = scripts_of(survey, package, packages(survey));
    let commanded = commanded_entry(survey, package, &files);
    let is_library = || commanded.is_none() && !listens_when_loaded(survey, &files);
    let entry = commanded
        .clone()
        .or_else(|| usual_entry(survey, package, &files));
    let listening = match find(survey, &files, entry.as_deref()) {
        Fact::Present(app) => Some(app.script.path.clone()),
        Fact::Unknown(_) => entry.clone(),
        Fact::Absent => return None,
    };
    if is_library() {
        return None;
    }
    let entry = entry.or(listening);
    Some(Service::new(&package.folder, NAME, entry))
}
