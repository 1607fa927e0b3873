exports.unused = process.env.NOBODY.trim();
