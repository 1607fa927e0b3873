module.exports = { development: { greeting: "hello" }, production: { greeting: "good day" } };
