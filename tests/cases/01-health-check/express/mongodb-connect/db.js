const { MongoClient } = require("mongodb");

let db;

async function connect() {
  const client = await MongoClient.connect(process.env.MONGO_URL);
  db = client.db("sensors");
}

module.exports = { connect, readings: () => db.collection("readings") };
