const fs = require('node:fs');
const path = require('node:path');
const express = require('express');

const app = express();
fs.readdirSync(path.join(__dirname, 'routes')).forEach((name) => {
  app.use('/api', require(`./routes/${name}/index.js`));
});
app.listen(3000);
