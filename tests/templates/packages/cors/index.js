// Stands in for the package: `globalThis.seen` gets the options.

module.exports = (options) => {
  globalThis.seen.cors.push(options);
  return () => {};
};
