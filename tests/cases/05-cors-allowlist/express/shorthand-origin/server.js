const express = require("express");
const cors = require("cors");

const app = express();
const origin = true;

app.use(cors({ origin, credentials: true }));

app.get("/polls", (req, res) => {
  res.json([{ id: 1, question: "Tea or coffee?" }]);
});

app.listen(3000);
