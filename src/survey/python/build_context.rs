//! The folder of a service on Python as the context of an image.

use crate::survey::docker::contexts::own;
use crate::survey::docker::unignored::{is_built, left_out, unignored};
use crate::survey::python::service::Service;
use crate::survey::word::vocabulary;

vocabulary! { Service:
    /// an image is built with the folder of the service as context
    fact "build-context" = |it, _| is_built(it.survey, &own(it.survey, it.deployed.folder()));
    /// lines for a `.dockerignore` that would hide something that the image needs
    fact "dockerignore-left-out" = |it, _| left_out(it.survey, &own(it.survey, it.deployed.folder()), &|_| it.writes());
    /// where a `.dockerignore` lacks lines that keep secrets out
    list "unignored" ["lines"] = |it| unignored(it.survey, &own(it.survey, it.deployed.folder()), &|_| it.writes());
}
