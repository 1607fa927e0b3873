db_password = "change-me"
