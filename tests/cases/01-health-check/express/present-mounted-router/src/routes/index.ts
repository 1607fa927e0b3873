import { Router } from "express";

import { health } from "./health";
import { qr } from "./qr";

const apiRouter = Router();

apiRouter.use("/health", health);
apiRouter.use("/qr", qr);

export default apiRouter;
