def load_settings():
    return {}
