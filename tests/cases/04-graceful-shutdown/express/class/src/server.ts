import { App } from "./app";

const app = new App(3000);

app.listen();
