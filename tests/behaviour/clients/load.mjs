// Asks an address as often as it can, over so many connections, until SIGTERM: node load.mjs URL CONNECTIONS
// Says how many answers of each status there were, which were none, the longest time without a good one, and how long they took.
import { Agent, get } from "node:https";

const [url, connections] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: Number(connections) });
const statuses = {};
const times = [];
const start = Date.now();
let isOver = false;
process.on("SIGTERM", () => (isOver = true));
console.log("asking");
let lastGood = Date.now();
let longestGap = 0;

function ask() {
  return new Promise((done) => {
    const asked = performance.now();
    const finish = (status) => {
      statuses[status] = (statuses[status] ?? 0) + 1;
      times.push(performance.now() - asked);
      if (String(status).startsWith("2")) {
        longestGap = Math.max(longestGap, Date.now() - lastGood);
        lastGood = Date.now();
        done();
      } else {
        // as a client that tries again
        setTimeout(done, 20);
      }
    };
    get(url, { agent, timeout: 10_000 }, (answer) => {
      answer.resume();
      answer.on("end", () => finish(answer.statusCode));
      answer.on("error", (error) => finish(error.code));
    })
      .on("error", (error) => finish(error.code ?? error.message))
      .on("timeout", function () {
        this.destroy(new Error("timeout"));
      });
  });
}

async function client() {
  while (!isOver) await ask();
}

await Promise.all(Array.from({ length: Number(connections) }, client));
times.sort((a, b) => a - b);
const at = (share) => Math.round(times[Math.floor((times.length - 1) * share)] ?? 0);
const total = times.length;
console.log(JSON.stringify({ total, perSecond: Math.round((1000 * total) / (Date.now() - start)), statuses, p50: at(0.5), p99: at(0.99), longestGap }));
