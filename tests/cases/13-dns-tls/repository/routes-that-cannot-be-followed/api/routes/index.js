const fs = require("node:fs");

for (const file of fs.readdirSync(__dirname)) {
  module.exports[file] = require(`./${file}`);
}
