module.exports = function mountRoutes(app) {
  app.get("/ping", (req, res) => res.send("pong"));
  app.get("/trucks", (req, res) => res.json([]));
};
