//! Whether somebody is told of errors of the pages or of their server.

use std::collections::BTreeSet;

use minijinja::Value;

use crate::survey::fact::Fact;
use crate::survey::nextjs::app::Nextjs;
use crate::survey::node::package::{Package, packages};
use crate::survey::node::tracker_packages::is_web_tracker;
use crate::survey::word::vocabulary;
use crate::tree::paths::within;

vocabulary! { Nextjs:
    /// errors of the pages or of their server are reported to somebody
    fact "error-tracking" = |it, _| it.error_tracking();
}

impl Nextjs<'_> {
    /// The package that reports errors: of the app, of a folder around it, or of a package of the repository that these
    /// depend on.
    pub(crate) fn error_tracking(&self) -> Fact<Value> {
        let all = packages(self.survey);
        let folder = self.service.folder();
        let mut open: Vec<&Package> = all
            .iter()
            .filter(|package| within(folder, &package.folder))
            .collect();
        let mut known: BTreeSet<&str> = open.iter().map(|it| it.folder.as_str()).collect();
        while let Some(package) = open.pop() {
            if let Some(tracker) = package.packages().find(|it| is_web_tracker(it)) {
                return Fact::Present(Value::from(tracker));
            }
            let names: BTreeSet<&str> = package.packages().collect();
            let own = all
                .iter()
                .filter(|it| it.full_name().is_some_and(|name| names.contains(name)));
            open.extend(own.filter(|it| known.insert(&it.folder)));
        }
        Fact::Absent
    }
}
