from gate.factory import create_app
from gate.guard import RequireKey

app = create_app()
app.add_middleware(RequireKey)
