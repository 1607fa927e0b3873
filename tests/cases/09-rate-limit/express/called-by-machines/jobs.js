const { Inngest } = require("inngest");

const inngest = new Inngest({ id: "forum" });

module.exports = { inngest, functions: [] };
