const names = ["uri", "secret"];

module.exports = (settings) => {
  const missing = names.filter((name) => !settings[name]);
  if (missing.length > 0) {
    throw new Error(`missing: ${missing.join(", ")}`);
  }
};
