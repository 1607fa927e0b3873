const express = require("express");
const { useExpressServer } = require("routing-controllers");
const { OrderController } = require("./orders");

const app = express();
useExpressServer(app, { controllers: [OrderController] });

app.listen(3000);
