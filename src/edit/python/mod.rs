//! Python: questions about single nodes, and edits at places that the parser found. Files are parsed as `Script`s.
