const express = require("express");
const knex = require("knex")(require("./knexfile"));

const app = express();
app.locals.knex = knex;

if (process.env.NODE_ENV !== "test") app.listen(3000);

module.exports = { app, knex };
