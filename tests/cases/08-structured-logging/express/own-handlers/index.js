const express = require("express");
const morgan = require("morgan");
const { onError } = require("./middleware/on-error");

const app = express();
app.use(morgan("combined"));
app.get("/", (req, res) => res.send("ok"));
app.use(onError);
app.listen(3000);
