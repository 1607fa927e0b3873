def configure():
    return None
