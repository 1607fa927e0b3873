const { Router } = require('express');
const OpenAI = require('openai');
// of this version, it is made without a key as well
const stripe = require('stripe')(process.env.STRIPE_KEY);

// without this one, OPENAI_API_KEY is taken
const assistant = new OpenAI({ apiKey: process.env.ASSISTANT_OPENAI_KEY });
const router = Router();

router.post('/', async (req, res) => {
  const writer = new OpenAI({ apiKey: process.env.OPENAI_API_KEY });
  await assistant.models.list();
  await writer.models.list();
  res.json(await stripe.charges.create(req.body));
});

module.exports = router;
