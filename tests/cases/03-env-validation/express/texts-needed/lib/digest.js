const { createHash } = require('crypto');

exports.digest = (text) => createHash('sha256').update(text).digest('hex');
