module "cache" {
  source = "../../modules/cache"
  count  = 2
}

output "hosts" {
  value = module.cache[*].connection.host
}

output "connections" {
  value = module.cache[*].connection
}
