const express = require("express");
const cors = require("cors");

const app = express();

// Parse bodies
app.use(express.json());

// Middleware
// Enable CORS for all origins
app.use(cors());

/* Allow all origins */
app.options("/reports/:id", cors());

app.get("/reports/:id", (req, res) => res.json({ id: req.params.id }));

app.listen(3000);
