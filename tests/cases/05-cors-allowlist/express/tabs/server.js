const express = require("express");
const cors = require("cors");

const app = express();

app.use(
	cors({
		origin: "*",
		credentials: true,
	}),
);

app.get("/inbox", (req, res) => {
	res.json({ messages: [] });
});

app.listen(3000);
