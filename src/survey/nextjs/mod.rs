//! Next.js apps, as far as their `package.json` tells: what stands in their code is nobody's business yet.

pub(crate) mod stack;
