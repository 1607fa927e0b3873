//! What a name or a member of an object stands for, through the modules of a service: `config.jwt.secret`.

use crate::code::Survey;
use crate::code::javascript::declarations::Declared;
use crate::code::javascript::names::{declared, reference};
use crate::code::located::Located;
use crate::edit::script::{Node, is_function, property};

/// What a name or a member of an object stands for, somewhere else than at `at` itself.
pub(crate) fn definition<'s>(survey: &'s Survey<'_>, at: &Located<'s>) -> Option<Located<'s>> {
    let is_elsewhere = |found: &Located<'s>| {
        found.node.range() != at.node.range() || found.script.path != at.script.path
    };
    if let Some(found) = survey.definition(at.script, &at.node).filter(is_elsewhere) {
        return (!is_parameter(&found.node)).then_some(found);
    }
    // a name that another module takes out of something
    let elsewhere = reference(&at.node).filter(|it| survey.is_local(at.script, it));
    if let Some(found) = elsewhere.and_then(|it| survey.follow(at.script, &it)) {
        return Some(found);
    }
    let (object, path) = match &*at.node.kind() {
        "member_expression" => {
            let name = at.node.field("property")?.text().into_owned();
            (at.node.field("object")?, vec![name])
        }
        _ => match declared(&at.node.text(), &at.node)? {
            Declared::Value { value, path, .. } if !path.is_empty() => (value, path),
            _ => return None,
        },
    };
    let start = inside(survey, &at.at(object))?;
    path.iter().try_fold(start, |object, name| {
        let value = property(&object.node, name)?;
        if value.kind() == "object" {
            return Some(object.at(value));
        }
        let value = object.at(value);
        // the last member may be anything
        Some(inside(survey, &value).unwrap_or(value))
    })
}

/// The object that an expression stands for.
fn inside<'s>(survey: &'s Survey<'_>, at: &Located<'s>) -> Option<Located<'s>> {
    let found = survey
        .definition(at.script, &at.node)
        .filter(|found| found.node.kind() == "object");
    found.or_else(|| definition(survey, at).filter(|found| found.node.kind() == "object"))
}

fn is_parameter(node: &Node<'_>) -> bool {
    node.parent()
        .is_some_and(|parent| parent.kind() == "formal_parameters" || is_function(&parent))
}
