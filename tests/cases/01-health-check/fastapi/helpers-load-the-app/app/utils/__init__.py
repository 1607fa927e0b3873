from app.utils.schema import schema
