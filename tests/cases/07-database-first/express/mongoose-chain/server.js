const express = require("express");
const mongoose = require("mongoose");

const app = express();

mongoose
  .connect(process.env.MONGO_URI, {
    dbName: "shop",
    // one a request is enough
    maxPoolSize: 5,
  })
  .then(() => console.log("MongoDB is connected"))
  .catch((error) => console.log(error));

app.use("/orders", require("./orders"));

app.listen(process.env.PORT || 4000);
