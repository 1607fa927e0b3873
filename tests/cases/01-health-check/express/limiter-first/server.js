const express = require("express");
const rateLimit = require("express-rate-limit");
const helmet = require("helmet");
const morgan = require("morgan");

const films = require("./films");

const app = express();

app.set("trust proxy", 1);
app.use(helmet());
app.use(morgan("combined"));

// 100 requests a minute
const limiter = rateLimit({ windowMs: 60 * 1000, limit: 100 });
app.use(limiter);

app.use("/films", films);

app.listen(3000);
