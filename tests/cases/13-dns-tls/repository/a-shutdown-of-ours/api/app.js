const express = require("express");
const multer = require("multer");
const swaggerUi = require("swagger-ui-express");
const { createServer } = require("node:http");
const { Server } = require("socket.io");
const { shutDownOnSignal } = require("./utils/shutdown");

const MEGABYTE = 1024 * 1024;

const app = express();
const server = createServer(app);
const io = new Server(server, { path: "/live" });
const upload = multer({ limits: { fileSize: 50 * MEGABYTE } });

app.use(express.json({ limit: "20mb" }));
app.get("/", (req, res) => res.send("the API is up"));
app.get("/health", (req, res) => res.json({ status: "ok" }));
app.use("/api-docs", swaggerUi.serve, swaggerUi.setup({}));
app.get("/docs.json", (req, res) => res.json({}));
app.use("/api/orders", require("./routes/orders"));
app.post("/api/scans", upload.single("scan"), (req, res) => res.json({ bytes: req.file.size }));
app.post("/copilot", (req, res) => res.json({}));

// So that a deployment or restart cuts no request off
shutDownOnSignal(server, {
  sockets: () => io.close(),
});

server.listen(3000);
