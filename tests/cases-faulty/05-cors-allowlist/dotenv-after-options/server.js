const cors = require("cors");
const dotenv = require("dotenv");
const express = require("express");
const corsOptions = require("./config/cors");

dotenv.config();

const app = express();

app.use(cors(corsOptions));

app.get("/invoices", (req, res) => res.json([]));

app.listen(process.env.PORT || 3000);
