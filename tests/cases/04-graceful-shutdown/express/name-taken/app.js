const express = require("express");
const { ApolloServer } = require("apollo-server-express");
const schema = require("./schema");

async function start() {
  const app = express();
  const server = new ApolloServer({ schema });
  await server.start();
  server.applyMiddleware({ app });

  app.listen({ port: 4000 }, () => console.log("up"));
}

start();
