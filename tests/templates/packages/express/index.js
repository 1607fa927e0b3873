// Stands in for Express: `globalThis.seen` gets the routes of an app.

module.exports = () => {
  const app = () => {};
  app.use = () => {};
  app.options = () => {};
  app.get = (path, handler) => {
    globalThis.seen.routes[path] = handler;
  };
  return app;
};

module.exports.json = () => () => {};
