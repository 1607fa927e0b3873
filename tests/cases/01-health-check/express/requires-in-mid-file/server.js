const express = require("express");
const app = express();

app.use(express.json());
app.set("trust proxy", 1);

// Routers
const pupils = require("./routes/pupils");
const teachers = require("./routes/teachers");

app.get("/", (req, res) => {
  res.send("school is up");
});

app.use("/pupils", pupils);
app.use("/teachers", teachers);

app.listen(3000);
