// Every name is this machine: node --require here.cjs …
const dns = require("node:dns");

dns.lookup = (name, options, done = options) =>
  options.all ? done(null, [{ address: "127.0.0.1", family: 4 }]) : done(null, "127.0.0.1", 4);
