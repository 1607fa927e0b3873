const express = require("express");

const admin = express();

admin.get("/health", (req, res) => res.json({ admin: "up" }));
admin.get("/users", (req, res) => res.json([]));

module.exports = admin;
