class Settings:
    title = "Bookings"


settings = Settings()
