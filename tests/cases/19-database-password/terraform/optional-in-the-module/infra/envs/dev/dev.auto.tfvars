db_password = "not-a-secret-20"
