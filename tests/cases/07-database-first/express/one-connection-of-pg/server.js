const express = require("express");
const { Client } = require("pg");

const trips = new Client({ host: process.env.TRIPS_HOST });
trips.connect().catch((error) => console.error("no trips", error));

const app = express();
app.get("/", async (req, res) => res.json((await trips.query("SELECT 1")).rows));
app.listen(3000);
