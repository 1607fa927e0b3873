import http = require("http");
import app = require("./app");

const server = http.createServer(app);
server.listen(process.env.PORT || 3000);
