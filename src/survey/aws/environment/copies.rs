//! The files of the reference as those of the environment to come: the text, with edits at places that the parser found.

use std::ops::Range;

use hcl_edit::Span;
use hcl_edit::structure::{Block, Body};
use hcl_edit::template::HeredocTemplate;
use hcl_edit::visit::Visit;

use crate::edit::{Edit, splice};
use crate::survey::aws::environment::backend;
use crate::survey::aws::environment::reference::{SIZE, found, size_of, whole};
use crate::survey::aws::environment::renamed::edits;
use crate::survey::aws::environment::sought::{Sought, public_ip};
use crate::survey::fact::Site;
use crate::survey::terraform::expressions::{is_path, label, path_of, value, variable_of};
use crate::survey::terraform::paths::join;
use crate::survey::terraform::source::Source;

/// The files, each with its text.
pub(super) fn copies(sought: &Sought<'_>) -> Vec<Site> {
    let to = |path: &str| {
        let below = path.strip_prefix(&sought.reference.path).unwrap_or(path);
        join(&sought.plan.folder, below.trim_start_matches('/'))
    };
    let written = sought.reference.files.iter();
    let written = written.filter(|file| !file.text.trim().is_empty());
    let terraform = written.map(|file| {
        let text =
            splice(&file.text, in_file(sought, file)).unwrap_or_else(|_| file.text.to_string());
        Site::new(&to(&file.path), 0..0, 1).with("text", text)
    });
    let others = sought.companions.iter().filter_map(|path| {
        let text = sought.survey.text(path)?;
        Some(Site::new(&to(path), 0..0, 1).with("text", &*text))
    });
    terraform.chain(others).collect()
}

/// What becomes different in a file.
fn in_file(sought: &Sought<'_>, file: &Source) -> Vec<Edit> {
    let mut dropped = backend::dropped(file);
    dropped.extend(dropped_size(sought, file));
    let renamed = edits(&file.text, &file.body, &sought.words, Some(&sought.moved));
    let others = [
        fixed_addresses(sought, file),
        own_sizes(sought, file),
        own_group(sought, file),
        backend::moved(sought, file).into_iter().collect(),
        comments(sought, file),
    ]
    .concat();
    let is_kept = |edit: &Edit| {
        !dropped
            .iter()
            .any(|range| range.start <= edit.range.start && edit.range.end <= range.end)
    };
    let is_free = |edit: &Edit| {
        !others
            .iter()
            .any(|other| other.range.start < edit.range.end && edit.range.start < other.range.end)
    };
    let renamed = renamed.into_iter().filter(is_free);
    let mut all: Vec<Edit> = renamed.chain(others.clone()).filter(is_kept).collect();
    all.extend(dropped.into_iter().map(|range| Edit::replace(range, "")));
    all.sort_by_key(|edit| edit.range.start);
    all
}

/// Lines of comments that name the reference; of a heredoc no line is one.
fn comments(sought: &Sought<'_>, file: &Source) -> Vec<Edit> {
    let heredocs = heredocs(&file.body);
    let mut found = Vec::new();
    let mut start = 0;
    for line in file.text.split_inclusive('\n') {
        let is_comment = ["#", "//"]
            .iter()
            .any(|mark| line.trim_start().starts_with(mark));
        let is_free = !heredocs.iter().any(|range| range.contains(&start));
        if let Some(new) = sought.words.replace(line).filter(|_| is_comment && is_free) {
            found.push(Edit::replace(start..start + line.len(), new));
        }
        start += line.len();
    }
    found
}

fn heredocs(body: &Body) -> Vec<Range<usize>> {
    #[derive(Default)]
    struct Walk(Vec<Range<usize>>);
    impl Visit for Walk {
        fn visit_heredoc_template(&mut self, node: &HeredocTemplate) {
            self.0.extend(node.span());
        }
    }
    let mut walk = Walk::default();
    walk.visit_body(body);
    walk.0
}

/// The variable that every host has one of its own for.
fn dropped_size(sought: &Sought<'_>, file: &Source) -> Option<Range<usize>> {
    let size = sought.size.as_ref()?;
    let is_one = |block: &&Block| {
        block
            .labels
            .first()
            .is_some_and(|label| label.as_str() == size)
    };
    let block = file.body.get_blocks("variable").find(is_one)?;
    Some(whole(&file.text, block.span()?))
}

/// The size of each host, where one variable was that of all.
fn own_sizes(sought: &Sought<'_>, file: &Source) -> Vec<Edit> {
    let Some(size) = &sought.size else {
        return Vec::new();
    };
    let calls = file.body.get_blocks("module").filter_map(|block| {
        let name = block.labels.first()?.as_str();
        let is_host = sought.hosts.iter().any(|it| it.host.call == name);
        let value = value(&block.body, SIZE).filter(|_| is_host)?;
        (variable_of(value)? == *size).then(|| {
            Edit::replace(
                value.span().unwrap_or_default(),
                format!("var.{}", size_of(name)),
            )
        })
    });
    calls.collect()
}

/// The group of the host that the world reaches, in place of the one that it shared.
fn own_group(sought: &Sought<'_>, file: &Source) -> Vec<Edit> {
    let edge = sought.hosts.iter().find(|it| it.is_edge);
    let Some((edge, own)) = edge.zip(sought.own_group()) else {
        return Vec::new();
    };
    let mut calls = file.body.get_blocks("module");
    let is_it = |block: &&Block| label(block, 0) == edge.host.call;
    let groups = calls
        .find(is_it)
        .and_then(|block| value(&block.body, "vpc_security_group_ids")?.as_array());
    let mut shared = groups.into_iter().flatten().filter_map(|it| {
        let parts = own.shared.each_ref().map(String::as_str);
        it.span().filter(|_| is_path(&path_of(it), &parts))
    });
    let new = format!("aws_security_group.{}.id", edge.host.call);
    Vec::from_iter(shared.next().map(|span| Edit::replace(span, new)))
}

/// Addresses on the internet that stay are those of `aws_eip`.
fn fixed_addresses(sought: &Sought<'_>, file: &Source) -> Vec<Edit> {
    let mut edits = Vec::new();
    for host in sought.reached() {
        let path = public_ip(sought.tree, host);
        let spans = path.map(|path| found(&file.body, &path.each_ref().map(String::as_str)));
        let new = format!("aws_eip.{}.public_ip", host.host.call);
        let spans = spans.into_iter().flatten();
        edits.extend(spans.map(|span| Edit::replace(span, new.clone())));
    }
    edits
}
