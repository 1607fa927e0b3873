const express = require("express");
const { authenticate } = require("./middleware/auth");
const films = require("./films");

const app = express();

app.use(express.json());
app.use(authenticate);

app.use("/films", films);

app.listen(3000);
