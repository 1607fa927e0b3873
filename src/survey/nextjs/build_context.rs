//! The folder of a Next.js app as the context of an image.

use std::collections::BTreeSet;

use crate::survey::docker::unignored::{is_built, left_out, unignored};
use crate::survey::nextjs::app::Nextjs;
use crate::survey::word::vocabulary;

vocabulary! { Nextjs:
    /// an image is built with the folder of the app as context
    fact "build-context" = |it, _| is_built(it.survey, &it.contexts());
    /// lines for a `.dockerignore` that would hide something that the image needs
    fact "dockerignore-left-out" = |it, _| left_out(it.survey, &it.contexts(), &BTreeSet::new);
    /// where a `.dockerignore` lacks lines that keep secrets out
    list "unignored" ["lines"] = |it| unignored(it.survey, &it.contexts(), &BTreeSet::new);
}
