const news = require("./news");

module.exports = [
  { method: "get", path: "/health", handler: (req, res) => res.json({ ok: true }) },
  { method: "get", path: "/news", handler: news.list },
  { method: "post", path: "/news", handler: news.add },
];
