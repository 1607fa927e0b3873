const express = require("express");
const cors = require("cors");

const app = express();

// CORS must come before the session, because a preflight carries no cookie.
// It allows all origins; the token in the header is what protects the API.
app.use(cors({ origin: "*" }));

/*
 * Wards are listed for the screens at the entrance.
 */
app.get("/wards", (req, res) => res.json([]));

app.listen(3000);
