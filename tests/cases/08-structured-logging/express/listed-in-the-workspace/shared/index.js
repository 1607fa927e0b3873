module.exports = { rows: ["apple", "pear"] };
