//! Which service of the tree an image is of.

use crate::code::Survey;
use crate::survey::compose::file::Build;
use crate::survey::container::Container;
use crate::survey::docker::instructions::instructions;
use crate::tree::paths::{file_name, folder, join};

/// A service of the tree.
#[derive(Clone, Debug)]
pub(crate) struct Deployed {
    /// Its folder; empty for the root.
    pub(crate) folder: String,
    pub(crate) container: Container,
    /// The folder that its image will be built from, where it has none yet and will be given one.
    pub(crate) context_to_come: Option<String>,
}

impl Deployed {
    /// The name of its folder; of the root none.
    pub(crate) fn name(&self) -> &str {
        file_name(&self.folder)
    }

    /// What its image is built from: the Dockerfile in its folder.
    pub(crate) fn usual_build(&self) -> Build {
        let context = self.context_to_come.as_ref().unwrap_or(&self.folder);
        Build {
            context: Some(context.clone()),
            dockerfile: join(&self.folder, "Dockerfile"),
            target: None,
            arguments: Vec::new(),
        }
    }
}

/// The service that `build` makes an image of; `name` is what compose calls it.
pub(crate) fn owner<'d>(
    survey: &Survey<'_>,
    build: &Build,
    name: &str,
    all: &'d [Deployed],
) -> Option<&'d Deployed> {
    let context = build.context.as_deref()?;
    let dockerfile = build.dockerfile.as_deref()?;
    let in_folder = |wanted: &str| all.iter().find(|it| it.folder == wanted);
    let beside = || Some(folder(dockerfile)).filter(|it| !it.is_empty() && *it != context);
    let only = |is_it: &dyn Fn(&&Deployed) -> bool| {
        let mut found = all.iter().filter(is_it);
        found.next().filter(|_| found.next().is_none())
    };
    let text = survey.text(dockerfile).unwrap_or_default();
    let copies = |it: &&Deployed| {
        let below = it.folder.strip_prefix(context).unwrap_or(&it.folder);
        let below = below.trim_start_matches('/');
        let mut told = instructions(&text).into_iter();
        let is_word = |line: &str| {
            let mut words = line.split([' ', '"', ',', '[', ']']);
            words.any(|word| word.trim_matches(['.', '/']) == below)
        };
        !below.is_empty()
            && told.any(|told| matches!(&*told.keyword, "COPY" | "WORKDIR") && is_word(&told.line))
    };
    let is_named = |text: &str, it: &Deployed| {
        let mut words = text.split(['.', '-', '_']);
        words.any(|word| word == it.name()) || text == it.name()
    };
    beside()
        .and_then(in_folder)
        .or_else(|| in_folder(context))
        .or_else(|| only(&copies))
        .or_else(|| only(&|it| is_named(file_name(dockerfile), it)))
        .or_else(|| only(&|it| name == it.name()))
}
