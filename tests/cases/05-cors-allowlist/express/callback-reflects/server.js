const express = require("express");
const cors = require("cors");

const app = express();

app.use(
  cors({
    origin(origin, callback) {
      if (!origin) {
        console.log("a request without an origin");
      }
      callback(null, origin);
    },
    credentials: true,
  })
);

app.get("/orders", (req, res) => {
  res.json([]);
});

app.listen(3000);
