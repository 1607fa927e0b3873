const mongoose = require("mongoose");

exports.connect = () => {
  mongoose.connect(process.env.MONGO_URI, { useNewUrlParser: true });
  mongoose.connection.on("error", console.error);
};
