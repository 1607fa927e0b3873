def setup(app):
    @app.get("/healthz")
    async def healthz():
        return "up"
