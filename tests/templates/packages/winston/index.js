// Stands in for winston: `globalThis.logged` gets what is logged. Behaviour tests have the real one.

const nothing = () => ({});

exports.config = { npm: { levels: { error: 0, info: 2, debug: 5 } } };

exports.format = {
  colorize: nothing,
  combine: nothing,
  errors: nothing,
  json: nothing,
  printf: nothing,
  timestamp: nothing,
};

exports.transports = {
  Console: class {},
  DailyRotateFile: class {
    constructor({ dirname }) {
      if (dirname === "/nowhere") {
        throw new Error("EACCES");
      }
      this.logStream = { on: nothing };
    }
  },
};

exports.createLogger = ({ level: lowest }) => {
  const log = (entry) => globalThis.logged.push(entry);
  const at =
    (level) =>
    (message, more = {}) =>
      log(
        typeof message === "object"
          ? { level, ...message }
          : { level, message, ...more },
      );
  return {
    lowest,
    add: nothing,
    on: nothing,
    log,
    error: at("error"),
    info: at("info"),
  };
};
