const express = require("express");
const cors = require("cors");

const app = express();

// The limiter must see every origin of a request, proxies included
app.set("trust proxy", 1);

// Browsers on the wards send their cookies along
app.use(cors({ origin: "*" })); // before the routes

// Allow all origins of samples: blood, urine, tissue
app.get("/samples", (req, res) => res.json([]));

/**
 * Exports may be allowed for any origin of data.
 */
app.get("/exports", (req, res) => res.json([]));

app.listen(3000);
