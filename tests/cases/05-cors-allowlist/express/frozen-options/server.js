const cors = require("cors");
const express = require("express");
const { CORS } = require("./constants");

const app = express();

app.use(cors(CORS));

app.listen(3000);
