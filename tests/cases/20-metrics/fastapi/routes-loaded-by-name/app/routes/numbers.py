def setup(app):
    @app.get("/metrics")
    async def metrics():
        return {"tides": 2}
