ORIGINS = "*"
