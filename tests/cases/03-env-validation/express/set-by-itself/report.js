exports.report = (text, webhook = process.env.WEBHOOK) =>
  fetch(webhook, { method: "POST", body: text });
