const cors = require("cors");
const express = require("express");
const { constants } = require("./constants");

const app = express();

app.use(cors(constants.cors));

app.listen(3000);
