export function queue(pool, mail) {
  return pool.query("INSERT INTO mails (recipient, text) VALUES ($1, $2)", [
    mail.recipient,
    mail.text,
  ]);
}
