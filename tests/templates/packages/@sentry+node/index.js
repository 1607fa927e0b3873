// Stands in for Sentry: `globalThis.seen` gets its options, the errors that it is handed, and how long its end may take.

exports.init = (options) => {
  globalThis.seen.sentry = options;
};
exports.captureMessage = (text) => {
  (globalThis.seen.messages ??= []).push(text);
};

exports.captureException = (error) => {
  (globalThis.seen.reports ??= []).push(error);
};
exports.close = async (timeout) => {
  globalThis.seen.ends = [...(globalThis.seen.ends ?? []), timeout];
  return true;
};
