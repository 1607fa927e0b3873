from .setup import create_app

app = create_app()
