const express = require("express");

const app = express();
app.get("/", (req, res) => res.send("up"));

if (require.main === module) {
  const port = process.env.PORT || 3000;
  app.listen(port, () => console.log(`up on ${port}`));
}

module.exports = app;
