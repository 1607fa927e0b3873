module.exports = { apps: [{ name: "api", script: "api/app.js" }] };
