// Stands in for Sentry: `globalThis.seen` gets its options, the app whose errors it is handed, and how long its end may take.

exports.init = (options) => {
  globalThis.seen.sentry = options;
};
exports.setupExpressErrorHandler = (app) => {
  globalThis.seen.tracked = app;
};
exports.close = async (timeout) => {
  globalThis.seen.ends = [...(globalThis.seen.ends ?? []), timeout];
  return true;
};
