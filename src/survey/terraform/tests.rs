//! Trees of a few files, and what is found in them.

use std::sync::Arc;

use crate::edit::hcl::Name;
use crate::survey::terraform::group::trees;
use crate::survey::terraform::host::Block;
use crate::survey::terraform::source::{Contents, Source};
use crate::survey::terraform::tree::{Role, Tree, dangling};
use crate::tree::{Literal, Literals};

fn tree_of(files: &[(&str, &str)]) -> Tree {
    let mut trees = all(files);
    assert!(trees.len() == 1, "one tree: {trees:?}");
    trees.remove(0)
}

fn all(files: &[(&str, &str)]) -> Vec<Tree> {
    let file = |(path, text): &(&str, &str)| {
        let (own, text) = ((*path).to_owned(), Arc::<str>::from(*text));
        let literals = Literals::in_file(path, text.as_bytes());
        Source::new(path, literals, move || Arc::new(Contents::of(&own, text)))
    };
    trees(files.iter().map(file).collect())
}

fn paths(files: &[&str]) -> Vec<String> {
    let files: Vec<(&str, &str)> = files.iter().map(|path| (*path, "")).collect();
    all(&files).into_iter().map(|tree| tree.path).collect()
}

fn names(list: &[&Block]) -> Vec<String> {
    list.iter().map(|block| block.labels[1].clone()).collect()
}

const CALL: &str = "module \"m\" {\n  source = \"../../modules/m\"\n}\n";

#[test]
fn modules_and_environments_that_refer_to_each_other_are_one_service() {
    let tree = tree_of(&[
        ("infra/envs/dev/main.tf", CALL),
        ("infra/modules/m/main.tf", ""),
        ("infra/modules/unused/main.tf", ""),
    ]);
    assert_eq!(tree.path, "infra");
    let modules: Vec<&str> = tree
        .folders
        .iter()
        .filter(|folder| folder.role == Role::Module)
        .map(|folder| folder.path.as_str())
        .collect();
    assert_eq!(modules, ["infra/modules/m", "infra/modules/unused"]);
}

#[test]
fn a_folder_beyond_its_own_joins_by_the_call() {
    assert_eq!(
        tree_of(&[
            ("a/live.tf", "module \"m\" {\n  source = \"../b/m\"\n}\n"),
            ("b/m/main.tf", "")
        ])
        .path,
        "."
    );
    assert_eq!(
        tree_of(&[(
            "a/main.tf",
            "module \"m\" {\n  source = \"../../outside\"\n}\n"
        )])
        .path,
        "a"
    );
}

#[test]
fn environments_side_by_side_are_one_service() {
    assert_eq!(
        paths(&["infra/prod/main.tf", "infra/staging/main.tf"]),
        ["infra"]
    );
    assert_eq!(paths(&["infra/env/prod/main.tf"]), ["infra"]);
    assert_eq!(paths(&["a/main.tf", "b/main.tf"]), ["a", "b"]);
    assert_eq!(paths(&["main.tf", "terraform-modules/vpc/main.tf"]), ["."]);
}

#[test]
fn what_tools_and_tests_put_there_is_no_service() {
    assert_eq!(
        paths(&[
            "a/.terraform/modules/x/main.tf",
            "a/tests/setup/main.tf",
            "b/readme.md"
        ]),
        Vec::<String>::new()
    );
}

#[test]
fn a_file_that_does_not_parse_is_named_and_its_folder_kept() {
    let trees = all(&[("a/main.tf", "x = \ntoken = \"a\"")]);
    assert_eq!(trees[0].unreadable(Literal::Secret), Some(("a/main.tf", 1)));
}

#[test]
fn hosts_without_a_role_are_listed() {
    let text = "resource \"aws_instance\" \"bare\" {}
resource \"aws_instance\" \"own\" {
  iam_instance_profile = aws_iam_instance_profile.x.name
}
resource \"aws_instance\" \"templated\" {
  launch_template {}
}
resource \"aws_launch_template\" \"bare_template\" {}
resource \"aws_launch_template\" \"dynamic\" {
  dynamic \"iam_instance_profile\" {
    for_each = var.profile[*]
  }
}
";
    let tree = tree_of(&[("main.tf", text)]);
    assert_eq!(names(&tree.instances_without_profile()), ["bare"]);
    assert_eq!(
        names(&tree.launch_templates_without_profile()),
        ["bare_template"]
    );
    assert_eq!(
        names(&tree.instances_without_metadata_options()),
        ["bare", "bare_template"]
    );
    assert_eq!(tree.instances().len(), 5);
    assert_eq!(tree.instances()[1].line, 2);
    assert!(tree.uses_aws());
}

