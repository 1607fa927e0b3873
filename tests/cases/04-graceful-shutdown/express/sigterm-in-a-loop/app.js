const express = require("express");
const { closeAtTheEnd } = require("./end");

const app = express();
closeAtTheEnd(app.listen(3000));
