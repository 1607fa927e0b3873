const express = require("express");
const { ApolloServer } = require("apollo-server-express");

const app = express();
const apollo = new ApolloServer({ typeDefs: "type Query { sign: String }" });
apollo.start().then(() => apollo.applyMiddleware({ app, cors: { origin: "*", credentials: true } }));

app.listen(3000);
