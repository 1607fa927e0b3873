def mail_report():
    import outbox

    outbox.send("report")
