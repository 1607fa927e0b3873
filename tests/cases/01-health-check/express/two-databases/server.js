const express = require("express");
const Redis = require("ioredis");

const { sequelize } = require("./models");
const crm = require("./models/crm");

const redis = new Redis(process.env.REDIS_URL);
const app = express();

app.use(express.json());

app.get("/tickets", async (req, res) => {
  const cached = await redis.get("tickets");
  res.json(cached ? JSON.parse(cached) : []);
});

app.get("/customers", async (req, res) => {
  res.json(await crm.sequelize.models.customer.findAll());
});

app.listen(3000);
