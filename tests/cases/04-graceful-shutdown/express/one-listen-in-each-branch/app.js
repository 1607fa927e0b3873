const express = require("express");

const app = express();
app.get("/", (req, res) => res.send("up"));

const socket = process.env.SOCKET;

// a proxy on the same machine uses the socket
if (socket) {
  app.listen(socket);
} else {
  app.listen(process.env.PORT || 3000, () => console.log("up"));
}
