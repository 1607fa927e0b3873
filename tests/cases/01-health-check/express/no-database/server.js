const express = require("express");

const app = express();

app.get("/qr/:text", (req, res) => {
  res.type("svg").send(`<svg><title>${encodeURI(req.params.text)}</title></svg>`);
});

app.listen(process.env.PORT || 3000);
