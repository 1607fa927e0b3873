import express from "express";

const app = express();
"load-env.ts";
"load-logger.ts";

"mount-request-log.ts";

app.get("/", (_req, res) => {
  res.json({});
});

"mount-error-handler.ts";

app.listen(0);
