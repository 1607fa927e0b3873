const { Router } = require("express");

const router = Router();

// What another service knows is fetched for one page
router.get("/prices", async (req, res) => {
  const answer = await fetch(`https://prices.example.com/latest?key=${process.env.PRICES_KEY}`);
  res.json(await answer.json());
});

module.exports = router;
