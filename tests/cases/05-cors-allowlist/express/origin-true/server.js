const express = require("express");
const cookieParser = require("cookie-parser");
const cors = require("cors");

const app = express();

const corsOptions = {
  origin: true,
  credentials: true,
  optionsSuccessStatus: 200,
};

app.options("*", cors(corsOptions));
app.use(cors(corsOptions));
app.use(cookieParser());

app.get("/me", (req, res) => {
  res.json({ session: req.cookies.session ?? null });
});

app.listen(4000);
