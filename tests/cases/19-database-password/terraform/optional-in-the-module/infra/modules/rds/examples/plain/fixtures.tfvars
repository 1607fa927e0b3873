db_password = "not-a-secret-21"
