@<%= app %>.on_event("shutdown")
async def close_clients():
    """Closes the connections that the service holds."""
