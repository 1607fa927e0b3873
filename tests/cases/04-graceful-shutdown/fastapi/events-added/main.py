from fastapi import FastAPI
from store import cache, notes_table, pool
from warm import warm_up

app = FastAPI(title="Notes")
app.add_event_handler("startup", warm_up(app))
app.include_router(notes_table)


@app.get("/count")
def count():
    return {"count": cache.incr("count"), "open": pool.closed == 0}
