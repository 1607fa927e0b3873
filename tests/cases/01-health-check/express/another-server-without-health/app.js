const http = require("http");
const express = require("express");

const app = express();

app.get("/news", (req, res) => res.json([]));

app.listen(3000);

http
  .createServer((req, res) => {
    res.writeHead(301, { Location: `https://news.example.com${req.url}` });
    res.end();
  })
  .listen(8080);
