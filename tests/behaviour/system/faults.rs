//! The whole system under faults: what comes back by itself, how soon, and what is lost meanwhile.
