const mongoose = require("mongoose");

mongoose
  .set("strictQuery", true)
  .plugin((schema) => schema.set("timestamps", true))
  .connect(process.env.MONGODB_URI)
  .catch((error) => console.error(error));
