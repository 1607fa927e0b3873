//! Whether a service is measured, and where its app measures and gives the metrics away.

use minijinja::Value;

use crate::survey::fact::Fact;
use crate::survey::fastapi::guards::METRICS;
use crate::survey::fastapi::health::{answers, in_loaded_modules};
use crate::survey::fastapi::order::Role;
use crate::survey::fastapi::service::Fastapi;
use crate::survey::word::vocabulary;

vocabulary! { Fastapi:
    /// requests are measured
    fact "metrics" = |it, _| it.metrics();
    /// after the app, before other middleware
    slot "metrics" ["app"] = |it| it.slot_of(Role::Metrics);
    /// after the app and its health, before the routes
    slot "metrics-route" ["app"] = |it| it.open_slot_of(&METRICS);
}

impl Fastapi<'_> {
    /// What measures the service. A `/metrics` that no such package stands behind may be anything, so nothing is told then.
    fn metrics(&self) -> Fact<Value> {
        if let Some(package) = self.python.measured_by() {
            return Fact::of(package);
        }
        self.python.app().and_then(|app| {
            let is_it = |path: &str| path == "/metrics";
            let survey = self.python.survey;
            let loaded = in_loaded_modules(&self.python, is_it);
            let measures = |path: &String| {
                let text = survey.text(path);
                text.is_some_and(|text| text.contains("prometheus_client"))
            };
            if loaded.as_ref().is_some_and(measures) {
                return Fact::of("prometheus_client");
            }
            if answers(survey, app, is_it) || loaded.is_some() {
                return Fact::Unknown(
                    "a route answers `/metrics`, and no package of metrics is imported: whether it gives metrics shows only when \
                     the service runs; if it does not, give it another path"
                        .to_owned(),
                );
            }
            Fact::Absent
        })
    }
}
