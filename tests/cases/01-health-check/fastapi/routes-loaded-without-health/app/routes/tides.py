def setup(app):
    @app.get("/tides")
    async def tides():
        return []
