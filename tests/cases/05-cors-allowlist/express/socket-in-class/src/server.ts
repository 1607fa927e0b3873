import { createServer } from "http";
import cors from "cors";
import express from "express";

import { RideGateway } from "./realtime/RideGateway";

const app = express();
const httpServer = createServer(app);
const gateway = new RideGateway(httpServer);

app.use(cors({ origin: "*" }));
app.use(express.json());

app.post("/rides/:id/position", (req, res) => {
  gateway.publish(req.params.id, req.body);
  res.sendStatus(204);
});

httpServer.listen(3000, () => {
  console.log("rides is up");
});
