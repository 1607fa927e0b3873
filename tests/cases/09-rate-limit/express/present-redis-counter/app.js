const express = require("express");
const polls = require("./routes/polls");

const app = express();

app.use(express.json());
app.use("/polls", polls);

app.listen(3000);
