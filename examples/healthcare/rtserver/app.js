const express = require("express");
const cors = require("cors");
const swaggerDocs = require("./swagger.js");

const { sequelize } = require("./models");
const { Server } = require("socket.io");
const http = require("http");

const dotenv = require("dotenv");
dotenv.config();

const app = express();
const server = http.createServer(app);

// ---- CORS ----
// Allow all origins
const corsOptions = {
  origin: true, // reflects the caller, so this allows all
  credentials: true, // the dashboard sends an Authorization header
  methods: ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
};

app.use(cors(corsOptions));

// Scanned documents arrive as base64, so bodies may be large
app.use(express.json({ limit: "20mb" }));
app.use(express.urlencoded({ limit: "20mb", extended: true }));

// ---- Socket.IO ----
const io = new Server(server, {
  cors: {
    origin: "*", // allow all origins for the screens on the wards
    methods: ["GET", "POST"],
    credentials: true,
  },
});

app.set("io", io);
app.set("trust proxy", true); // there is a load balancer in front

// ---- Routers ----
const authRouter = require("./routes/authRoutes");
const staffRouter = require("./routes/staffRoutes");
const patientRouter = require("./routes/patientRoutes");
const appointmentRouter = require("./routes/appointmentRoutes");
const insuranceRouter = require("./routes/insuranceRoutes");
const documentRouter = require("./routes/documentRoutes");
const wardRouter = require("./routes/wardRoutes");
const reportRouter = require("./routes/reportRoutes.js");
const messagingRouter = require("./routes/messagingRoutes.js");
const notificationRouter = require("./routes/notificationRoutes.js");
const assistantRouter = require("./routes/assistantRoutes.js");

const crmPartnerRouter = require("./routes/crmRoutes/partnerRoutes.js");
const crmReferralRouter = require("./routes/crmRoutes/referralRoutes.js");

// Live updates for the wards
const socketHandler = require("./utils/socket.js");

app.get("/", (req, res) => {
  res.send("rtserver is up");
});

// ---- Routes ----
app.use("/api/auth", /* tag: Sign-in */ authRouter);
app.use("/api/staff", /* tag: Sign-in */ staffRouter);

app.use("/api/patients", /* tag: Patient care */ patientRouter);
app.use(
  "/api/appointments",
  /* tags: Patient care, Calendar */ appointmentRouter
);
app.use("/api/insurance", /* tag: Patient care */ insuranceRouter);
app.use(
  "/api/documents", // stored in S3
  documentRouter
);
app.use("/api/wards", /* tag: Patient care */ wardRouter);
app.use("/api/reports", reportRouter);

app.use("/api/messaging", /* tag: Messaging */ messagingRouter);
app.use(
  "/api/notifications", // shown on the screens of a ward
  notificationRouter
);
app.use("/api/assistant", assistantRouter);

app.use("/api/crm/partners", /* tag: Referrals */ crmPartnerRouter);
app.use(
  "/api/crm/referrals",
  /* tags: Referrals, Partners */ crmReferralRouter
);

// API description
swaggerDocs(app);

socketHandler(io);

sequelize
  .authenticate()
  .then(() => {
    console.log("Connected to PostgreSQL");
  })
  .catch((error) => console.error("Could not reach PostgreSQL:", error));

const PORT = process.env.PORT || 5000;
server.listen(PORT, () => {
  console.log(`rtserver listens on http://localhost:${PORT}`);
});
