const express = require("express");
const mongoose = require("mongoose");

const app = express();
mongoose.connect(process.env.MONGO_URI);

let server;
server = app.listen(3000, () => {
	console.log(`
  up
`);
});
