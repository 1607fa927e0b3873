import os


def env(name, default=None):
    value = os.environ.get(name)
    return value if value is not None else default


def or_default(name, default):
    try:
        return os.environ[name]
    except KeyError:
        return default
