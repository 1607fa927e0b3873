// Stands in for Express: `globalThis.seen` gets the routes, handlers and settings of an app.

module.exports = () => {
  const app = () => {};
  app.use = (...handlers) => {
    (globalThis.seen.used ??= []).push(handlers);
  };
  app.set = (name, value) => {
    (globalThis.seen.settings ??= {})[name] = value;
  };
  app.options = () => {};
  app.get = (path, handler) => {
    globalThis.seen.routes[path] = handler;
  };
  return app;
};

module.exports.json = () => () => {};
