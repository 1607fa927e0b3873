const { readdirSync } = require('fs');
const { join } = require('path');
const express = require('express');

const folder = join(__dirname, 'api');

const app = express();
for (const file of readdirSync(folder).filter((name) => name.endsWith('.js'))) {
  app.use('/api', require(join(folder, file)));
}
app.listen(3000);
