//! The smallest stack that there can be, for tests alone: it shows that a stack is a folder and a line in the list of stacks.
//! A service of it is a folder with a `dummy.txt`, and is in order once that is greeted in a `greeting.txt`.

use std::sync::Arc;

use minijinja::Value;

use crate::code::{Parsed, Survey};
use crate::patch::Catalogue;
use crate::patch::parameters::Values;
use crate::plan::{Choice, Planner, Selection, State, changes};
use crate::survey::fact::Fact;
use crate::survey::service::Service;
use crate::survey::stack::{self, About, Facts, Stack};
use crate::survey::stacks::services;
use crate::survey::word::{self, Rooms, Surveyed, Vocabulary, vocabulary};
use crate::tree::paths::{file_name, folder};
use crate::tree::{Overlay, walk};

/// The stack.
pub(crate) struct DummyStack;

const NAME: &str = "dummy";

const ROOMS: Rooms<Dummy> = &[WORDS];

vocabulary! { Dummy:
    /// somebody has greeted it
    fact "greeted" = |it, _| it.greeted();
    /// the folder of the service
    folder "service" = |it, _| { Fact::of(it.service.folder()) };
}

impl Stack for DummyStack {
    fn about(&self) -> About {
        About::new(NAME, &[&ROOMS])
    }

    fn services(&self, survey: &Survey<'_>) -> Vec<Service> {
        let paths = survey.overlay.paths();
        let found = paths.filter(|path| file_name(path) == "dummy.txt");
        found
            .map(|path| Service::new(folder(path), NAME, None))
            .collect()
    }

    fn facts<'s>(&self, survey: &'s Survey<'s>, service: &'s Service) -> stack::Surveyed<'s> {
        Some(Box::new(Dummy { survey, service }))
    }
}

pub(crate) struct Dummy<'s> {
    survey: &'s Survey<'s>,
    service: &'s Service,
}

impl Surveyed for Dummy<'static> {
    type Of<'s> = Dummy<'s>;
}

impl Dummy<'_> {
    fn greeted(&self) -> Fact<Value> {
        let path = format!("{}/greeting.txt", self.service.folder());
        Fact::flag(self.survey.overlay.is_listed(&path))
    }
}

impl Facts for Dummy<'_> {
    fn vocabularies(&self) -> Vec<Box<dyn Vocabulary + '_>> {
        vec![word::of(ROOMS, self)]
    }

    fn place(&self) -> Option<(String, usize)> {
        Some((format!("{}/dummy.txt", self.service.folder()), 1))
    }
}

/// A patch for it, as its file would say it.
const PATCH: &str = "
issue: 23
name: greeting
finding: nobody greets it
fix: Greet it
category: application
priority: P2
effort: low
impact: low
safety: safe
why: to show how a stack is added
references: []
for:
  - dummy:
      open: { lacks: greeted }
      steps:
        - create: { template: greeting.txt, in: service }
";

fn tree() -> Overlay {
    let root = tempfile::tempdir().expect("a folder for the test");
    let mut overlay = Overlay::new(Arc::new(walk(root.path(), &[]).expect("a tree")));
    overlay.write("worlds/small/dummy.txt", "hello?\n".to_owned());
    overlay
}

#[test]
fn its_services_are_found_by_its_line_in_the_list() {
    let overlay = tree();
    let parsed = Parsed::default();
    let found = services(&Survey::new(&overlay, &parsed));
    assert_eq!(found, [Service::new("worlds/small", NAME, None)]);
}

#[test]
fn a_patch_may_name_it_and_its_words() {
    let template = |name: &str| (name == "23-greeting/greeting.txt").then(|| "hello\n".to_owned());
    let file = ("patches/23-greeting.yaml".to_owned(), PATCH);
    let catalogue = Catalogue::load([file].into_iter(), &template).expect("the patch loads");
    let values = Values::default();
    let planner = Planner::new(&catalogue, &values, tree());
    let selection = Selection::default();
    let findings = planner.scan(&selection).expect("findings");
    let states: Vec<State> = findings.iter().map(|finding| finding.state).collect();
    assert_eq!(states, [State::Open]);
    let fixes = planner
        .fixes(&selection, |_, _| Ok(Choice::Take))
        .expect("fixes");
    let changed = changes(planner.start(), &fixes[0].after);
    assert_eq!(changed[0].path, "worlds/small/greeting.txt");
    assert_eq!(&*changed[0].after, "hello\n");
}

#[test]
fn a_word_that_it_does_not_know_is_an_error_that_names_those_it_knows() {
    let wrong = PATCH.replace("lacks: greeted", "lacks: thanked");
    let file = ("patches/23-greeting.yaml".to_owned(), wrong.as_str());
    let error =
        Catalogue::load([file].into_iter(), &|_: &str| None).expect_err("it knows no such word");
    let error = error.to_string();
    assert!(error.contains("dummy knows no `thanked`"), "{error}");
    assert!(error.contains("allowed are: greeted"), "{error}");
}
