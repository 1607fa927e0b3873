from app.main import app


def schema():
    return app.openapi()
