const path = require("path");
const express = require("express");

const app = express();
const build = path.join(__dirname, "build");

app.use(express.static(build));

// The router in the browser takes over
app.get("*", (req, res) => {
  res.sendFile(path.join(build, "index.html"));
});

app.listen(process.env.PORT || 8080);
