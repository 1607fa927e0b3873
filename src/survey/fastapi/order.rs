//! The order of a FastAPI app: every role that a statement can have. The order of the variants is the order of the ranks.
//! All must follow the app, and nothing else, so that no slot is ever missing for the order of statements.

use crate::survey::order::{Rank, Rule};

/// What a statement does with the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    /// Makes the app.
    App,
    /// Other middleware, a guard for one: what has to stand outside of all comes behind it.
    Middleware,
    /// Measures requests.
    Metrics,
    /// A rate limiter: its state, middleware or handler.
    Limiter,
    /// The CORS middleware. The last middleware that is added runs first, so it stays outermost.
    Cors,
    /// A health route.
    Health,
    /// The route that gives the metrics away.
    MetricsRoute,
    /// Routes, routers, mounts, static files.
    Routes,
    /// Answers with the health of the service before any guard: the last middleware that is added runs first.
    HealthOutside,
    /// Gives the metrics away before any guard.
    MetricsOutside,
    /// `return app`, `if __name__ == "__main__"`, wrappers around the app: the end of every block.
    Result,
}

impl Rank for Role {
    fn rule(self) -> Rule<Self> {
        Rule {
            after: &[Self::App],
            before: &[],
            since: None,
        }
    }
}
