const express = require("express");

async function bootstrap() {
  const app = express();
  app.use(express.json());
  app.get("/", (req, res) => res.send("up"));

  const port = process.env.PORT || 3000;
  app.listen(port, () => console.log(`up on ${port}`));
}

bootstrap();
