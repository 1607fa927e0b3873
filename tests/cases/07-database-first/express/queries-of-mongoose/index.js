const express = require("express");
const mongoose = require("mongoose");
const { seedRoles } = require("./seed");

const app = express();

mongoose.connect(process.env.MONGO_URL);
seedRoles(); // once, in an empty database

app.listen(3000);
