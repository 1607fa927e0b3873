const http = require("http");
const express = require("express");

const app = express();
const server = http.createServer(app);

setImmediate(async () => {
  app.use(express.json());

  for (const name of ["temperature", "humidity"]) {
    app.use(`/${name}`, require(`./routes/${name}`));
  }
});

server.listen(3000);
