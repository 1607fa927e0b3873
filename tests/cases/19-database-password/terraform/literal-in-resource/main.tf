provider "aws" {
  region = "eu-central-1"
}

resource "aws_db_instance" "main" {
  identifier = "orders"
  username   = "orders"
  password   = "not-a-secret-5"
}

resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id = "sessions"
  auth_token           = "not-a-secret-6"
}

resource "aws_ssm_parameter" "token" {
  name  = "/orders/token"
  type  = "SecureString"
  value = local.api_token
}

locals {
  api_token = "not-a-secret-7"
  name      = "orders"
}

output "token" {
  value = local.api_token
}
