const express = require("express");
const database = require("./database");

const app = express();

app.get("/posts", async (req, res) => {
  const [posts] = await database.connection.query("SELECT title FROM posts");
  res.json(posts);
});

app.listen(process.env.PORT || 3000);
