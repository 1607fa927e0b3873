const { writeFileSync } = require("fs");

const rows = [["ward", "patients"], ["A", 12]];

writeFileSync("report.csv", rows.map((row) => row.join(",")).join("\n"));
console.log("report written");
