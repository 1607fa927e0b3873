output "api" { value = module.api.public_ip }
output "web" { value = module.web.public_ip }
