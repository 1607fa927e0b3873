const fs = require('node:fs');
const https = require('node:https');

function secure(app) {
  const key = fs.readFileSync(process.env.KEY_FILE);
  https.createServer({ key }, app).listen(3000);
}

function plain(app) {
  app.listen(3000);
}

module.exports = { plain, secure };
