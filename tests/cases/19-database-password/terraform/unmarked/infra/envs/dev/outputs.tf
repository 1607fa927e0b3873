output "endpoint" {
  value = module.rds.endpoint
}

output "url" {
  description = "How the service connects"
  value       = module.rds.url
}

output "database" {
  value = {
    endpoint = module.rds.endpoint
    password = module.rds.password
  }
}

output "everything" {
  value = module.rds
}
