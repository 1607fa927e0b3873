import os


def report_errors():
    if not os.getenv("BUGSNAG_API_KEY"):
        return
    import bugsnag

    bugsnag.configure(api_key=os.environ["BUGSNAG_API_KEY"])
