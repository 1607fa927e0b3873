const express = require("express");
const { PrismaClient } = require("@prisma/client");

const prisma = new PrismaClient({ datasources: { db: { url: process.env.DATABASE_URL } } });
const app = express();

app.get("/notes", async (req, res) => {
  res.json(await prisma.note.findMany());
});

app.listen(3000);
