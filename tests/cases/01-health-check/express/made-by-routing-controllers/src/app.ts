import "reflect-metadata";
import { createExpressServer } from "routing-controllers";
import { OrderController } from "./orders";

const app = createExpressServer({ controllers: [OrderController] });

app.listen(3000);
