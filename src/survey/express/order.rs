//! The order of an Express app: every role that a statement can have, its rank, and what must stand on which side.
//! A slot is the place of a role among the statements that are there, whatever patches came before.

use crate::survey::order::{Rank, Rule};

/// What a statement does in an Express app. The order of the variants is the order of the ranks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    /// Makes the app.
    App,
    /// `createServer(app)`, bound to a name.
    ServerHandle,
    /// `set`, `enable`, `disable`, `engine`.
    Setting,
    /// `set("trust proxy", …)`: whose word on a client's address counts.
    TrustProxy,
    /// Measures requests.
    Metrics,
    /// Logs requests.
    RequestLog,
    /// A health route.
    Health,
    /// The route that gives the metrics away.
    MetricsRoute,
    /// The cors package, or its header by hand.
    Cors,
    /// A rate limiter.
    Limiter,
    /// `express.static`: the files of pages.
    Files,
    /// Parsers, helmet, sessions, unknown middleware.
    Middleware,
    /// A Socket.IO server.
    Socket,
    /// Routes and mounts.
    Routes,
    /// Answers whatever no route did.
    Fallback,
    /// Hands errors to an error tracker.
    ErrorTrackingHandler,
    /// Middleware with four parameters.
    ErrorHandler,
    /// Acts on SIGTERM.
    Shutdown,
    /// Listens.
    Start,
    /// `return`, `module.exports =`, `export default`: the end of every block.
    Result,
}

/// All that may fail, and what hears of it first.
const WHATEVER_FAILS: &[Role] = &[
    Role::App,
    Role::ServerHandle,
    Role::Setting,
    Role::Metrics,
    Role::RequestLog,
    Role::Health,
    Role::MetricsRoute,
    Role::Cors,
    Role::Limiter,
    Role::Files,
    Role::Middleware,
    Role::Socket,
    Role::Routes,
    Role::Fallback,
    Role::ErrorTrackingHandler,
];

/// The same up to the routes: what answers the rest often stands behind what answers errors.
const UP_TO_ROUTES: &[Role] = WHATEVER_FAILS.split_at(13).0;

const BEFORE_ROUTES: &[Role] = &[Role::Routes, Role::Fallback];

impl Rank for Role {
    fn rule(self) -> Rule<Self> {
        match self {
            Self::Health => Rule {
                after: &[Role::App],
                before: &[Role::Limiter, Role::Routes, Role::Fallback],
                since: None,
            },
            Self::MetricsRoute => Rule {
                after: &[Role::App],
                before: &[Role::Limiter, Role::Routes],
                since: None,
            },
            Self::Metrics | Self::RequestLog => Rule {
                after: &[Role::App],
                before: BEFORE_ROUTES,
                since: None,
            },
            Self::Limiter => Rule {
                after: &[Role::App, Role::Cors],
                before: BEFORE_ROUTES,
                since: None,
            },
            Self::ErrorHandler => Rule {
                after: WHATEVER_FAILS,
                before: &[],
                since: Some(Self::Routes),
            },
            Self::ErrorTrackingHandler => Rule {
                after: UP_TO_ROUTES,
                before: &[Role::ErrorHandler],
                since: Some(Self::Routes),
            },
            Self::Shutdown => Rule {
                after: &[Role::App, Role::ServerHandle],
                before: &[Role::Start],
                since: None,
            },
            _ => Rule {
                after: &[Role::App],
                before: &[],
                since: None,
            },
        }
    }
}
