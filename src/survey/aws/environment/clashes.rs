//! Names that AWS takes once an account and that would be the same in two environments.

use hcl_edit::Span;
use hcl_edit::expr::Expression;
use hcl_edit::structure::Block;
use hcl_edit::template::Element;

use crate::survey::aws::environment::hosts::called;
use crate::survey::aws::environment::sought::Sought;
use crate::survey::terraform::expressions::{blocks, label, value, variable_of};
use crate::survey::terraform::tree::Folder;

/// Resources with the argument that names them.
const NAMED: [(&str, &str); 18] = [
    ("aws_cloudwatch_log_group", "name"),
    ("aws_db_instance", "identifier"),
    ("aws_db_subnet_group", "name"),
    ("aws_dynamodb_table", "name"),
    ("aws_ecr_repository", "name"),
    ("aws_ecs_cluster", "name"),
    ("aws_iam_instance_profile", "name"),
    ("aws_iam_policy", "name"),
    ("aws_iam_role", "name"),
    ("aws_iam_user", "name"),
    ("aws_key_pair", "key_name"),
    ("aws_lambda_function", "function_name"),
    ("aws_lb", "name"),
    ("aws_lb_target_group", "name"),
    ("aws_rds_cluster", "cluster_identifier"),
    ("aws_s3_bucket", "bucket"),
    ("aws_secretsmanager_secret", "name"),
    ("aws_sqs_queue", "name"),
];

/// Where these names stand.
pub(super) fn clashes(sought: &Sought<'_>) -> Vec<String> {
    let reference = sought.reference;
    let mut found = in_folder(sought, reference, None);
    for (_, call) in blocks(reference, "module", &[]) {
        if let Some(module) = called(sought.tree, reference, call) {
            found.extend(in_folder(sought, module, Some(call)));
        }
    }
    found.sort();
    found.dedup();
    found
}

fn in_folder(sought: &Sought<'_>, folder: &Folder, call: Option<&Block>) -> Vec<String> {
    let resources = blocks(folder, "resource", &[]);
    let clash = resources.filter_map(|(source, block)| {
        let (_, key) = NAMED.iter().find(|(kind, _)| *kind == label(block, 0))?;
        let attribute = block.body.get_attribute(key)?;
        let line = source.line(attribute.span()?.start);
        is_same(sought, folder, call, &attribute.value).then(|| format!("{}:{line}", source.path))
    });
    clash.collect()
}

/// Whether a value is certain to be the same in both environments.
fn is_same(sought: &Sought<'_>, folder: &Folder, call: Option<&Block>, it: &Expression) -> bool {
    if let Some(text) = it.as_str() {
        return sought.words.replace(text).is_none();
    }
    if let Expression::StringTemplate(template) = it {
        return template.iter().all(|element| match element {
            Element::Literal(text) => sought.words.replace(text).is_none(),
            Element::Interpolation(inserted) => is_same(sought, folder, call, &inserted.expr),
            Element::Directive(_) => false,
        });
    }
    let Some(name) = variable_of(it) else {
        return false;
    };
    if let Some(argument) = call.and_then(|call| value(&call.body, &name)) {
        return is_same(sought, sought.reference, None, argument);
    }
    let labels = [name.as_str()];
    let declared = blocks(folder, "variable", &labels).next();
    let default = declared.and_then(|(_, block)| value(&block.body, "default"));
    default
        .and_then(Expression::as_str)
        .is_some_and(|text| sought.words.replace(text).is_none())
}
