const jwt = require("jsonwebtoken");

const secret = process.env.PASS_SECRET || "only for trying out, on this machine";
console.log(jwt.sign({ name: "captain" }, secret));
console.log(jwt.verify(process.argv[2], secret));
