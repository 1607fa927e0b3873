//! The local function that a call runs.

use crate::code::Survey;
use crate::code::javascript::functions::{class_around, is_class};
use crate::code::located::Located;
use crate::edit::script::{Node, Script, bare, callee, is_function, property};

/// The local function that a call runs: by its name, as a method of a class, or written in place.
pub(crate) fn called<'s>(
    survey: &'s Survey<'_>,
    script: &'s Script,
    call: &Node<'s>,
) -> Option<Located<'s>> {
    let callee = callee(call)?;
    let found = survey.definition(script, &callee);
    found
        .filter(|found| is_function(&found.node))
        .or_else(|| member_function(survey, script, &bare(&callee)))
}

/// The method of a class, or of an object literal, that a member expression names.
fn member_function<'s>(
    survey: &'s Survey<'_>,
    script: &'s Script,
    callee: &Node<'s>,
) -> Option<Located<'s>> {
    let name = callee.field("property")?.text().into_owned();
    let object = callee.field("object")?;
    if object.kind() == "this" {
        let class = class_around(callee)?;
        return method_of(&class, &name).map(|node| Located { script, node });
    }
    if let Some(symbol) = survey.symbol(script, callee) {
        let home = survey.script(&symbol.path)?;
        let root = home.root();
        let class = root
            .dfs()
            .find(|n| n.range().start == symbol.at && is_class(n));
        if let Some(class) = class {
            return method_of(&class, &name).map(|node| Located { script: home, node });
        }
    }
    let found = survey.definition(script, &object)?;
    // a static method, or one of the object that a module keeps
    let class = match found.node.field("constructor") {
        Some(name) => survey.definition(found.script, &name)?,
        None => found.clone(),
    };
    if is_class(&class.node) {
        let method = method_of(&class.node, &name);
        return method.map(|node| Located {
            script: class.script,
            node,
        });
    }
    let value = property(&found.node, &name)?;
    let function = survey.definition(found.script, &value)?;
    is_function(&function.node).then_some(function)
}

fn method_of<'s>(class: &Node<'s>, name: &str) -> Option<Node<'s>> {
    let body = class.field("body")?;
    body.children().find_map(|member| {
        let is_it = |field: &str| member.field(field).is_some_and(|n| n.text() == name);
        match &*member.kind() {
            "method_definition" if is_it("name") => Some(member.clone()),
            "public_field_definition" | "field_definition"
                if is_it("name") || is_it("property") =>
            {
                member.field("value").filter(is_function)
            }
            _ => None,
        }
    })
}
