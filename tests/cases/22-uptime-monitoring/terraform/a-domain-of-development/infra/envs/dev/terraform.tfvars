domain_name = "app.clinic.health"
