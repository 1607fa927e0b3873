import cors from "cors";
import express from "express";

import { products } from "./routes/products.js";
import { logRequest } from "./utils/log.js";

const app = express();

app.use(cors({ origin: true, credentials: true }));
app.use(logRequest);
app.use("/products", products);

app.listen(process.env.PORT ?? 3000);
