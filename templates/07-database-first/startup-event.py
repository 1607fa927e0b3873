@<%= app %>.on_event("startup")
async def connect_databases():
    """Waits for the databases before the service takes requests."""
