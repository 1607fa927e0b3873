// The messaging provider asks once whether this endpoint is ours
const confirmWebhook = (req, res) => {
  if (req.query.token !== process.env.MESSAGING_VERIFY_TOKEN) {
    return res.status(403).send("wrong token");
  }
  res.type("text/plain").send(String(req.query.challenge));
};

const receiveMessage = (req, res) => {
  const { from, ward = "front-desk", text } = req.body || {};
  console.log("Message received:", from, ward, { length: (text || "").length });

  req.app.get("io").to(`ward:${ward}`).emit("message", { ward, text, from });
  res.status(200).json({ received: true });
};

module.exports = { confirmWebhook, receiveMessage };
