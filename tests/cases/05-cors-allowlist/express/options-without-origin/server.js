const express = require("express");
const cors = require("cors");

const app = express();

app.use(
  cors({
    methods: ["GET", "PUT"],
    exposedHeaders: ["ETag"], // the uploader compares them
  }),
);

app.put("/files/:name", express.raw({ limit: "10mb" }), (req, res) => {
  res.set("ETag", `"${req.body.length}"`).sendStatus(204);
});

app.listen(process.env.PORT || 8080);
