const express = require("express");

const app = express();
const answerErrors = process.env.ANSWER_ERRORS === "1";
app.get("/", (req, res) => res.json({ answerErrors }));
app.listen(3000);
