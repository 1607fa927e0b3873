const openapi = require("./openapi.json");

module.exports = (app) => {
  app.get("/docs", (req, res) => {
    res.json(openapi);
  });
};
