//! What a service tells those that are there because of it: the Terraform that deploys it, the repository that it lies in. They
//! ask on every tree that a plan goes through, and most of what it changes is none of the service's business.

use std::sync::Arc;

use elsa::sync::FrozenMap;
use rayon::prelude::*;

use crate::code::Survey;
use crate::survey::clouds::Clouds;
use crate::survey::container::Container;
use crate::survey::exposed::Exposed;
use crate::survey::service::Service;
use crate::survey::stack::Find;
use crate::tree::{Literal, Overlay, is_terraform};

/// What a service tells.
pub(crate) struct Told {
    /// What somebody who runs it in a container must know; none of what is no container.
    pub(crate) container: Option<Container>,
    /// What its code uses of AWS.
    pub(crate) clouds: Clouds,
    /// What a proxy in front of it must know.
    pub(crate) exposed: Exposed,
}

/// What each service told, by its stack and folder, on a tree with these changes; none where it was not there.
#[derive(Default)]
struct Kept(FrozenMap<(&'static str, String, Changes), Box<Option<Told>>>);

/// Changed files with their texts.
type Changes = Vec<(String, Arc<str>)>;

/// The services that are still there, with what they tell, which `find` finds out.
pub(crate) fn told<'s>(
    survey: &'s Survey<'s>,
    services: &'s [Service],
    find: Find,
) -> Vec<(&'s Service, &'s Told)> {
    let kept = survey.parsed.answers.of::<Kept>();
    let changes = seen(survey.overlay);
    let one = |service: &'s Service| {
        let key = (service.stack, service.path.clone(), changes.clone());
        let known = kept.0.get(&key);
        let known = known.unwrap_or_else(|| {
            let told = find(survey, service).map(|facts| Told {
                container: facts.container(),
                clouds: facts.clouds(),
                exposed: facts.exposed(),
            });
            kept.0.insert(key, Box::new(told))
        });
        Some((service, known.as_ref()?))
    };
    services.par_iter().filter_map(one).collect()
}

/// The changes that a service may see. Of Terraform none looks at more than whether it runs containers.
fn seen(overlay: &Overlay) -> Changes {
    let runs = |path: &str| {
        let before = overlay.tree().has_literal(path, Literal::Managed);
        before || overlay.has_literal(path, Literal::Managed)
    };
    let changes = overlay.changes();
    let seen = changes.filter(|(path, _)| !is_terraform(path) || runs(path));
    seen.map(|(path, text)| (path.to_owned(), text.clone()))
        .collect()
}
