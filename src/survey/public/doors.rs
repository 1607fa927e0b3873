//! Which Terraform on AWS makes something that the internet reaches.

use crate::code::Survey;
use crate::survey::terraform::machines::{machines, serves};
use crate::survey::terraform::surveyed::below;
use crate::survey::terraform::tree::{Role, Tree};

/// Beginnings of resources, and parts of sources of modules, that take requests from the internet.
const DOORS: &[&str] = &[
    "aws_alb",
    "aws_amplify_app",
    "aws_api_gateway_rest_api",
    "aws_apigatewayv2_api",
    "aws_apprunner_service",
    "aws_cloudfront_distribution",
    "aws_eks_cluster",
    "aws_elastic_beanstalk_environment",
    "aws_elb",
    "aws_lb",
    "aws_lightsail_",
    "terraform-aws-modules/alb",
    "terraform-aws-modules/apigateway",
    "terraform-aws-modules/cloudfront",
    "terraform-aws-modules/eks",
    "terraform-aws-modules/elb",
];

/// Whether a tree makes something on AWS that the internet reaches: an entrance of its own, or a machine for an application.
pub(crate) fn is_reached(tree: &Tree) -> bool {
    let is_door = |kind: &str| DOORS.iter().any(|door| kind.starts_with(door));
    let has_root = tree.folders.iter().any(|it| it.role == Role::Root);
    let mut folders = tree.folders.iter();
    has_root
        && tree.uses_aws()
        && folders.any(|folder| {
            let has_door = folder.declared().any(|it| is_door(&it.kind));
            let serves = || {
                let mut all = machines(tree, folder, 0).into_iter();
                all.any(|it| it.is_of_ec2() && serves(&it.name))
            };
            has_door || folder.role == Role::Root && serves()
        })
}

/// How many trees of a repository the internet reaches.
pub(crate) fn reached(survey: &Survey<'_>) -> usize {
    struct Reached(usize);
    let count = || Reached(below(survey, "").iter().filter(|it| is_reached(it)).count());
    survey.answers.or_find(count).0
}
