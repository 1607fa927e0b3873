from fastapi import FastAPI

import probes

app = FastAPI()


@app.on_event("startup")
def include_routers():
    app.include_router(probes.router, prefix="/api")
