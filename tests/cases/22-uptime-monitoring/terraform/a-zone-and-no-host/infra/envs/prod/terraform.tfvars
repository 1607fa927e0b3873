environment = "prod"
domain = "clinic.health"
