const express = require("express");

const app = express();
app.get("/signs", (req, res) => {
  res.writeHead(200, { "Content-Type": "text/event-stream", "Access-Control-Allow-Origin": "*" });
});
app.get("/orders", (req, res) => {
  res.set({ "access-control-allow-origin": req.headers.origin, "Cache-Control": "no-store" }).json([]);
});

app.listen(3000);
