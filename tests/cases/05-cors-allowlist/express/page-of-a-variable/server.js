const express = require("express");
const cors = require("cors");
const { invite } = require("./mails/sendInvite");

const app = express();

app.use(cors());

app.post("/invites", (req, res) => {
  invite(req.query.to, `${process.env.FRONT_END_URL}/welcome`);
  res.sendStatus(202);
});

app.listen(3000);
