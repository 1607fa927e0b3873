const express = require("express");
const cors = require("cors");

const app = express();
app.use(cors({ origin: ["https://signs.example", /.*/] }));

app.listen(3000);
