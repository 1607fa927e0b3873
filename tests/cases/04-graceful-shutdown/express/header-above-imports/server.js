#!/usr/bin/env node
/*
 * The tram server.
 */
const app = require("./app");
const db = require("./db");

app.listen(3000, () => console.log("ready"));
db.authenticate();
