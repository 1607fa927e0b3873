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
pub(crate) trait Surveyed: 'static {
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

type Text = &'static str;
type Captured = &'static [Text];

type FindFact<S> = for<'a, 's> fn(&'a <S as Surveyed>::Of<'s>, Option<&'a str>) -> Fact<Value>;
type FindList<S> = for<'a, 's> fn(&'a <S as Surveyed>::Of<'s>) -> Fact<Vec<Site>>;
type FindSlot<S> = for<'a, 's> fn(&'a <S as Surveyed>::Of<'s>) -> Slot;

impl<S: Surveyed> Row<S> {
    const fn new(name: Text, kind: Kind, meaning: Text, captures: Captured, find: Find<S>) -> Self {
        let word = Word {
            name,
            kind,
            meaning,
            captures,
        };
        Self { word, find }
    }

    /// A value.
    pub(crate) const fn fact(name: Text, meaning: Text, _: Captured, find: FindFact<S>) -> Self {
        Self::new(name, Kind::Fact, meaning, &[], Find::Fact(find))
    }

    /// A folder for new files.
    pub(crate) const fn folder(name: Text, meaning: Text, _: Captured, find: FindFact<S>) -> Self {
        Self::new(name, Kind::Folder, meaning, &[], Find::Fact(find))
    }

    /// A list of sites, and what each brings into a template.
    pub(crate) const fn list(
        name: Text,
        meaning: Text,
        sites: Captured,
        find: FindList<S>,
    ) -> Self {
        Self::new(name, Kind::List, meaning, sites, Find::List(find))
    }

    /// The place of a role, and what it brings into a template.
    pub(crate) const fn slot(
        name: Text,
        meaning: Text,
        place: Captured,
        find: FindSlot<S>,
    ) -> Self {
        Self::new(name, Kind::Slot, meaning, place, Find::Slot(find))
    }
}

/// The words of a room, each with its meaning above it: `WORDS`, rows of the survey that is named first.
///
/// ```text
/// vocabulary! { Service:
///     /// SIGTERM is heeded
///     fact "shutdown" = |it, seen_from| it.shutdown();
///     /// the objects of closers that our helper is given
///     list "closers" ["server"] = |it| Fact::Present(it.closers());
/// }
/// ```
macro_rules! vocabulary {
    ($survey:ident: $($(#[doc = $meaning:literal])+ $kind:ident $name:literal $([$($capture:literal),+])? = $find:expr;)+) => {
        /// The words of this room.
        pub(crate) const WORDS: &[$crate::survey::word::Row<$survey>] = &[$(
            $crate::survey::word::Row::$kind(
                $name,
                concat!($($meaning),+).trim_ascii_start(),
                &[$($($capture),+)?],
                $find,
            ),
        )+];
    };
}

pub(crate) use vocabulary;

/// The rows of a survey, room by room.
pub(crate) type Rooms<S> = &'static [&'static [Row<S>]];

/// Rooms whose words can be listed, whatever survey they are asked of.
pub trait Listed {
    /// The words of the rows.
    fn words(&self) -> Vec<&'static Word>;
}

impl<S: Surveyed> Listed for Rooms<S> {
    fn words(&self) -> Vec<&'static Word> {
        let rows = self.iter().copied().flatten();
        rows.map(|row| &row.word).collect()
    }
}

/// Where what words mean can be asked for; names that it does not know give `None`.
pub trait Vocabulary {
    /// A fact, with code as seen from the file `seen_from`.
    fn fact(&self, name: &str, seen_from: Option<&str>) -> Option<Fact<Value>>;

    /// A list of sites.
    fn sites(&self, name: &str) -> Option<Fact<Vec<Site>>>;

    /// A slot.
    fn slot(&self, name: &str) -> Option<Slot>;
}

/// The rows of `rooms`, asked of `survey`.
pub(crate) fn of<'a, 's: 'a, S: Surveyed>(
    rooms: Rooms<S>,
    survey: &'a S::Of<'s>,
) -> Box<dyn Vocabulary + 'a> {
    Box::new(Asked::<S> { rooms, survey })
}

/// Rows with the survey that they are asked of.
struct Asked<'a, 's, S: Surveyed> {
    rooms: Rooms<S>,
    survey: &'a S::Of<'s>,
}

impl<S: Surveyed> Asked<'_, '_, S> {
    fn rows(&self, name: &str) -> impl Iterator<Item = &'static Row<S>> {
        let all = self.rooms.iter().copied().flatten();
        all.filter(move |row| row.word.name == name)
    }
}

impl<S: Surveyed> Vocabulary for Asked<'_, '_, S> {
    fn fact(&self, name: &str, seen_from: Option<&str>) -> Option<Fact<Value>> {
        self.rows(name).find_map(|row| match row.find {
            Find::Fact(find) => Some(find(self.survey, seen_from)),
            Find::List(_) | Find::Slot(_) => None,
        })
    }

    fn sites(&self, name: &str) -> Option<Fact<Vec<Site>>> {
        self.rows(name).find_map(|row| match row.find {
            Find::List(find) => Some(find(self.survey)),
            Find::Fact(_) | Find::Slot(_) => None,
        })
    }

    fn slot(&self, name: &str) -> Option<Slot> {
        self.rows(name).find_map(|row| match row.find {
            Find::Slot(find) => Some(find(self.survey)),
            Find::Fact(_) | Find::List(_) => None,
        })
    }
}
