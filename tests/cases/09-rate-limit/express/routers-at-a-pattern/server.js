const express = require("express");
const v1 = require("./v1");

const api = express.Router();
const app = express();

app.use(express.json());
api.use("/v1", v1);
app.use(/(\/api)?/, api);

app.listen(3000);
