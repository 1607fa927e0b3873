const Sentry = require("@sentry/node");
const express = require("express");

Sentry.init({ dsn: process.env.SENTRY_DSN });

const app = express();
app.get("/", (req, res) => res.send("shop"));
Sentry.setupExpressErrorHandler(app);
app.listen(3000);
