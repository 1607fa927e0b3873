//! Pairs of before and after, small enough to see the rule that each stands for.
//! The whole templates are compared with the compiler, the formatter and Node elsewhere.

mod forms;
mod layout;
mod modules;
mod refusals;
mod style;
mod types;

use crate::edit::script::lower::{Form, Language, Modules, check, lower, restyle};
use crate::edit::script::style::{Quotes, Style};

fn form(language: Language, modules: Modules) -> Form {
    let style = Style {
        indent: "  ".to_owned(),
        quotes: Quotes::Double,
        semicolons: true,
        trailing_commas: true,
        newline: "\n",
    };
    Form {
        language,
        modules,
        suffix: "",
        style,
    }
}

fn es() -> Form {
    form(Language::JavaScript, Modules::Es)
}

fn common_js() -> Form {
    form(Language::JavaScript, Modules::CommonJs)
}

fn typescript() -> Form {
    form(Language::TypeScript, Modules::CommonJs)
}

/// Single quotes, no semicolons, no trailing commas, tabs.
fn terse() -> Form {
    let style = Style {
        indent: "\t".to_owned(),
        quotes: Quotes::Single,
        semicolons: false,
        trailing_commas: false,
        newline: "\n",
    };
    Form {
        style,
        ..typescript()
    }
}

#[track_caller]
fn lowers(source: &str, form: &Form, expected: &str) {
    assert_eq!(lower(source, form).expect("the template is fine"), expected);
}

#[track_caller]
fn restyles(fragment: &str, form: &Form, expected: &str) {
    assert_eq!(
        restyle(fragment, form).expect("the fragment is fine"),
        expected
    );
}

/// Each line of a statement list becomes the line beside it.
#[track_caller]
fn cuts(pairs: &[(&str, &str)]) {
    for (before, after) in pairs {
        restyles(before, &es(), after);
    }
}

#[track_caller]
fn refuses(source: &str, reason: &str) {
    let refusal = check(source)
        .expect_err("the template holds what it may not")
        .0;
    assert!(refusal.contains(reason), "{refusal}");
}
