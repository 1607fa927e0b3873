//! What the reference of an environment says that shapes the one to come: sizes of its hosts, and the files that it reads.

use std::collections::BTreeSet;
use std::ops::Range;

use hcl_edit::Span;
use hcl_edit::expr::Expression;
use hcl_edit::structure::{Block, Body};
use hcl_edit::template::Element;
use hcl_edit::visit::{self, Visit};

use crate::edit::{line_end, line_start};
use crate::survey::aws::environment::hosts::{Known, call};
use crate::survey::terraform::expressions::{blocks, is_path, path_of, value, variable_of};
use crate::survey::terraform::source::Source;
use crate::survey::terraform::tree::Folder;
use crate::tree::paths;

/// A variable for the size of several hosts, which each of them gets for itself.
pub(super) fn shared_size(reference: &Folder, hosts: &[Known]) -> Option<String> {
    let sizes = hosts.iter().filter_map(|it| {
        let (_, block) = call(reference, &it.host.call)?;
        variable_of(value(&block.body, SIZE)?)
    });
    let sizes: Vec<String> = sizes.collect();
    let first = sizes.first()?;
    let is_shared = sizes.len() > 1 && sizes.iter().all(|size| size == first);
    let uses = reference
        .files
        .iter()
        .map(|file| uses(&file.body, &["var", first]))
        .sum::<usize>();
    (is_shared && uses == sizes.len()).then(|| first.clone())
}

pub(super) const SIZE: &str = "instance_type";

/// The name of the variable for the size of one host.
pub(super) fn size_of(call: &str) -> String {
    format!("{call}_{SIZE}")
}

/// The lines of a block with the comments above it and a blank line behind it.
pub(super) fn whole(text: &str, span: Range<usize>) -> Range<usize> {
    let mut start = line_start(text, span.start);
    while start > 0 {
        let above = line_start(text, start - 1);
        let line = text[above..start].trim_start();
        if !line.starts_with('#') && !line.starts_with("//") {
            break;
        }
        start = above;
    }
    let end = line_end(text, span.end);
    let behind = line_end(text, end);
    let is_blank = text[end..behind].trim().is_empty();
    start..if is_blank { behind } else { end }
}

fn uses(body: &Body, parts: &[&str]) -> usize {
    found(body, parts).len()
}

/// Where a path of names stands.
pub(super) fn found(body: &Body, parts: &[&str]) -> Vec<Range<usize>> {
    struct Walk<'p> {
        parts: &'p [&'p str],
        found: Vec<Range<usize>>,
    }
    impl Visit for Walk<'_> {
        fn visit_expr(&mut self, node: &Expression) {
            if is_path(&path_of(node), self.parts) {
                self.found.extend(node.span());
            }
            visit::visit_expr(self, node);
        }
    }
    let mut walk = Walk {
        parts,
        found: Vec::new(),
    };
    walk.visit_body(body);
    walk.found
}

/// Files beside those of Terraform that the reference reads, or a path that nobody can tell.
pub(super) fn companions(reference: &Folder) -> Result<BTreeSet<String>, (String, usize)> {
    struct Walk(Vec<(String, Range<usize>)>);
    impl Visit for Walk {
        fn visit_expr(&mut self, node: &Expression) {
            if let Expression::StringTemplate(template) = node {
                let mut elements = template.iter();
                let first = elements.next().and_then(Element::as_interpolation);
                let is_here =
                    first.is_some_and(|first| is_path(&path_of(&first.expr), &["path", "module"]));
                if is_here {
                    let rest = elements
                        .next()
                        .and_then(Element::as_literal)
                        .map(|text| text.to_string());
                    let more = elements.next().is_some();
                    let path = rest.filter(|_| !more).unwrap_or_default();
                    self.0.push((path, node.span().unwrap_or_default()));
                }
            }
            visit::visit_expr(self, node);
        }
    }
    let mut all = BTreeSet::new();
    for file in &reference.files {
        let mut walk = Walk(Vec::new());
        walk.visit_body(&file.body);
        for (path, span) in walk.0 {
            let line = file.line(span.start);
            let joined = path
                .strip_prefix('/')
                .and_then(|path| paths::join(&reference.path, path));
            let joined = joined.ok_or_else(|| (file.path.clone(), line))?;
            if paths::within(&joined, &reference.path) {
                all.insert(joined);
            }
        }
    }
    Ok(all)
}

/// The variables of a folder, each with its block.
pub(super) fn variables(folder: &Folder) -> impl Iterator<Item = (&Source, &Block)> {
    blocks(folder, "variable", &[])
}
