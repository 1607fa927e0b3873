#!/usr/bin/env node
const app = require("../app");
const database = require("../database");

database.connect().then(() => {
  app.listen(3000);
});
