const trucks = require("./trucks");

function mountRoutes(app) {
  app.use("/trucks", trucks);
  app.get("/", (req, res) => res.send("fleet"));
}

module.exports = { mountRoutes };
