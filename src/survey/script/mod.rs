//! What scripts mean: what a name stands for (`names`), and what a module takes and gives (`modules`).
//! The parsed files themselves belong to `edit::script`.

pub mod modules;
pub mod names;

pub use crate::edit::script::{
    Declarations, Node, Reference, Script, arguments, bare, callee, is_function, is_script,
    is_statement_list, is_typescript, method_call, parameters, property, statement_of, statements,
    string_value,
};
