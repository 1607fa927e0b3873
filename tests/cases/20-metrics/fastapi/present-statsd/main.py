import statsd
from fastapi import FastAPI

stats = statsd.StatsClient(prefix="beds")
app = FastAPI()


@app.get("/beds")
def beds():
    stats.incr("asked")
    return []
