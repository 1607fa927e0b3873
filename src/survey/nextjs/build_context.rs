//! The folder of a Next.js app as the context of an image.

use std::collections::BTreeSet;

use crate::edit::script::is_script;
use crate::survey::docker::contexts::Context;
use crate::survey::docker::recorded::may_be_recorded;
use crate::survey::docker::unignored::{is_built, left_out, unignored};
use crate::survey::nextjs::app::Nextjs;
use crate::survey::node::container::written;
use crate::survey::word::vocabulary;
use crate::tree::paths::is_test;

vocabulary! { Nextjs:
    /// an image is built with the folder of the app as context
    fact "build-context" = |it, _| is_built(it.survey, &it.contexts());
    /// lines for a `.dockerignore` that would hide something that the image needs
    fact "dockerignore-left-out" = |it, _| left_out(it.survey, &it.contexts(), &|context| it.writes(context));
    /// where a `.dockerignore` lacks lines that keep secrets out
    list "unignored" ["lines"] = |it| unignored(it.survey, &it.contexts(), &|context| it.writes(context));
}

impl Nextjs<'_> {
    /// The folders that its code writes, which is looked through where something recorded may lie in one of them.
    fn writes(&self, context: &Context) -> BTreeSet<String> {
        if !may_be_recorded(self.survey, context) {
            return BTreeSet::new();
        }
        let home = self.service.folder();
        let paths = self.survey.overlay.paths_below(home);
        let own = paths.filter(|path| is_script(path) && !is_test(path));
        let scripts = own.filter_map(|path| self.survey.script(path));
        scripts
            .flat_map(|it| written(self.survey, it, home))
            .collect()
    }
}
