const express = require("express");
const routes = require("./routes");

const app = express();

routes.forEach(({ method, path, handler }) => app[method](path, handler));

app.listen(3000);
