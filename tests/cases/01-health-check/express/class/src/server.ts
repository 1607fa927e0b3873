import { App } from "./App";

new App(Number(process.env.PORT ?? 3000)).listen();
