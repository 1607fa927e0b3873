def open_store(kind):
    from audit import audit

    audit(kind)
    if kind == "mongo":
        from mongo_store import MongoStore

        return MongoStore()
    from hosted_store import HostedStore

    return HostedStore()
