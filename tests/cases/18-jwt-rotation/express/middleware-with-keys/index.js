const express = require("express");
const { expressjwt } = require("express-jwt");
const { expressJwtSecret } = require("jwks-rsa");

const app = express();
const keys = expressJwtSecret({ jwksUri: "https://id.example.com/.well-known/jwks.json" });

app.use(expressjwt({ secret: keys, algorithms: ["RS256"] }));
app.get("/bookings", (req, res) => res.json([]));

app.listen(3000);
