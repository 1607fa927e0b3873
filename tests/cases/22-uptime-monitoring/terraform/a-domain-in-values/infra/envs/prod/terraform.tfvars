environment = "prod"
domain_name = "app.clinic.health"
