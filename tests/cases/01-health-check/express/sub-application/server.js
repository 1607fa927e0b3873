const express = require("express");
const admin = require("./admin");

const app = express();

app.use("/admin", admin);
app.get("/", (req, res) => res.send("portal"));

app.listen(3000);
