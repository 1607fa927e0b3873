const express = require("express");
const { cleanEnv, str } = require("envalid");

const env = cleanEnv(process.env, { SESSION_SECRET: str() });
const app = express();
app.get("/", (req, res) => res.send(env.SESSION_SECRET.length > 0));
app.listen(3000);
