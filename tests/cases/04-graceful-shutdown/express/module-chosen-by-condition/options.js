exports.options = { key: process.env.KEY };
