import { loansRouter } from "./loans";
import { startServer } from "./server";

startServer(loansRouter, 3000);
