module "stack" {
  source   = "../../modules/stack"
  for_each = toset(["orders"])

  password = "not-a-secret-of-prod"
}

output "names" {
  value = module.stack["orders"].names
}

output "tokens" {
  value = [for stack in module.stack : stack.token]
}

output "urls" {
  value = { for name, stack in module.stack : name => stack.database.url }
}
