// Stands in for Socket.IO: `globalThis.seen` gets the options.

exports.Server = class {
  constructor(_server, options) {
    globalThis.seen.sockets = options;
  }
};
