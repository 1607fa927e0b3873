//! The words that patches may use. A word is a row beside the code that finds what it means: the vocabulary of a stack, its
//! look-up and its docs are read from the rows.

use minijinja::Value;

use crate::survey::fact::{Fact, Site, Slot};

/// What a word may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A value, for conditions and templates.
    Fact,
    /// A folder for new files.
    Folder,
    /// All places that are wrong in one way.
    List,
    /// The place of a role.
    Slot,
}

/// A name that patches for a stack may use.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// The name, as patches write it.
    pub name: &'static str,
    /// What it may be used for.
    pub kind: Kind,
    /// What it is, in one line.
    pub meaning: &'static str,
    /// What each of its sites brings into a template.
    pub captures: Captured,
}

/// What rows speak of: the survey of one service, for as long as its tree is looked at.
pub(crate) trait Surveyed {
    /// The survey of a service of a tree.
    type Of<'s>;
}

/// A word with the function that finds what it means.
pub(crate) struct Row<S: Surveyed> {
    pub word: Word,
    find: Find<S>,
}

/// How a fact, a list and a slot are found. Facts are given as seen from a file, where one is named.
enum Find<S: Surveyed> {
    Fact(FindFact<S>),
    List(FindList<S>),
    Slot(FindSlot<S>),
}

type Captured = &'static [&'static str];

type FindFact<S> = for<'a, 's> fn(&'a <S as Surveyed>::Of<'s>, Option<&'a str>) -> Fact<Value>;
type FindList<S> = for<'a, 's> fn(&'a <S as Surveyed>::Of<'s>) -> Fact<Vec<Site>>;
type FindSlot<S> = for<'a, 's> fn(&'a <S as Surveyed>::Of<'s>) -> Slot;

impl<S: Surveyed> Row<S> {
    const fn new(
        name: &'static str,
        kind: Kind,
        meaning: &'static str,
        captures: Captured,
        find: Find<S>,
    ) -> Self {
        let word = Word {
            name,
            kind,
            meaning,
            captures,
        };
        Self { word, find }
    }

    /// A value.
    pub(crate) const fn fact(name: &'static str, meaning: &'static str, find: FindFact<S>) -> Self {
        Self::new(name, Kind::Fact, meaning, &[], Find::Fact(find))
    }

    /// A folder for new files.
    pub(crate) const fn folder(
        name: &'static str,
        meaning: &'static str,
        find: FindFact<S>,
    ) -> Self {
        Self::new(name, Kind::Folder, meaning, &[], Find::Fact(find))
    }

    /// A list of sites, and what each brings into a template.
    pub(crate) const fn list(
        name: &'static str,
        meaning: &'static str,
        captures: Captured,
        find: FindList<S>,
    ) -> Self {
        Self::new(name, Kind::List, meaning, captures, Find::List(find))
    }

    /// The place of a role, and what it brings into a template.
    pub(crate) const fn slot(
        name: &'static str,
        meaning: &'static str,
        captures: Captured,
        find: FindSlot<S>,
    ) -> Self {
        Self::new(name, Kind::Slot, meaning, captures, Find::Slot(find))
    }
}

/// The rows of a survey, room by room.
pub(crate) type Rooms<S> = &'static [&'static [Row<S>]];

/// The words of the rows.
pub(crate) fn words<S: Surveyed>(rooms: Rooms<S>) -> impl Iterator<Item = &'static Word> {
    rooms.iter().copied().flatten().map(|row| &row.word)
}

/// The fact called `name`; `None` where no row has it.
pub(crate) fn fact<S: Surveyed>(
    rooms: Rooms<S>,
    survey: &S::Of<'_>,
    name: &str,
    seen_from: Option<&str>,
) -> Option<Fact<Value>> {
    rows(rooms, name).find_map(|row| match row.find {
        Find::Fact(find) => Some(find(survey, seen_from)),
        Find::List(_) | Find::Slot(_) => None,
    })
}

/// The list called `name`; `None` where no row has it.
pub(crate) fn list<S: Surveyed>(
    rooms: Rooms<S>,
    survey: &S::Of<'_>,
    name: &str,
) -> Option<Fact<Vec<Site>>> {
    rows(rooms, name).find_map(|row| match row.find {
        Find::List(find) => Some(find(survey)),
        Find::Fact(_) | Find::Slot(_) => None,
    })
}

/// The slot called `name`; `None` where no row has it.
pub(crate) fn slot<S: Surveyed>(rooms: Rooms<S>, survey: &S::Of<'_>, name: &str) -> Option<Slot> {
    rows(rooms, name).find_map(|row| match row.find {
        Find::Slot(find) => Some(find(survey)),
        Find::Fact(_) | Find::List(_) => None,
    })
}

fn rows<S: Surveyed>(rooms: Rooms<S>, name: &str) -> impl Iterator<Item = &'static Row<S>> {
    let all = rooms.iter().copied().flatten();
    all.filter(move |row| row.word.name == name)
}
