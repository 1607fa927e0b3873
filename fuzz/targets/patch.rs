//! A patch file, as a user may write one some day, and a template.

#![no_main]

use fixup::patch::{Catalogue, Template};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let files = [("patches/05-cors-allowlist.yaml".to_owned(), text)];
    let _ = Catalogue::load(files.into_iter(), &|_| Some("const a = 1;\n".to_owned()));
    let _ = Template::parse("a.ts", text.to_owned());
});
