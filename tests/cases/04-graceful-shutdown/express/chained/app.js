const express = require("express");
const config = require("./config");

const app = express();
app.use("/rooms", require("./rooms"));

app
  .listen(config.port, () => {
    console.log("up");
  })
  .on("error", (error) => {
    console.error(error);
    process.exit(1);
  });
