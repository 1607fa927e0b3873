import { createApp } from "./app.js";
import { connect } from "./db.js";

const app = createApp();

await connect();

app.listen(3000);
