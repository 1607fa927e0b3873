//! Which machines of a repository's own run its services.

use crate::code::Survey;
use crate::survey::terraform::machines::{Machine, started};

/// The machines that services run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hosts {
    /// None is known.
    None,
    One,
    /// One for what browsers load, and one for all the rest.
    AppAndWeb,
    /// Several, and nothing tells which service runs on which.
    Unclear,
}

const WEB: &[&str] = &[
    "web", "frontend", "front", "www", "edge", "nginx", "proxy", "ui", "client",
];

/// The machines that Terraform starts.
pub(crate) fn hosts(survey: &Survey<'_>) -> Hosts {
    let machines = &started(survey).machines;
    let serves_pages = |machine: &&Machine| machine.words().any(is_web);
    let webs = machines.iter().filter(serves_pages).count();
    match &machines[..] {
        [] => Hosts::None,
        all if all.iter().any(|it| it.is_many) => Hosts::Unclear,
        [_] => Hosts::One,
        [_, _] if webs == 1 => Hosts::AppAndWeb,
        _ => Hosts::Unclear,
    }
}

/// Whether a word of a name stands for what browsers load.
pub(crate) fn is_web(word: &str) -> bool {
    WEB.contains(&word)
}
