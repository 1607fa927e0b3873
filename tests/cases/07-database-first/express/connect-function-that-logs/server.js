const express = require("express");
const connectDB = require("./config/db");

// connect to the database
connectDB();

const app = express();
app.use(express.json());

app.listen(5000, () => console.log("up"));