#[test]
fn node_groups_give_a_role_to_their_launch_templates() {
    let text =
        "resource \"aws_launch_template\" \"x\" {}\nresource \"aws_eks_node_group\" \"x\" {}\n";
    assert!(
        tree_of(&[("main.tf", text)])
            .launch_templates_without_profile()
            .is_empty()
    );
}

#[test]
fn our_own_profile_keeps_a_host_open_for_the_later_steps() {
    let ours =
        "resource \"aws_instance\" \"x\" {\n  iam_instance_profile = var.iam_instance_profile\n}\n";
    let template = "resource \"aws_launch_template\" \"y\" {\n  dynamic \"iam_instance_profile\" {\n    for_each = var.iam_instance_profile[*]\n  }\n}\n";
    let tree = tree_of(&[("modules/m/main.tf", ours), ("modules/n/main.tf", template)]);
    assert!(
        tree.instances_without_profile().is_empty()
            && tree.launch_templates_without_profile().is_empty()
    );
    assert_eq!(names(&tree.modules_without_user_data()), ["x"]);
    assert!(tree.instances_without_metadata_options().is_empty());
}

#[test]
fn user_data_goes_to_the_only_instance_of_a_module() {
    let instance = "resource \"aws_instance\" \"x\" {}\n";
    let second = "resource \"aws_instance\" \"db\" {}\n";
    let taken = "output \"x\" {\n  value = var.user_data\n}\n";
    for (path, beside, listed) in [
        ("modules/m/main.tf", "", 1),
        ("envs/dev/main.tf", "", 0),
        ("modules/m/main.tf", second, 0),
        ("modules/m/main.tf", taken, 0),
    ] {
        let tree = tree_of(&[(path, instance), ("modules/m/beside.tf", beside)]);
        let found = tree.modules_without_user_data();
        assert_eq!(found.len(), listed, "{path} beside {beside}");
    }
}

#[test]
fn a_change_of_user_data_is_settled_where_the_module_declares_how() {
    let instance = "resource \"aws_instance\" \"x\" {\n  user_data = var.user_data\n}\n";
    let variable = "variable \"user_data_replace_on_change\" {}\n";
    let open = |files: &[(&str, &str)]| tree_of(files).user_data_without_replacement().len();
    let host = ("modules/m/main.tf", instance);
    assert_eq!(open(&[host, ("modules/m/variables.tf", variable)]), 1);
    assert_eq!(open(&[host]), 0);
}

#[test]
fn variables_are_declared_where_the_folder_declares_them() {
    let host = "resource \"aws_instance\" \"x\" {}\n";
    let file = |files: &[(&str, &str)]| {
        let tree = tree_of(files);
        tree.variable_files(&tree.instances()).remove(0)
    };
    let usual = file(&[
        ("main.tf", host),
        ("variables.tf", ""),
        ("inputs.tf", "variable \"a\" {}\n"),
    ]);
    assert!(usual.path == "variables.tf" && usual.exists);
    assert!(
        usual
            .declared_beside
            .contains(&Name::Variable("a".to_owned()))
    );
    assert_eq!(
        file(&[("m/main.tf", host), ("m/inputs.tf", "variable \"a\" {}\n")]).path,
        "m/inputs.tf"
    );
    let new = file(&[("m/main.tf", host)]);
    assert!(new.path == "m/variables.tf" && !new.exists);
}

#[test]
fn references_that_lead_nowhere_are_found() {
    let root = "module \"m\" {\n  source = \"./m\"\n}\noutput \"o\" {\n  value = [module.m.there, module.m.gone, var.lost]\n}\n";
    let trees = all(&[
        ("main.tf", root),
        ("m/main.tf", "output \"there\" {\n  value = 1\n}\n"),
    ]);
    let found: Vec<String> = dangling(&trees)
        .iter()
        .map(|dangling| format!("{}: {}", dangling.folder, dangling.name))
        .collect();
    assert_eq!(found, [".: var.lost", ".: module.m.gone"]);
}
